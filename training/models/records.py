"""What an agent has learnt, and what the law asks her to: external attestations, obligations, half days followed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from communes.models import Commune, Person
from communes.models.scope import CommuneRows, SharedRows
from training.models.sessions import Session
from training.obligations import Rule
from training.states.obligations import Counted


class Days(Func):
    """From one day until another, both counted; without an end when the second is empty."""

    function = "daterange"
    output_field = DateRangeField()


class ObligationRule(models.Model):
    """So many half days in so many months, as a text in force from a day to another asks them.

    `for_secretaries`: proposed when a secretary takes her post. A rule that binds somebody keeps its figures.
    """

    kind = models.CharField("obligation", max_length=80)
    half_days = models.PositiveSmallIntegerField("demi-journées", help_text="Deux par jour.")
    months = models.PositiveSmallIntegerField("en combien de mois")
    recurring = models.BooleanField("recommence à chaque période", default=False)
    counts = models.CharField(
        "ce qui compte", max_length=9, choices=Counted, default=Counted.EVERY
    )
    for_secretaries = models.BooleanField(
        "proposée à la prise de poste d’une ou d’un secrétaire", default=False
    )
    alert_days = models.PositiveSmallIntegerField("alerte, en jours avant l’échéance", default=90)
    legal_ref = models.CharField("texte", max_length=200)
    valid_from = models.DateField("en vigueur depuis le")
    valid_to = models.DateField("jusqu’au", null=True, blank=True)

    objects: SharedRows[ObligationRule] = SharedRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "règle d’obligation"
        verbose_name_plural = "règles d’obligation"
        ordering = ("kind", "-valid_from")
        constraints = (
            models.CheckConstraint(
                name="obligation_rule_asks_something",
                condition=Q(half_days__gte=1, months__gte=1),
                violation_error_message="Une obligation demande au moins une demi-journée, en un mois au moins.",
            ),
            models.CheckConstraint(
                name="obligation_rule_ends_after",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Un texte finit après être entré en vigueur.",
            ),
            ExclusionConstraint(
                name="obligation_rule_once_at_a_time",
                expressions=[
                    (F("kind"), RangeOperators.EQUAL),
                    (Days("valid_from", "valid_to", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette obligation a déjà une règle à ces dates.",
            ),
        )

    def __str__(self) -> str:
        return self.kind

    def rule(self, half_days: int) -> Rule:
        """For an agent who owes so many half days: an agreement may raise them."""
        return Rule(
            kind=self.kind,
            half_days=half_days,
            months=self.months,
            recurring=self.recurring,
            alert_days=self.alert_days,
            legal_ref=self.legal_ref,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class Obligation(models.Model):
    """What one agent owes from the day she took a post. `half_days`: the rule’s, or more by agreement."""

    person = models.ForeignKey(
        Person, verbose_name="agent", on_delete=models.PROTECT, related_name="obligations"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    rule = models.ForeignKey(
        ObligationRule,
        verbose_name="obligation",
        on_delete=models.PROTECT,
        related_name="obligations",
    )
    half_days = models.PositiveSmallIntegerField("demi-journées dues")
    begins_on = models.DateField("depuis le")
    closed_on = models.DateField("close le", null=True, blank=True)
    close_reason = models.CharField("motif", max_length=200, blank=True)

    objects: CommuneRows[Obligation] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "obligation de formation"
        verbose_name_plural = "obligations de formation"
        ordering = ("begins_on", "pk")
        constraints = (
            models.UniqueConstraint(
                name="obligation_once_a_person",
                fields=("person", "rule"),
                condition=Q(closed_on=None),
                violation_error_message="Cette obligation est déjà suivie pour cette personne.",
            ),
            models.CheckConstraint(
                name="obligation_owes_something",
                condition=Q(half_days__gte=1),
                violation_error_message="Une obligation est d’une demi-journée au moins.",
            ),
            models.CheckConstraint(
                name="obligation_closed_says_why",
                condition=Q(closed_on=None, close_reason="")
                | (Q(closed_on__gte=F("begins_on")) & ~Q(close_reason="")),
                violation_error_message="Une obligation close dit quand et pourquoi.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} : {self.rule}"


class ExternalTraining(models.Model):
    """A training followed elsewhere, with its attestation. `day`: its last. Only ever withdrawn."""

    person = models.ForeignKey(
        Person, verbose_name="agent", on_delete=models.PROTECT, related_name="external_trainings"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField("intitulé", max_length=140)
    organism = models.CharField("organisme", max_length=120)
    day = models.DateField("finie le")
    half_days = models.PositiveSmallIntegerField("demi-journées")
    statutory = models.BooleanField("formation statutaire", default=False)
    name = models.CharField("nom du fichier", max_length=200)
    content_type = models.CharField("type", max_length=120)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("attestation", upload_to="attestations/%Y/%m/", max_length=200)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="ajoutée par",
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField("ajoutée le")
    withdrawn_at = models.DateTimeField("retirée le", null=True, blank=True)

    objects: CommuneRows[ExternalTraining] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "formation suivie ailleurs"
        verbose_name_plural = "formations suivies ailleurs"
        ordering = ("-day", "pk")
        constraints = (
            models.CheckConstraint(
                name="external_training_lasts",
                condition=Q(half_days__gte=1, half_days__lte=120),
                violation_error_message="Une formation dure d’une demi-journée à soixante jours.",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_image(self) -> bool:
        """Always downloaded."""
        return False


class Followed(models.Model):
    """One training of one agent on one day, here or elsewhere: a view of the database, shown to who sees the agent.

    `minutes`: 0 where only half days are known. `planned`: a half day that she is to follow, if it is to come.
    """

    id = models.CharField("clé", max_length=40, primary_key=True)
    person = models.ForeignKey(
        Person, verbose_name="agent", on_delete=models.DO_NOTHING, related_name="followed"
    )
    session = models.ForeignKey(
        Session,
        verbose_name="session",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    external = models.ForeignKey(
        ExternalTraining,
        verbose_name="ailleurs",
        null=True,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )
    title = models.CharField("intitulé", max_length=140)
    organism = models.CharField("organisme", max_length=120)
    day = models.DateField("jour")
    starts_at = models.DateTimeField("commence à", null=True)
    half_days = models.PositiveSmallIntegerField("demi-journées")
    minutes = models.PositiveIntegerField("minutes")
    statutory = models.BooleanField("statutaire")
    meeting = models.BooleanField("rencontre")
    planned = models.BooleanField("prévue")

    class Meta:
        managed = False
        db_table = "training_followed"
        verbose_name = "formation suivie"
        verbose_name_plural = "formations suivies"
        ordering = ("-day", "id")

    def __str__(self) -> str:
        return self.title
