"""A proposal to change sessions is read by both town halls; who proposes writes it, the other answers by the verb."""

from django.db import migrations

from portal.walls.sql import build_wall, let_readers_in, same_commune

OF_THE_ASKED = "swap_asked_with_its_commune"


class Migration(migrations.Migration):
    dependencies = [("training", "0022_swaps")]
    operations = [
        build_wall("training_swapproposal"),
        let_readers_in("training_swapproposal", "array[asked_commune_id::int]"),
        same_commune("training_swapproposal", "asker_id", "training_registration"),
        migrations.RunSQL(
            f"alter table training_swapproposal add constraint {OF_THE_ASKED}"
            " foreign key (asked_id, asked_commune_id) references training_registration (id, commune_id)"
            " deferrable initially deferred",
            f"alter table training_swapproposal drop constraint {OF_THE_ASKED}",
        ),
    ]
