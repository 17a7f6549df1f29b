from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

if TYPE_CHECKING:
    from datetime import date


DAYS = Func(
    "valid_from",
    "valid_to",
    RangeBoundary(inclusive_upper=True),
    function="daterange",
    output_field=DateRangeField(),
)
"""The days on which a row holds, both ends included."""


class DatedQuerySet(models.QuerySet):
    def on(self, day: date) -> DatedQuerySet:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Threshold(models.Model):
    """From this estimated amount (HT) on, this procedure at least. Dated data with its source."""

    class Nature(models.TextChoices):
        SUPPLIES = "supplies_services", "fournitures et services"
        WORKS = "works", "travaux"

    nature = models.CharField("nature", max_length=20, choices=Nature)
    procedure = models.CharField("procédure", max_length=120)
    rank = models.PositiveSmallIntegerField("rang", help_text="Du plus léger au plus lourd.")
    amount = models.DecimalField("à partir de (HT)", max_digits=12, decimal_places=2)
    steps = models.TextField("étapes à respecter", blank=True, help_text="Une par ligne.")
    valid_from = models.DateField("valable depuis le")
    valid_to = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=300)
    confirmed = models.BooleanField(
        "texte lu", default=False, help_text="Sinon affiché « à vérifier »."
    )

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "seuil de procédure"
        verbose_name_plural = "seuils de procédure"
        ordering = ("nature", "-valid_from", "amount")
        constraints = (
            models.CheckConstraint(
                name="threshold_ends_after_start",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message="Un seuil finit après avoir commencé.",
            ),
            models.CheckConstraint(
                name="threshold_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="Un seuil est positif ou nul.",
            ),
            ExclusionConstraint(
                name="threshold_one_amount_a_day",
                expressions=[
                    ("nature", RangeOperators.EQUAL),
                    ("amount", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message="Un autre seuil a déjà ce montant à ces dates : donnez-lui d’abord une fin.",
            ),
            ExclusionConstraint(
                name="threshold_one_rank_a_day",
                expressions=[
                    ("nature", RangeOperators.EQUAL),
                    ("rank", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                violation_error_message="Un autre seuil a déjà ce rang à ces dates : donnez-lui d’abord une fin.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.procedure} ({self.get_nature_display()})"


class VatRate(models.Model):
    """A rate of VAT in per cent, dated."""

    rate = models.DecimalField("taux (%)", max_digits=4, decimal_places=2)
    label = models.CharField("intitulé", max_length=80)
    valid_from = models.DateField("valable depuis le")
    valid_to = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField("source", max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "taux de TVA"
        verbose_name_plural = "taux de TVA"
        ordering = ("-rate", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                name="vat_rate_once_a_date",
                fields=("rate", "valid_from"),
                violation_error_message="Ce taux existe déjà à cette date.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rate.normalize():f} %".replace(".", ",")
