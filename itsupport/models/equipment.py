from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from communes.models import Commune, Person, Site
from itsupport.models.scope import CommuneRows
from itsupport.states.equipment import (
    COMPUTERS,
    LIVE_STATES,
    AssetKind,
    AssetState,
)
from portal.journal.history import tracked

_A = AssetState


class AssetQuerySet(CommuneRows["Asset"]):
    def live(self) -> AssetQuerySet:
        """Not retired."""
        return self.filter(state__in=LIVE_STATES)

    def computers(self) -> AssetQuerySet:
        """Posts, portable or not, and servers: what an agent can report of."""
        return self.filter(kind__in=COMPUTERS)


@tracked(
    but=(
        "facts",
        "facts_at",
        "facts_hash",
        "agent_uuid",
        "system",
        "supported_until",
        "protected",
    )
)
class Asset(models.Model):
    """A machine or device of a commune, at a site, with what its own agent last said of it.

    `serial_key` is the serial without case, spaces nor signs, empty when it is a factory's placeholder:
    one live machine a manufacturer and key. `facts` is the whitelist of `itsupport.inventory`; `system`,
    `supported_until` and `protected` are drawn from it, so that lists can filter. Empty: nobody knows.
    """

    tag = models.CharField("étiquette", max_length=12, unique=True)
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="assets"
    )
    site = models.ForeignKey(
        Site,
        verbose_name="bâtiment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets",
    )
    kind = models.CharField("type", max_length=8, choices=AssetKind)
    name = models.CharField("nom", max_length=80, help_text="PC-ACCUEIL, copieur du couloir.")
    place = models.CharField("emplacement", max_length=80, blank=True)
    manufacturer = models.CharField("fabricant", max_length=80, blank=True)
    model = models.CharField("modèle", max_length=120, blank=True)
    serial = models.CharField("numéro de série", max_length=80, blank=True)
    serial_key = models.CharField("numéro de série comparé", max_length=80, blank=True)
    manufacturer_key = models.CharField("fabricant comparé", max_length=80, blank=True)
    smbios_uuid = models.CharField("UUID de la carte mère", max_length=36, blank=True)
    device_id = models.CharField("identifiant de l’agent", max_length=120, blank=True)
    macs = ArrayField(
        models.CharField(max_length=17), verbose_name="adresses MAC", default=list, blank=True
    )
    state = models.CharField("état", max_length=10, choices=AssetState, default=_A.IN_SERVICE)
    used_by = models.ForeignKey(
        Person,
        verbose_name="poste de",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets",
    )
    purchased_on = models.DateField("acheté le", null=True, blank=True)
    price = models.DecimalField(
        "prix d’achat HT", max_digits=12, decimal_places=2, null=True, blank=True
    )
    warranty_until = models.DateField("garantie jusqu’au", null=True, blank=True)
    renewal_year = models.PositiveSmallIntegerField(
        "année de renouvellement", null=True, blank=True
    )
    order_line = models.ForeignKey(
        "itsupport.OrderLine",
        verbose_name="ligne de commande",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assets",
    )
    note = models.TextField("à savoir", blank=True)
    retired_on = models.DateField("réformé le", null=True, blank=True)
    retire_reason = models.CharField("motif de la réforme", max_length=200, blank=True)
    erased_on = models.DateField("disque effacé le", null=True, blank=True)
    erased_by = models.CharField("effacé par", max_length=120, blank=True)
    erasure_method = models.CharField("méthode d’effacement", max_length=120, blank=True)
    facts = models.JSONField("dernier relevé", null=True, blank=True)
    facts_at = models.DateTimeField("relevé le", null=True, blank=True)
    facts_hash = models.CharField("empreinte du relevé", max_length=64, blank=True)
    agent_uuid = models.CharField("UUID de l’agent", max_length=36, blank=True)
    system = models.CharField("système", max_length=120, blank=True)
    supported_until = models.DateField("système corrigé jusqu’au", null=True, blank=True)
    protected = models.BooleanField("antivirus actif", null=True, blank=True)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = "matériel"
        verbose_name_plural = "matériels"
        ordering = ("commune__name_sort", "site__pk", "name")
        constraints = (
            models.UniqueConstraint(fields=("id", "commune"), name="asset_with_its_commune"),
            models.UniqueConstraint(
                name="asset_serial_once",
                fields=("manufacturer_key", "serial_key"),
                condition=~Q(serial_key="") & ~Q(state__in=(_A.DESTROYED, _A.GIVEN)),
                violation_error_message="Un matériel de ce fabricant a déjà ce numéro de série.",
            ),
            models.CheckConstraint(
                name="asset_retired_is_dated",
                condition=Q(
                    state__in=(_A.RETIRED, _A.DESTROYED, _A.GIVEN), retired_on__isnull=False
                )
                | (~Q(state__in=(_A.RETIRED, _A.DESTROYED, _A.GIVEN)) & Q(retired_on=None)),
                violation_error_message="Un matériel réformé a une date, et lui seul.",
            ),
            models.CheckConstraint(
                name="asset_erased_says_how",
                condition=Q(erased_on=None) | (~Q(erased_by="") & ~Q(erasure_method="")),
                violation_error_message="Un effacement dit qui l’a fait, et comment.",
            ),
            models.CheckConstraint(
                name="asset_price_positive",
                condition=Q(price=None) | Q(price__gte=0),
                violation_error_message="Un prix est positif.",
            ),
            models.CheckConstraint(
                name="asset_renewal_year",
                condition=Q(renewal_year=None) | Q(renewal_year__gte=1990, renewal_year__lte=2100),
                violation_error_message="L’année de renouvellement a quatre chiffres : 2029.",
            ),
            models.CheckConstraint(
                name="asset_facts_are_dated",
                condition=Q(facts=None, facts_at=None)
                | Q(facts__isnull=False, facts_at__isnull=False),
                violation_error_message="Un relevé a une date.",
            ),
        )
        indexes = (
            models.Index(
                fields=("device_id",), name="asset_by_device_id", condition=~Q(device_id="")
            ),
            models.Index(
                fields=("smbios_uuid",), name="asset_by_uuid", condition=~Q(smbios_uuid="")
            ),
            models.Index(
                F("warranty_until").asc(),
                name="asset_by_warranty",
                condition=~Q(warranty_until=None),
            ),
            GinIndex(fields=("macs",), name="asset_by_mac"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.tag})"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES


class AssetSeries(models.Model):
    """The last label given: a series without holes, one row held while a machine is added."""

    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série des étiquettes"
        verbose_name_plural = "série des étiquettes"

    def __str__(self) -> str:
        return f"{self.last:05d}"


class LabelSheet(models.Model):
    """A choice of machines whose labels were asked for; its document is printed from it."""

    asset_ids = ArrayField(models.BigIntegerField(), verbose_name="matériels")
    made_at = models.DateTimeField("demandée le")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="demandée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = "planche d’étiquettes"
        verbose_name_plural = "planches d’étiquettes"

    def __str__(self) -> str:
        return f"{len(self.asset_ids)} étiquettes"
