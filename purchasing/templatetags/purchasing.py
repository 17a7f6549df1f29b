"""The words of group purchases in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from portal.lib import text
from portal.lib.dates import relative_instant
from portal.lib.text import NNBSP, decimal_number, elides
from purchasing.queries.answers import small
from purchasing.states import ExtinguisherKind

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

register = template.Library()
CENTS = 2


@register.filter
def ago(at: datetime | None, now: datetime) -> str:
    """« à 10 h 42 » when it is today, « hier à 9 h »."""
    return relative_instant(at, now).removeprefix("aujourd’hui ") if at else ""


@register.filter
def unit_price(price: Decimal) -> str:
    """« 6,90 € », and the four decimals of a price that has them."""
    exact = decimal_number(price)
    places = max(CENTS, len(exact.partition(",")[2]))
    return f"{decimal_number(price, places=places)}{NNBSP}€"


@register.filter
def per_unit(unit: str) -> str:
    """« l’appareil », « la pièce » is said « par pièce » where the gender is not known."""
    return f"l’{unit}" if elides(unit) else f"par {unit}"


@register.filter
def units(number: int, unit: str) -> str:
    return text.count(number, unit)


@register.filter
def missing_words(number: int) -> str:
    return f"il en manque {number}"


@register.filter
def small_label(label: str) -> str:
    return small(label)


@register.filter
def device_kind(value: str) -> str:
    return str(ExtinguisherKind(value).label)
