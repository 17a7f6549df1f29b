"""The notices made for everyone so far are for the communes that each campaign invited."""

from django.db import migrations

class Migration(migrations.Migration):
    dependencies = [("purchasing", "0008_threshold_days"), ("documents", "0004_readers")]
    operations = [
        migrations.RunSQL(
            "update documents_document set commune_id = 0, readers = array("
            "select commune_id::int from purchasing_participation"
            " where campaign_id = subject_id order by commune_id)"
            " where kind = 'purchasing.campaign_notice'",
            "update documents_document set commune_id = -1, readers = '{}'"
            " where kind = 'purchasing.campaign_notice'",
        )
    ]
