"""The action that a request comes from is one of the same commune."""

from django.db import migrations

from portal.walls.sql import same_commune


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0014_request_action")]
    operations = [
        same_commune("itsupport_equipmentrequest", "action_id", "itsupport_auditaction"),
    ]
