"""Maintenance that comes back: what is done, where, how often; and the request that each date made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from communes.models import Commune
from communes.states import SiteKind
from itsupport.models.scope import CommuneRows, OfACommune
from itsupport.models.ticket import Ticket
from itsupport.states.equipment import AssetKind
from itsupport.states.rounds import Rhythm

if TYPE_CHECKING:
    from datetime import date


class MaintenancePlanQuerySet(CommuneRows["MaintenancePlan"]):
    def due(self, *, on: date) -> MaintenancePlanQuerySet:
        """In use, and whose next date comes within its notice."""
        notice = models.ExpressionWrapper(
            models.F("next_on") - models.F("lead_days"), output_field=models.DateField()
        )
        return self.filter(active=True).alias(opens_on=notice).filter(opens_on__lte=on)


class MaintenancePlan(models.Model):
    """What is done again and again: for one commune or all, where there is such a building or such a machine."""

    title = models.CharField("intitulé", max_length=120)
    checklist = models.TextField("à faire", help_text="Une chose par ligne.")
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Vide : toutes les communes.",
    )
    site_kind = models.CharField(
        "bâtiments",
        max_length=12,
        choices=SiteKind,
        blank=True,
        help_text="Vide : sans bâtiment précis.",
    )
    asset_kind = models.CharField(
        "matériels",
        max_length=8,
        choices=AssetKind,
        blank=True,
        help_text="Vide : sans matériel précis.",
    )
    months = models.PositiveSmallIntegerField("rythme", choices=Rhythm, default=Rhythm.YEARLY)
    lead_days = models.PositiveSmallIntegerField(
        "demande ouverte", default=14, help_text="Jours avant la date."
    )
    next_on = models.DateField("prochaine date")
    school_holidays = models.BooleanField(
        "pendant les vacances scolaires", default=False, help_text="Zone B, pour les écoles."
    )
    active = models.BooleanField("en usage", default=True)

    objects = MaintenancePlanQuerySet.as_manager()

    class Meta:
        verbose_name = "maintenance prévue"
        verbose_name_plural = "maintenances prévues"
        ordering = ("next_on", "title")
        constraints = (
            models.CheckConstraint(
                name="maintenance_plan_rhythm",
                condition=Q(months__in=Rhythm.values),
                violation_error_message="Une maintenance revient tous les 1, 3, 6 ou 12 mois.",
            ),
            models.CheckConstraint(
                name="maintenance_plan_notice",
                condition=Q(lead_days__lte=90),
                violation_error_message="La demande s’ouvre 90 jours avant, au plus.",
            ),
            models.CheckConstraint(
                name="maintenance_plan_has_a_list",
                condition=~Q(checklist=""),
                violation_error_message="Écrivez au moins une chose à faire.",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MaintenanceRun(OfACommune):
    """The request that a plan made for a commune at a date: one, however often the clock rings."""

    plan = models.ForeignKey(
        MaintenancePlan, verbose_name="maintenance", on_delete=models.PROTECT, related_name="runs"
    )
    on = models.DateField("pour le")
    ticket = models.OneToOneField(
        Ticket, verbose_name="demande", on_delete=models.PROTECT, related_name="maintenance"
    )

    objects: CommuneRows[MaintenanceRun] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "maintenance faite"
        verbose_name_plural = "maintenances faites"
        ordering = ("-on", "commune__name_sort")
        constraints = (
            models.UniqueConstraint(
                name="maintenance_run_once",
                fields=("plan", "commune", "on"),
                violation_error_message="Cette maintenance a déjà sa demande.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan}, {self.on:%d/%m/%Y}"
