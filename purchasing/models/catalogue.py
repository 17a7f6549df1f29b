from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from communes.models import Commune
from portal.journal.history import tracked
from portal.lib.text import amount
from purchasing.states import AssetRule, PriceKind


class Family(models.Model):
    """A family of items, with its European code (CPV)."""

    name = models.CharField("nom", max_length=120, unique=True)
    cpv = models.CharField("code CPV", max_length=10, blank=True)

    class Meta:
        verbose_name = "famille d’articles"
        verbose_name_plural = "familles d’articles"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="family_cpv_format",
                condition=Q(cpv="") | Q(cpv__regex=r"^[0-9]{8}-[0-9]$"),
                violation_error_message="Un code CPV s’écrit 35111320-4.",
            ),
        )

    def __str__(self) -> str:
        return self.name


if TYPE_CHECKING:
    from decimal import Decimal


def unit_price(price: Decimal | None) -> str:
    """« 6,90 € HT », « 0,0875 € HT »: two decimals, four when they count; « – » when unknown."""
    exact = price is not None and price != round(price, 2)
    return amount(price, "HT", places=4 if exact else 2)


class ItemQuerySet(models.QuerySet["Item"]):
    def with_last_price(self) -> ItemQuerySet:
        """`last_price`: the latest reference price HT that holds for all communes, or None."""
        known = ReferencePrice.objects.filter(item=OuterRef("pk"), commune=None)
        latest = known.order_by("-dated_on", "-pk").values("price")[:1]
        return self.annotate(last_price=Subquery(latest))


@tracked()
class Item(models.Model):
    """What communes may ask for: unit, step of the quantity, pack, VAT rate, kind of price."""

    family = models.ForeignKey(
        Family, verbose_name="famille", on_delete=models.PROTECT, related_name="items"
    )
    code = models.CharField("code", max_length=40, unique=True)
    label = models.CharField("désignation", max_length=200)
    unit = models.CharField(
        "unité", max_length=40, help_text="En toutes lettres : appareil, pièce, litre."
    )
    unit_code = models.CharField("code UN/ECE", max_length=3, default="C62")
    step = models.DecimalField("pas de quantité", max_digits=12, decimal_places=3, default=1)
    pack_size = models.PositiveIntegerField("vendu par", default=1)
    min_order = models.DecimalField(
        "minimum de commande", max_digits=12, decimal_places=3, default=0
    )
    vat_rate = models.DecimalField("taux de TVA (%)", max_digits=4, decimal_places=2)
    price_kind = models.CharField("prix", max_length=14, choices=PriceKind, default=PriceKind.UNIT)
    asset_rule = models.CharField(
        "calcul d’après le registre",
        max_length=20,
        choices=AssetRule,
        blank=True,
        default=AssetRule.NONE,
    )
    active = models.BooleanField("proposé", default=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "article"
        verbose_name_plural = "articles"
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="item_step_positive",
                condition=Q(step__gt=0, pack_size__gte=1, min_order__gte=0),
                violation_error_message="Le pas et le lot de vente sont supérieurs à zéro.",
            ),
            models.CheckConstraint(
                name="item_vat_rate_known",
                condition=Q(vat_rate__gte=0, vat_rate__lte=100),
                violation_error_message="Un taux de TVA va de 0 à 100 %.",
            ),
        )

    def __str__(self) -> str:
        return self.label


class ReferencePrice(models.Model):
    """A price HT known at a date, with where it comes from: what savings are measured against."""

    class Source(models.TextChoices):
        PREVIOUS_CONTRACT = "previous_contract", "marché précédent"
        QUOTE = "quote", "devis"
        CATALOGUE = "catalogue", "catalogue public"
        ESTIMATE = "estimate", "estimation"

    item = models.ForeignKey(
        Item, verbose_name="article", on_delete=models.PROTECT, related_name="reference_prices"
    )
    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    price = models.DecimalField("prix unitaire HT", max_digits=14, decimal_places=4)
    source = models.CharField("source", max_length=20, choices=Source)
    source_label = models.CharField("précision", max_length=200, blank=True)
    dated_on = models.DateField("du")
    file = models.FileField("pièce", upload_to="references/", blank=True)

    class Meta:
        verbose_name = "prix de référence"
        verbose_name_plural = "prix de référence"
        ordering = ("item__code", "-dated_on")
        constraints = (
            models.CheckConstraint(
                name="reference_price_not_negative",
                condition=Q(price__gte=0),
                violation_error_message="Un prix est positif ou nul.",
            ),
        )

    def __str__(self) -> str:
        return f"{unit_price(self.price)}, {self.get_source_display()}"
