"""The second wall: who may read and write each row that carries a commune."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]
    operations = [
        build_wall("mail_outboxemail", open_to_add=True),
        build_wall("mail_digestitem", open_to_add=True),
    ]
