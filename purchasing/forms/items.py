"""The catalogue as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms

from portal.lib.text import NBSP
from portal.tables.cells import WordField
from portal.tables.imports import Field, Known, Register, fields
from portal.tables.listing import Noun
from purchasing import rules
from purchasing.domain.catalogue import Article, keep_item
from purchasing.models import Item
from purchasing.states import AssetRule, PriceKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

QUANTITY = {"max_digits": 12, "decimal_places": 3}
NAMES = tuple(Article.__dataclass_fields__)


def _known(*, locked: bool) -> Iterator[Known]:
    rows = Item.objects.select_related("family").order_by("code")
    for item in rows.select_for_update(of=("self",)) if locked else rows:
        values = {name: getattr(item, name) for name in NAMES}
        yield Known(item.pk, values | {"family": item.family.name})


def _write(line: Line, *, by: User, at: datetime) -> None:
    given = {name: line.merged[name] for name in NAMES}
    keep_item(Article(**given), by=by, at=at)


ITEMS = Register(
    slug="articles",
    title="Articles du catalogue",
    noun=Noun("article", "articles"),
    fields=(
        fields.text("code", "Code", 40, required=True, key=True, accepts="EXT-EAU-6."),
        fields.text("label", "Désignation", 200, required=True),
        fields.text(
            "family",
            "Famille",
            120,
            required=True,
            accepts="Une famille du registre, écrite comme lui.",
        ),
        fields.text(
            "unit",
            "Unité",
            40,
            required=True,
            accepts="En toutes lettres : appareil, pièce, litre.",
        ),
        fields.text(
            "unit_code",
            "Code d’unité",
            3,
            required=True,
            otherwise="C62",
            accepts="Le code UN/ECE, C62 pour une pièce.",
        ),
        fields.number(
            "step",
            "Pas de quantité",
            **QUANTITY,
            otherwise="1",
            accepts="Un nombre plus grand que zéro, par exemple 1 ou 0,5.",
        ),
        Field(
            name="pack_size",
            label="Vendu par",
            form=forms.IntegerField(min_value=1, max_value=1_000_000, localize=False),
            otherwise="1",
            accepts="Un nombre entier : 1, ou 50 pour un carton de 50.",
        ),
        fields.number(
            "min_order",
            "Minimum de commande",
            **QUANTITY,
            otherwise="0",
            accepts="Un nombre, 0 s’il n’y en a pas.",
        ),
        fields.number(
            "vat_rate",
            "Taux de TVA (%)",
            max_value=100,
            max_digits=4,
            decimal_places=2,
            accepts=f"Un taux en vigueur, sans le signe{NBSP}: 20 ou 5,5.",
        ),
        fields.word(
            "price_kind",
            "Prix",
            WordField(PriceKind.choices),
            otherwise=str(PriceKind.UNIT.label),
        ),
        fields.word(
            "asset_rule",
            "Calcul d’après le registre",
            WordField(AssetRule.choices, required=False),
        ),
        fields.active("Proposé"),
    ),
    known=_known,
    write=_write,
    allow=rules.may_run_campaigns,
    back="admin:purchasing_item_changelist",
    rules=(
        "Une ligne est reconnue à son code.",
        "Les campagnes en cours gardent le taux et le prix qu’elles ont repris à l’inscription.",
    ),
)
