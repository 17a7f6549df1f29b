from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from portal.journal.history import tracked

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User


class Folded(Func):
    """Lower case, no accent, hyphens and apostrophes as spaces (SQL function of portal.walls)."""

    function = "folded"
    output_field = models.CharField()


class CommuneQuerySet(models.QuerySet["Commune"]):
    def visible_to(self, user: User) -> CommuneQuerySet:
        """The directory is open to every signed-in member."""
        return self if user.acting is not None and user.acting.roles else self.none()

    def members(self, *, on: date) -> CommuneQuerySet:
        """The perimeter on a day: communes whose EPCI of that day is served by the portal."""
        return self.filter(
            pk__in=Commune.objects.filter(
                memberships__period__contains=on, memberships__epci__ours=True
            ).values("pk")
        )

    def of(self, user: User) -> CommuneQuerySet:
        """The communes this person acts for: every one for the team."""
        if user.acting is None:
            return self.none()
        return self.filter(pk__in=user.acting.commune_ids)

    def locked(self, pk: int) -> Commune:
        return self.select_for_update(of=("self",)).get(pk=pk)


@tracked(but=("name_sort", "outline"))
class Commune(models.Model):
    """A commune of the reference data, and what its town hall says of itself."""

    insee = models.CharField("code INSEE", max_length=5, unique=True)
    name = models.CharField("nom", max_length=80)
    name_sort = models.GeneratedField(
        expression=Folded(F("name")),
        output_field=models.CharField(max_length=80),
        db_persist=True,
        verbose_name="nom de tri",
    )
    siren = models.CharField("SIREN", max_length=9)
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name="codes postaux")
    area_ha = models.PositiveIntegerField("superficie (ha)", null=True, blank=True)
    latitude = models.DecimalField(
        "latitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        "longitude", max_digits=8, decimal_places=5, null=True, blank=True
    )
    label_latitude = models.DecimalField(
        "latitude du nom", max_digits=8, decimal_places=5, null=True, blank=True
    )
    label_longitude = models.DecimalField(
        "longitude du nom", max_digits=8, decimal_places=5, null=True, blank=True
    )
    outline = models.JSONField("contour", default=list, blank=True)

    address = models.CharField("adresse de la mairie", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    email = models.EmailField("courriel partagé de la mairie", blank=True)
    website = models.URLField("site Internet", blank=True)
    opening_hours = models.JSONField("heures d’ouverture", default=list, blank=True)
    good_friday_off = models.BooleanField(
        "Vendredi saint férié",
        default=False,
        help_text="Seulement dans les communes qui ont un temple protestant ou une église mixte.",
    )
    note = models.TextField("à savoir", blank=True)
    confirmed_on = models.DateField("données confirmées le", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "communes.Person",
        verbose_name="confirmées par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ("name_sort",)
        indexes = (
            GinIndex(
                fields=["name_sort"], name="commune_name_trigrams", opclasses=["gin_trgm_ops"]
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="commune_insee_format",
                condition=Q(insee__regex=r"^[0-9][0-9AB][0-9]{3}$"),
                violation_error_message="Un code INSEE a cinq caractères : 57630, 2A004.",
            ),
            models.CheckConstraint(
                name="commune_siren_format",
                condition=Q(siren__regex=r"^[0-9]{9}$"),
                violation_error_message="Un SIREN a neuf chiffres.",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """Municipal population of a vintage: never shown without its year."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="populations"
    )
    vintage = models.PositiveSmallIntegerField("millésime")
    count = models.PositiveIntegerField("habitants")

    class Meta:
        verbose_name = "population"
        verbose_name_plural = "populations"
        ordering = ("-vintage",)
        constraints = (
            models.UniqueConstraint(
                name="population_once_a_vintage",
                fields=("commune", "vintage"),
                violation_error_message="Cette commune a déjà une population pour ce millésime.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.commune}, {self.vintage}"
