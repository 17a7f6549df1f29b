"""What the service starts with: its hours, its commitments, its categories, its ready-made replies. All editable."""

import csv
import datetime as dt
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"
FROM = dt.date(2014, 1, 1)
SOURCE = "valeur de départ, à faire délibérer"
HOURS = [["lundi", "vendredi", [["08:00:00", "12:00:00"], ["13:30:00", "17:30:00"]]]]


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def load(apps, schema_editor):
    def table(name):
        return apps.get_model("itsupport", name).objects.using(schema_editor.connection.alias)

    table("ServiceWeek").create(from_on=FROM, hours=HOURS, source=SOURCE)
    for row in rows("targets.csv"):
        table("ServiceTarget").create(from_on=FROM, source=SOURCE, **row)
    for position, row in enumerate(rows("categories.csv")):
        table("Category").create(position=position, **row)
    for row in rows("replies.csv"):
        table("CannedReply").create(title=row["title"], body=row["body"].replace("|", "\n"))


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0002_walls")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
