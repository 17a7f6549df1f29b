"""The need of a campaign as one table a lot: communes in rows, items in columns."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.lib.text import fold
from purchasing.arithmetic.packs import missing_to_next_pack
from purchasing.queries.consolidation import (
    Figure,
    Oddity,
    figures,
    oddities,
    packs_of,
    total_cents,
)

if TYPE_CHECKING:
    from purchasing.models import Campaign, Lot, LotItem, NeedSnapshot

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How much a commune asks of an item, last year's figure, and whether it looks odd."""

    lot_item_id: int
    quantity: Decimal
    before: Decimal
    odd: str

    @property
    def change(self) -> Decimal:
        return self.quantity - self.before


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    commune: str
    insee: str
    cells: list[Cell]
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An item of the lot: what all communes come to, in units, packs and cents HT."""

    item: LotItem
    quantity: Decimal
    before: Decimal
    cents: int
    packs: int
    missing: int

    @property
    def change(self) -> Decimal:
        return self.quantity - self.before

    @property
    def outside(self) -> Decimal:
        """Units asked for that fill no whole pack: they are not ordered."""
        return max(ZERO, self.quantity - self.packs * self.item.pack_size)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTable:
    lot: Lot
    heads: list[Head]
    rows: list[Row]
    cents: int
    snapshots: list[NeedSnapshot]

    @property
    def snapshot(self) -> NeedSnapshot | None:
        return self.snapshots[0] if self.snapshots else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    tables: list[LotTable]
    odd: list[Oddity]
    cents: int
    cents_before: int


def need_of(campaign: Campaign) -> Need:
    """All lots of a campaign, beside last year's. Five queries."""
    declared = figures(campaign.pk, campaign.previous_id)
    now, before = declared[campaign.pk], declared.get(campaign.previous_id or 0, [])
    odd = oddities(now, before, first=not before)
    marks = {(one.code, one.insee): one.kind.label for one in odd}
    lots = campaign.lots.prefetch_related("items__item", "snapshots__locked_by")
    return Need(
        tables=[_table(lot, now, before, marks) for lot in lots.order_by("number")],
        odd=odd,
        cents=total_cents(now),
        cents_before=total_cents(before),
    )


def _table(
    lot: Lot, now: list[Figure], before: list[Figure], marks: dict[tuple[str, str], str]
) -> LotTable:
    mine = [one for one in now if one.lot_id == lot.pk]
    items = sorted(lot.items.all(), key=lambda item: (item.position, item.pk))
    communes = sorted({(fold(one.commune), one.commune, one.insee) for one in mine})
    asked, then = _sums(mine), _sums(before)
    rows = [
        Row(
            commune=name,
            insee=insee,
            cells=[_cell(item, insee, asked, then, marks) for item in items],
            cents=total_cents(one for one in mine if one.insee == insee),
        )
        for _, name, insee in communes
    ]
    return LotTable(
        lot=lot,
        heads=[_head(item, mine, before) for item in items],
        rows=rows,
        cents=total_cents(mine),
        snapshots=sorted(lot.snapshots.all(), key=lambda one: -one.revision),
    )


def _sums(lines: list[Figure]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in lines:
        found[one.code, one.insee] += one.quantity
    return found


def _cell(
    item: LotItem,
    insee: str,
    asked: dict[tuple[str, str], Decimal],
    then: dict[tuple[str, str], Decimal],
    marks: dict[tuple[str, str], str],
) -> Cell:
    key = (item.item.code, insee)
    return Cell(
        lot_item_id=item.pk,
        quantity=asked.get(key, ZERO),
        before=then.get(key, ZERO),
        odd=marks.get(key, ""),
    )


def _head(item: LotItem, mine: list[Figure], before: list[Figure]) -> Head:
    lines = [one for one in mine if one.lot_item_id == item.pk]
    quantity = sum((one.quantity for one in lines), ZERO)
    most = sum((one.quantity_max for one in lines), ZERO)
    in_packs = item.pack_size > 1
    return Head(
        item=item,
        quantity=quantity,
        before=sum((one.quantity for one in before if one.code == item.item.code), ZERO),
        cents=total_cents(lines),
        packs=packs_of(item, lines) if in_packs else 0,
        missing=missing_to_next_pack(item.pack_size, int(quantity), int(most) - int(quantity))
        if in_packs
        else 0,
    )
