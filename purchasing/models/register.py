from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Site
from purchasing.states import ExtinguisherKind

if TYPE_CHECKING:
    from portal.accounts.models import User


class ExtinguisherQuerySet(models.QuerySet["Extinguisher"]):
    def visible_to(self, user: User) -> ExtinguisherQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def in_service(self) -> ExtinguisherQuerySet:
        return self.filter(retired_on=None)

    def locked(self, pk: int) -> Extinguisher:
        return self.select_for_update(of=("self",)).get(pk=pk)


class Extinguisher(models.Model):
    """One device of a commune's safety register (registre de sécurité)."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="extinguishers"
    )
    site = models.ForeignKey(
        Site, verbose_name="bâtiment", on_delete=models.PROTECT, related_name="extinguishers"
    )
    kind = models.CharField("type", max_length=8, choices=ExtinguisherKind)
    capacity = models.CharField("capacité", max_length=20, blank=True)
    number = models.CharField("numéro", max_length=40)
    place = models.CharField("emplacement", max_length=120, blank=True)
    made_in = models.PositiveSmallIntegerField("année de fabrication")
    checked_on = models.DateField("dernière vérification", null=True, blank=True)
    overhauled_on = models.DateField("dernière maintenance approfondie", null=True, blank=True)
    retired_on = models.DateField("réformé le", null=True, blank=True)

    objects = ExtinguisherQuerySet.as_manager()

    class Meta:
        verbose_name = "extincteur"
        verbose_name_plural = "extincteurs"
        ordering = ("commune__name_sort", "site__pk", "number")
        constraints = (
            models.UniqueConstraint(
                name="extinguisher_number_once",
                fields=("commune", "number"),
                violation_error_message="Cette commune a déjà un extincteur de ce numéro.",
            ),
            models.CheckConstraint(
                name="extinguisher_year",
                condition=Q(made_in__gte=1950, made_in__lte=2100),
                violation_error_message="L’année de fabrication a quatre chiffres : 2019.",
            ),
            models.CheckConstraint(
                name="extinguisher_checked_before_retired",
                condition=Q(retired_on=None)
                | Q(checked_on=None)
                | Q(retired_on__gte=F("checked_on")),
                violation_error_message="Un extincteur est réformé après sa dernière vérification.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}, {self.get_kind_display()}"
