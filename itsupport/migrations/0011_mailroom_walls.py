"""How the visits of the mailbox went is the team's alone."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("itsupport", "0010_mailroom")]
    operations = [build_wall("itsupport_mailboxvisit", "0")]
