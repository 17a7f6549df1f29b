"""Every member reads the campaigns of needs; each commune its own answer and wishes; the team what it groups."""

from django.db import migrations

from portal.walls.sql import build_wall, same_commune

OF_ITS_ANSWER = "wish_of_the_answer"


class Migration(migrations.Migration):
    dependencies = [("training", "0015_wishes"), ("communes", "0005_need_with_its_commune")]
    operations = [
        build_wall("training_needscampaign", "0", open_to_read=True),
        build_wall("training_needscampaign_themes", "0", open_to_read=True),
        build_wall("training_needsanswer"),
        build_wall("training_wish"),
        build_wall("training_demandcluster", "0"),
        build_wall("training_demandcluster_sessions", "0"),
        same_commune("training_wish", "need_id", "communes_need"),
        migrations.RunSQL(
            f"alter table training_wish add constraint {OF_ITS_ANSWER}"
            " foreign key (answer_id, campaign_id, commune_id)"
            " references training_needsanswer (id, campaign_id, commune_id) deferrable initially deferred",
            f"alter table training_wish drop constraint {OF_ITS_ANSWER}",
        ),
    ]
