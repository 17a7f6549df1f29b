from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.models.commune import Commune
from portal.lib.text import named


class Epci(models.Model):
    """An intercommunal body. `ours` marks those whose members the portal serves, each at its time."""

    siren = models.CharField("SIREN", max_length=9, unique=True)
    name = models.CharField("nom", max_length=120)
    valid_from = models.DateField("existe depuis le", null=True, blank=True)
    valid_to = models.DateField("jusqu’au", null=True, blank=True)
    ours = models.BooleanField("servi par le portail", default=False)

    class Meta:
        verbose_name = "intercommunalité"
        verbose_name_plural = "intercommunalités"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="epci_siren_format",
                condition=Q(siren__regex=r"^[0-9]{9}$"),
                violation_error_message="Un SIREN a neuf chiffres.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def with_article(self) -> str:
        """« la CC Sarrebourg Moselle Sud », to stand in a sentence."""
        return named(self.name)


class Membership(models.Model):
    """A commune belongs to one EPCI at a time; `period` is [from, to), open ends allowed."""

    epci = models.ForeignKey(
        Epci, verbose_name="intercommunalité", on_delete=models.PROTECT, related_name="memberships"
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="memberships"
    )
    period = DateRangeField("période")

    class Meta:
        verbose_name = "appartenance"
        verbose_name_plural = "appartenances"
        constraints = (
            ExclusionConstraint(
                name="membership_one_epci_at_a_time",
                expressions=[
                    ("commune", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Une commune appartient à une seule intercommunalité à la fois.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune} dans {self.epci}"
