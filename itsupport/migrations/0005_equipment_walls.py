"""Sheets of labels are of the team alone: they may name machines of several communes."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0004_equipment")]
    operations = [build_wall("itsupport_labelsheet", "0")]
