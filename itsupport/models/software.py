from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from communes.models import Commune
from itsupport.models.equipment import Asset
from itsupport.models.scope import CommuneRows, OfACommune


class SoftwareInstall(OfACommune):
    """A program seen on a machine by its agent."""

    asset = models.ForeignKey(
        Asset, verbose_name="matériel", on_delete=models.PROTECT, related_name="software"
    )
    name = models.CharField("logiciel", max_length=200)
    version = models.CharField("version", max_length=80, blank=True)
    publisher = models.CharField("éditeur", max_length=120, blank=True)
    seen_at = models.DateTimeField("vu le")

    objects: CommuneRows[SoftwareInstall] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "logiciel installé"
        verbose_name_plural = "logiciels installés"
        ordering = ("name", "version")
        constraints = (
            models.UniqueConstraint(
                name="software_install_once",
                fields=("asset", "name", "version"),
                violation_error_message="Ce logiciel est déjà noté sur ce matériel.",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}".strip()


class Licence(models.Model):
    """A right to use a program: how many posts, until when, under which contract."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="licences"
    )
    product = models.CharField("logiciel", max_length=200)
    publisher = models.CharField("éditeur", max_length=120, blank=True)
    seats = models.PositiveIntegerField("nombre de postes", null=True, blank=True)
    reference = models.CharField("référence du contrat", max_length=120, blank=True)
    key_place = models.CharField(
        "où est la clé", max_length=200, blank=True, help_text="Jamais la clé elle-même."
    )
    starts_on = models.DateField("depuis le", null=True, blank=True)
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects: CommuneRows[Licence] = CommuneRows.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "licence"
        verbose_name_plural = "licences"
        ordering = ("commune__name_sort", "product")
        constraints = (
            models.CheckConstraint(
                name="licence_ends_after_start",
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Une licence finit après avoir commencé.",
            ),
        )

    def __str__(self) -> str:
        return self.product
