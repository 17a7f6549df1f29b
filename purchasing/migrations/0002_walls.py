"""The second wall: who may read and write each row that carries a commune."""

from django.db import migrations

from portal.walls.sql import append_only, build_wall, same_commune


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0001_initial")]
    operations = [
        build_wall("purchasing_adhesion"),
        build_wall("purchasing_referenceprice", "coalesce(commune_id, -1)"),
        build_wall("purchasing_extinguisher"),
        build_wall("purchasing_participation"),
        build_wall("purchasing_needline"),
        build_wall("purchasing_needrevision"),
        build_wall("purchasing_contact"),
        build_wall("purchasing_needsnapshot", "0"),
        append_only("purchasing_needrevision"),
        append_only("purchasing_needsnapshot"),
        same_commune("purchasing_extinguisher", "site_id", "communes_site"),
        same_commune("purchasing_needline", "participation_id", "purchasing_participation"),
        same_commune("purchasing_needline", "site_id", "communes_site"),
        same_commune("purchasing_needrevision", "line_id", "purchasing_needline"),
        same_commune("purchasing_contact", "participation_id", "purchasing_participation"),
    ]
