"""The second wall: who may read and write each row that carries a commune."""

from django.db import migrations

from portal.walls.sql import append_only, build_wall


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [
        build_wall("journal_entry", open_to_add=True),
        append_only("journal_entry"),
    ]
