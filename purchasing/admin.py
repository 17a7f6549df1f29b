"""The registers of group purchases: the catalogue, and the law as dated data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from portal.lib.dates import paris_date
from portal.lib.text import amount, percent
from portal.web.backoffice import BackOffice, Rows
from purchasing.forms.catalogue import DatedForm, ItemForm
from purchasing.models import Item, Threshold, VatRate
from purchasing.models.catalogue import Family, ReferencePrice, unit_price
from purchasing.rules import may_run_campaigns

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

DATED = (
    "Ces textes changent avec le temps : on ne corrige pas une ligne qui a servi, on lui donne une "
    "date de fin et l’on inscrit la suivante. Chaque campagne prend les lignes de son jour."
)


class ReferencePrices(Rows):
    allow = staticmethod(may_run_campaigns)
    one = "un prix de référence"
    model = ReferencePrice
    fields = ("price", "dated_on", "source", "source_label", "commune", "file")


@admin.register(Family)
class Families(BackOffice):
    """Families of items, with their European code."""

    allow = staticmethod(may_run_campaigns)
    one = "une famille"
    first_step = "Les articles du catalogue s’y rangent, chacune avec son code européen."
    list_display = ("name", "cpv")
    search_fields = ("name", "cpv")
    search_help_text = "nom ou code CPV"
    actions = ()


@admin.register(Item)
class Items(BackOffice):
    """The catalogue: what campaigns are made of, and what was paid for it before."""

    allow = staticmethod(may_run_campaigns)
    one = "un article"
    first_step = "Les campagnes se composent des articles d’ici : inscrivez-les, ou importez-les d’un tableau."
    imports = "articles"
    form = ItemForm
    list_display = ("label", "code", "family", "sold", "vat", "last_price", "active")
    list_filter = ("family", "active")
    list_select_related = ("family",)
    list_per_page = 50
    search_fields = ("label", "code", "family__name")
    search_help_text = "désignation, code ou famille"
    actions = ()
    inlines = (ReferencePrices,)
    fieldsets = (
        (None, {"fields": (("label", "code"), ("family", "active"))}),
        (
            "Quantités",
            {
                "description": "Les communes demandent par pas ; la commande se fait par lots entiers.",
                "fields": (("unit", "unit_code"), ("step", "pack_size", "min_order")),
            },
        ),
        (
            "Prix",
            {
                "description": "Le taux et le prix sont repris dans chaque lot à son inscription : les "
                "changer ici ne change aucune campagne en cours.",
                "fields": (("price_kind", "vat_rate"), "asset_rule"),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Item]:
        return super().get_queryset(request).with_last_price()  # type: ignore[no-any-return,attr-defined]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.day = paris_date(request.at)  # type: ignore[attr-defined]
        return form

    @admin.display(description="unité", ordering="unit")
    def sold(self, item: Item) -> str:
        return item.unit if item.pack_size == 1 else f"{item.unit}, par {item.pack_size}"

    @admin.display(description="TVA", ordering="vat_rate")
    def vat(self, item: Item) -> str:
        return percent(item.vat_rate)

    @admin.display(description="dernier prix connu", ordering="last_price")
    def last_price(self, item: Item) -> str:
        return unit_price(item.last_price)  # type: ignore[attr-defined]


@admin.register(Threshold)
class Thresholds(BackOffice):
    """From which amount on, which procedure: dated, with its source."""

    allow = staticmethod(may_run_campaigns)
    one = "un seuil"
    first_step = "Sans seuil, le portail ne peut pas dire quelle procédure suit une estimation."
    form = DatedForm
    list_display = (
        "procedure",
        "nature",
        "from_amount",
        "valid_from",
        "valid_to",
        "read",
        "source",
    )
    actions = ()
    fieldsets = (
        (None, {"description": DATED, "fields": ("procedure", ("nature", "rank", "amount"))}),
        ("Ce qu’il faut faire", {"fields": ("steps",)}),
        ("Le texte", {"fields": (("valid_from", "valid_to"), "source", "confirmed")}),
    )

    @admin.display(description="à partir de", ordering="amount")
    def from_amount(self, threshold: Threshold) -> str:
        return amount(threshold.amount, "HT") if threshold.amount else "le premier euro"

    @admin.display(description="texte", ordering="confirmed")
    def read(self, threshold: Threshold) -> str:
        return "lu" if threshold.confirmed else "à vérifier"


@admin.register(VatRate)
class VatRates(BackOffice):
    """Rates of VAT, dated, with their source."""

    allow = staticmethod(may_run_campaigns)
    one = "un taux de TVA"
    first_step = "Sans taux, aucun montant TTC ne se calcule."
    form = DatedForm
    list_display = ("label", "percentage", "valid_from", "valid_to", "source")
    actions = ()
    fieldsets = (
        (None, {"description": DATED, "fields": (("label", "rate"),)}),
        ("Le texte", {"fields": (("valid_from", "valid_to"), "source")}),
    )

    @admin.display(description="taux", ordering="rate")
    def percentage(self, rate: VatRate) -> str:
        return percent(rate.rate)
