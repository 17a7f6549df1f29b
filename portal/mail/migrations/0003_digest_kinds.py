"""A reminder says what it is about, so that it can be dropped once it has no point."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_walls")]
    operations = [
        migrations.AddField(
            "digestitem",
            "kind",
            models.CharField("sorte", max_length=80, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "digestitem",
            "subject_id",
            models.BigIntegerField("objet", default=0),
            preserve_default=False,
        ),
    ]
