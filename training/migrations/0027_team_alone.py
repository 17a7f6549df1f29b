"""Sheets, signatures and remarks are the team's; of them, a town hall knows that a half day is proven.

A statement of costs, with its reason, is read by the communes that share it.
"""

from django.conf import settings
from django.db import migrations, models

MINE = "any((select nullif(current_setting('app.communes', true), '')::int[])::int[])"
PROVEN = """
create view training_provenslot as
select slot_id from training_trainersignature union select slot_id from training_sheetscan
"""
SHARED = "exists (select 1 from training_costshare s where s.statement_id = training_coststatement.id)"
"""Under the wall of the reader: a share of hers."""


def read_by(table, condition):
    name = f"training_{table}"
    return migrations.RunSQL(
        f"alter policy {name}_read on {name} using ({condition})",
        f"alter policy {name}_read on {name} using (true)",
    )


class Migration(migrations.Migration):
    dependencies = [("training", "0026_opinions_once_over")]
    operations = [
        migrations.RunSQL(
            (
                PROVEN,
                "revoke insert, update, delete, truncate on training_provenslot"
                f" from {settings.DATABASE_APP_ROLE}",
            ),
            "drop view training_provenslot",
        ),
        migrations.CreateModel(
            name="ProvenSlot",
            fields=[
                (
                    "slot",
                    models.OneToOneField(
                        on_delete=models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="training.slot",
                        verbose_name="demi-journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "demi-journée prouvée",
                "verbose_name_plural": "demi-journées prouvées",
                "db_table": "training_provenslot",
                "managed": False,
            },
        ),
        *(
            read_by(table, f"0 = {MINE}")
            for table in ("sheetscan", "trainersignature", "slotopening")
        ),
        read_by("coststatement", f"0 = {MINE} or {SHARED}"),
        migrations.RemoveField("trainer", "link_version"),
        migrations.RemoveField("registration", "travel_km"),
    ]
