"""A document of the team may name the communes that read it: the notice of a campaign, those invited."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from portal.walls.sql import let_readers_in


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_awaited")]
    operations = [
        migrations.AddField(
            model_name="document",
            name="readers",
            field=ArrayField(
                base_field=models.IntegerField(),
                blank=True,
                default=list,
                verbose_name="communes qui le lisent aussi",
            ),
        ),
        let_readers_in("documents_document"),
    ]
