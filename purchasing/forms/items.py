"""The catalogue as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from portal.lib.text import NBSP
from portal.tables.cells import WordField, YesField
from portal.tables.imports import Field, Known, Register, trimmed
from portal.tables.listing import Noun
from portal.web.forms import NumberField
from purchasing import rules
from purchasing.domain.catalogue import Article, keep_item
from purchasing.models import Item
from purchasing.states import AssetRule, PriceKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from portal.tables.imports import Line

KIND = WordField(PriceKind.choices)
RULE = WordField(AssetRule.choices, required=False)
NAMES = tuple(Article.__dataclass_fields__)


def _text(length: int) -> forms.CharField:
    return forms.CharField(max_length=length)


def _number(**limits: Any) -> NumberField:
    return NumberField(min_value=0, max_digits=12, decimal_places=3, **limits)


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
        Field(name="code", label="Code", form=_text(40), key=True, accepts="EXT-EAU-6."),
        Field(name="label", label="Désignation", form=_text(200)),
        Field(
            name="family",
            label="Famille",
            form=_text(120),
            accepts="Une famille du registre, écrite comme lui.",
        ),
        Field(
            name="unit",
            label="Unité",
            form=_text(40),
            accepts="En toutes lettres : appareil, pièce, litre.",
        ),
        Field(
            name="unit_code",
            label="Code d’unité",
            form=_text(3),
            otherwise="C62",
            accepts="Le code UN/ECE, C62 pour une pièce.",
        ),
        Field(
            name="step",
            label="Pas de quantité",
            form=_number(),
            show=trimmed,
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
        Field(
            name="min_order",
            label="Minimum de commande",
            form=_number(),
            show=trimmed,
            otherwise="0",
            accepts="Un nombre, 0 s’il n’y en a pas.",
        ),
        Field(
            name="vat_rate",
            label="Taux de TVA (%)",
            form=NumberField(min_value=0, max_value=100, max_digits=4, decimal_places=2),
            show=trimmed,
            accepts=f"Un taux en vigueur, sans le signe{NBSP}: 20 ou 5,5.",
        ),
        Field(
            name="price_kind",
            label="Prix",
            form=KIND,
            show=KIND.word,
            otherwise=KIND.word(PriceKind.UNIT),
            accepts=f"{KIND.accepted.capitalize()}.",
        ),
        Field(
            name="asset_rule",
            label="Calcul d’après le registre",
            form=RULE,
            show=RULE.word,
            accepts=f"{RULE.accepted.capitalize()}.",
        ),
        Field(
            name="active",
            label="Proposé",
            form=YesField(),
            show=lambda value: "oui" if value else "non",
            otherwise="oui",
            accepts="oui ou non.",
        ),
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
