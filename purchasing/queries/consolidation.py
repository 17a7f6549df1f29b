"""What the communes declared, ready to be summed, compared with last year, and looked at."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.lib.money import line_ht
from purchasing.arithmetic import consolidation as table
from purchasing.arithmetic.extinguishers import Operation
from purchasing.arithmetic.packs import packs_to_order
from purchasing.models import NeedLine
from purchasing.states import ParticipationState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from purchasing.models import Campaign, LotItem

COUNTED = (ParticipationState.SUBMITTED, ParticipationState.LOCKED)
"""Only what was sent counts: neither a draft, nor « no need »."""
ZERO = Decimal(0)

YEARLY = ("", Operation.ANNUAL_CHECK.value)
"""Asset rules of what a commune asks for each year; no rule is one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line that counts: so much of an item for a building of a commune. Price in euros HT a unit."""

    campaign_id: int
    participation_id: int
    commune_id: int
    insee: str
    commune: str
    lot_id: int
    lot: int
    lot_item_id: int
    code: str
    label: str
    unit: str
    family: str
    asset_rule: str
    site_id: int
    site: str
    quantity: Decimal
    quantity_max: Decimal
    price: Decimal
    vat_rate: Decimal
    line_id: int

    @property
    def cents(self) -> int:
        return line_ht(self.quantity, self.price)


_COLUMNS = {
    "campaign_id": "participation__campaign_id",
    "participation_id": "participation_id",
    "commune_id": "commune_id",
    "insee": "commune__insee",
    "commune": "commune__name",
    "lot_id": "lot_item__lot_id",
    "lot": "lot_item__lot__number",
    "lot_item_id": "lot_item_id",
    "code": "lot_item__item__code",
    "label": "lot_item__label",
    "unit": "lot_item__unit",
    "family": "lot_item__item__family__name",
    "asset_rule": "lot_item__item__asset_rule",
    "site_id": "site_id",
    "site": "site__name",
    "quantity": "quantity",
    "quantity_max": "quantity_max",
    "price": "lot_item__price",
    "vat_rate": "lot_item__vat_rate",
    "line_id": "id",
}


def figures(*campaign_ids: int | None) -> dict[int, list[Figure]]:
    """The lines that count, of each campaign, lot by lot, in a fixed order. One query."""
    wanted = [pk for pk in campaign_ids if pk is not None]
    rows = (
        NeedLine.objects.filter(
            participation__campaign_id__in=wanted,
            participation__state__in=COUNTED,
            quantity__gt=0,
        )
        .order_by("lot_item__lot__number", "lot_item__position", "commune__insee", "site_id")
        .values_list(*_COLUMNS.values())
    )
    found: dict[int, list[Figure]] = {pk: [] for pk in wanted}
    for row in rows:
        values = dict(zip(_COLUMNS, row, strict=True))
        figure = Figure(**values | {"price": values["price"] or ZERO})
        found[figure.campaign_id].append(figure)
    return found


def matrix_of(lines: Iterable[Figure]) -> table.Matrix:
    """Items × communes of a campaign; items by code, so that two years compare."""
    return table.consolidate(
        table.NeedLine(
            item=one.code,
            commune=one.insee,
            site=f"{one.lot} {one.site_id}",
            quantity=one.quantity,
            unit_price=one.price,
        )
        for one in lines
    )


def lines_of_lot(lines: Iterable[Figure]) -> list[table.NeedLine]:
    """The lines of one lot as they are locked: by item code, INSEE code and name of the building."""
    return [
        table.NeedLine(
            item=one.code,
            commune=one.insee,
            site=one.site,
            quantity=one.quantity,
            unit_price=one.price,
        )
        for one in lines
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Oddity:
    """A figure that deserves a look; it never blocks. `quantity` is this year's, `before` last year's."""

    kind: table.Oddity
    commune: str
    insee: str
    label: str
    code: str
    quantity: Decimal
    before: Decimal


def oddities(now: list[Figure], before: list[Figure], *, first: bool = False) -> list[Oddity]:
    """What looks odd beside last year; on a first campaign there is nothing to compare with.

    An operation that does not come back each year (overhaul, replacement) may well be zero.
    """
    if first:
        return []
    names = {one.insee: one.commune for one in (*before, *now)}
    labels = {one.code: one.label for one in (*before, *now)}
    answered = {one.insee for one in now}
    yearly = {one.code for one in before if one.asset_rule in YEARLY}
    return [
        Oddity(
            kind=found.oddity,
            commune=names[found.commune],
            insee=found.commune,
            label=labels[found.item],
            code=found.item,
            quantity=found.quantity,
            before=found.before,
        )
        for found in table.anomalies(matrix_of(now), matrix_of(before))
        if found.oddity != table.Oddity.NOW_ZERO
        or (found.commune in answered and found.item in yearly)
    ]


def by_family(lines: Iterable[Figure]) -> dict[str, Decimal]:
    """How many of each family are asked for, in the order of the lots."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for one in lines:
        found[one.family] += one.quantity
    return dict(found)


def total_cents(lines: Iterable[Figure]) -> int:
    return sum(one.cents for one in lines)


def declared_need(campaign: Campaign) -> list[Figure]:
    return figures(campaign.pk)[campaign.pk]


def packs_of(item: LotItem, lines: Iterable[Figure]) -> int:
    """Whole packs to order for an item sold by several, all communes together."""
    mine = [one for one in lines if one.lot_item_id == item.pk]
    firm = sum((one.quantity for one in mine), ZERO)
    most = sum((one.quantity_max for one in mine), ZERO)
    return packs_to_order(
        unit_size=item.pack_size, quantity=int(firm), tolerance=int(most) - int(firm)
    )
