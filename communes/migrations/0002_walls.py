"""The second wall: who may read and write each row that carries a commune."""

from django.db import migrations

from portal.walls.sql import build_wall


class Migration(migrations.Migration):
    dependencies = [("communes", "0001_initial")]
    operations = [
        build_wall("communes_commune", "id", open_to_read=True, team_adds=True),
        build_wall("communes_population", "0", open_to_read=True),
        build_wall("communes_membership", "0", open_to_read=True),
        build_wall("communes_site", open_to_read=True),
        build_wall("communes_position", "coalesce(commune_id, 0)", open_to_read=True),
        build_wall("communes_mailbox", open_to_read=True),
        build_wall("communes_need"),
    ]
