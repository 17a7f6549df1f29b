"""The second wall: who may read and write each row that carries a commune, and what only the team may."""

from django.conf import settings
from django.db import migrations

from portal.walls.sql import append_only, build_history, build_wall, same_commune

KNOWN_OR_TEAM = "coalesce(commune_id, 0)"
"""While nobody knows for which commune a mail was written, its request is the team's alone."""


def commune_may_be_said(table: str) -> migrations.RunSQL:
    """An append-only row may still be told whose it is, and nothing else."""
    role = settings.DATABASE_APP_ROLE
    return migrations.RunSQL(
        f"grant update (commune_id) on {table} to {role}",
        f"revoke update (commune_id) on {table} from {role}",
    )


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0001_initial"), ("communes", "0004_history")]
    operations = [
        build_wall("itsupport_ticket", KNOWN_OR_TEAM),
        build_wall("itsupport_ticketevent", KNOWN_OR_TEAM),
        build_wall(
            "itsupport_ticketmessage",
            f"(case when direction = 'note' then 0 else {KNOWN_OR_TEAM} end)",
        ),
        build_wall(
            "itsupport_ticketfile", f"(case when internal then 0 else {KNOWN_OR_TEAM} end)"
        ),
        build_wall("itsupport_watcher", KNOWN_OR_TEAM),
        build_wall("itsupport_checklistitem", KNOWN_OR_TEAM),
        build_wall("itsupport_ticketasset"),
        build_wall("itsupport_timeentry"),
        build_wall("itsupport_ticketlink", "0"),
        build_wall("itsupport_presence", "0"),
        build_wall("itsupport_inboundemail", "0"),
        build_wall("itsupport_asset"),
        build_wall("itsupport_agenttoken"),
        build_wall("itsupport_inventoryreport"),
        build_wall("itsupport_softwareinstall"),
        build_wall("itsupport_licence"),
        append_only("itsupport_ticketevent"),
        commune_may_be_said("itsupport_ticketevent"),
        same_commune("itsupport_ticket", "site_id", "communes_site"),
        *(
            same_commune(f"itsupport_{child}", "ticket_id", "itsupport_ticket")
            for child in (
                "ticketevent", "ticketmessage", "ticketfile", "watcher", "checklistitem",
                "ticketasset", "timeentry",
            )
        ),
        same_commune("itsupport_ticketasset", "asset_id", "itsupport_asset"),
        same_commune("itsupport_asset", "site_id", "communes_site"),
        same_commune("itsupport_inventoryreport", "token_id", "itsupport_agenttoken"),
        same_commune("itsupport_inventoryreport", "asset_id", "itsupport_asset"),
        same_commune("itsupport_softwareinstall", "asset_id", "itsupport_asset"),
        *build_history("itsupport_assetevent"),
    ]  # fmt: skip
