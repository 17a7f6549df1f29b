from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from communes.models.commune import Commune, Folded
from communes.states import SiteKind
from portal.journal.history import tracked

if TYPE_CHECKING:
    from portal.accounts.models import User


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, user: User) -> SiteQuerySet:
        """Buildings are in the directory, open to every signed-in member."""
        return self if user.acting is not None and user.acting.roles else self.none()

    def of(self, user: User) -> SiteQuerySet:
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids)

    def active(self) -> SiteQuerySet:
        return self.filter(active=True)


@tracked()
class Site(models.Model):
    """A building or place of a commune, where things are delivered, checked and repaired."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="sites"
    )
    kind = models.CharField("type", max_length=12, choices=SiteKind)
    name = models.CharField("nom", max_length=80)
    address = models.CharField("adresse", max_length=200, blank=True)
    latitude = models.DecimalField(
        "latitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        "longitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    erp_type = models.CharField("type d’ERP", max_length=4, blank=True)
    erp_category = models.PositiveSmallIntegerField("catégorie d’ERP", null=True, blank=True)
    access = models.CharField("accès", max_length=200, blank=True)
    delivery_instructions = models.CharField("consignes de livraison", max_length=200, blank=True)
    active = models.BooleanField("en service", default=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = "bâtiment ou lieu"
        verbose_name_plural = "bâtiments et lieux"
        ordering = ("commune__name_sort", "pk")
        constraints = (
            models.UniqueConstraint(
                Folded("name"),
                "commune",
                name="site_name_once_a_commune",
                violation_error_message="Cette commune a déjà un bâtiment de ce nom.",
            ),
            models.UniqueConstraint(fields=("id", "commune"), name="site_with_its_commune"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.commune})"
