"""The second wall: who may read and write each row that carries a commune."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        build_wall("documents_document"),
        build_wall("documents_batch"),
    ]
