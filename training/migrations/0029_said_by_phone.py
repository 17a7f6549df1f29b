"""What a mayor says on the telephone: noted by somebody, beside the registration or the visa."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

CHANNELS = [("web", "portail"), ("link", "lien du courriel"), ("phone", "téléphone")]
WORDS = "Ce que le maire dit au téléphone est noté par quelqu’un."


def channel(words):
    return models.CharField(blank=True, choices=CHANNELS, max_length=5, verbose_name=words)


def noted_by(words):
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=words,
    )


def noted(model, name, via, by):
    return migrations.AddConstraint(
        model,
        models.CheckConstraint(
            condition=Q(**{via: "phone", f"{by}__isnull": False})
            | (~Q(**{via: "phone"}) & Q(**{by: None})),
            name=name,
            violation_error_message=WORDS,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("training", "0028_closed_session"),
    ]
    operations = [
        migrations.AlterField("registration", "decided_via", channel("par quel moyen")),
        migrations.AlterField("needsanswer", "visa_via", channel("visa répondu par quel moyen")),
        migrations.AddField("registration", "decision_noted_by", noted_by("accord noté par")),
        migrations.AddField("needsanswer", "visa_noted_by", noted_by("visa noté par")),
        noted(
            "registration",
            "registration_phoned_is_noted_by_somebody",
            "decided_via",
            "decision_noted_by",
        ),
        noted(
            "needsanswer",
            "needs_answer_visa_phoned_is_noted_by_somebody",
            "visa_via",
            "visa_noted_by",
        ),
    ]
