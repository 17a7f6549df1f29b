"""The second wall around the addresses of calendars."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("training", "0003_feeds")]
    operations = [build_wall("training_calendarfeed")]
