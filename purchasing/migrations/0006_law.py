"""The thresholds of procedures and the rates of VAT, each with its dates and its source."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            yield {key: value or None for key, value in row.items()}


def load(apps, schema_editor):
    threshold = apps.get_model("purchasing", "Threshold").objects.using(schema_editor.connection.alias)
    for row in rows("thresholds.csv"):
        row["steps"] = (row["steps"] or "").replace("|", "\n")
        row["confirmed"] = row["confirmed"] == "1"
        threshold.create(**row)
    rate = apps.get_model("purchasing", "VatRate").objects.using(schema_editor.connection.alias)
    for row in rows("vat_rates.csv"):
        rate.create(**row)


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0005_gathered_needs")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
