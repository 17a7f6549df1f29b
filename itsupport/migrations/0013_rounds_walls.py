"""The second wall of rounds and maintenance: the stops and the requests of a commune are its own, the rest the team's."""

from django.db import migrations

from portal.walls.sql import build_wall, same_commune


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0012_rounds")]
    operations = [
        build_wall("itsupport_round", "0"),
        build_wall("itsupport_roundagent", "0"),
        build_wall("itsupport_roundstop"),
        build_wall("itsupport_roundtask"),
        build_wall("itsupport_maintenanceplan", "coalesce(commune_id, 0)"),
        build_wall("itsupport_maintenancerun"),
        same_commune("itsupport_roundstop", "site_id", "communes_site"),
        same_commune("itsupport_roundtask", "stop_id", "itsupport_roundstop"),
        same_commune("itsupport_roundtask", "ticket_id", "itsupport_ticket"),
        same_commune("itsupport_maintenancerun", "ticket_id", "itsupport_ticket"),
    ]
