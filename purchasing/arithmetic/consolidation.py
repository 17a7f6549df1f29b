"""The need of all communes as one table: items × communes, its proof, and what looks odd in it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.lib.money import line_ht

USUAL = 3
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, order=True)
class NeedLine:
    """What one site of a commune asks of one item, at its unit price HT."""

    item: str
    commune: str
    site: str
    quantity: Decimal
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class Sum:
    """A quantity, and cents HT."""

    quantity: Decimal = ZERO
    ht: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(self.quantity + other.quantity, self.ht + other.ht)


@dataclass(frozen=True, slots=True)
class Matrix:
    """Items and communes in ascending order; a cell nobody filled is absent from `cells`."""

    items: tuple[str, ...]
    communes: tuple[str, ...]
    cells: Mapping[tuple[str, str], Sum]
    by_item: Mapping[str, Sum]
    by_commune: Mapping[str, Sum]
    total: Sum

    def at(self, item: str, commune: str) -> Sum:
        return self.cells.get((item, commune), Sum())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lines as canonical JSON, and its SHA-256 in hexadecimal."""

    text: str
    sha256: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """A cell that differs between two tables."""

    item: str
    commune: str
    before: Decimal
    after: Decimal


class Oddity(StrEnum):
    """Why a quantity deserves a look; none of them blocks."""

    MUCH_MORE = "much_more"
    OFF_STEP = "off_step"
    NOW_ZERO = "now_zero"
    NEW_ITEM = "new_item"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Oddity.MUCH_MORE: "plus de trois fois l’an dernier",
    Oddity.OFF_STEP: "n’est pas un multiple du pas",
    Oddity.NOW_ZERO: "rien cette année, alors qu’il y en avait l’an dernier",
    Oddity.NEW_ITEM: "demandé pour la première fois",
}


@dataclass(frozen=True, slots=True, order=True)
class Anomaly:
    """A cell to look at: why, what is asked, what was asked last year."""

    item: str
    commune: str
    oddity: Oddity
    quantity: Decimal
    before: Decimal


def consolidate(lines: Iterable[NeedLine]) -> Matrix:
    """Sum the lines both ways; each line is rounded to the cent, as it will be ordered.

    ValueError when a site asks twice for one item, or when rows and columns do not agree.
    """
    cells: dict[tuple[str, str], Sum] = {}
    seen: set[tuple[str, str, str]] = set()
    for line in lines:
        key = (line.item, line.commune, line.site)
        if key in seen:
            raise ValueError(f"{line.site} of {line.commune} asks twice for {line.item}")
        seen.add(key)
        one = Sum(line.quantity, line_ht(line.quantity, line.unit_price))
        cell = (line.item, line.commune)
        cells[cell] = cells.get(cell, Sum()) + one
    by_item: dict[str, Sum] = {}
    by_commune: dict[str, Sum] = {}
    for (item, commune), one in sorted(cells.items()):
        by_item[item] = by_item.get(item, Sum()) + one
        by_commune[commune] = by_commune.get(commune, Sum()) + one
    total = add_up(by_item.values())
    if total != add_up(by_commune.values()):
        raise ValueError("the sum of the rows is not the sum of the columns")
    by_commune = dict(sorted(by_commune.items()))
    return Matrix(tuple(by_item), tuple(by_commune), cells, by_item, by_commune, total)


def add_up(sums: Iterable[Sum]) -> Sum:
    total = Sum()
    for one in sums:
        total += one
    return total


def snapshot(lines: Iterable[NeedLine]) -> Snapshot:
    """The same lines give the same text and hash, whatever their order or their useless zeros."""
    rows = [
        {
            "item": line.item,
            "commune": line.commune,
            "site": line.site,
            "quantity": plain_decimal(line.quantity),
            "unit_price": plain_decimal(line.unit_price),
        }
        for line in sorted(lines)
    ]
    text = canonical_json(rows)
    return Snapshot(text, sha256_of(text))


def read_snapshot(kept: Snapshot) -> list[NeedLine]:
    """The lines of a snapshot. ValueError when the text is not the one that was hashed."""
    if sha256_of(kept.text) != kept.sha256:
        raise ValueError("the text of the snapshot does not match its hash")
    return [
        NeedLine(
            item=row["item"],
            commune=row["commune"],
            site=row["site"],
            quantity=Decimal(row["quantity"]),
            unit_price=Decimal(row["unit_price"]),
        )
        for row in json.loads(kept.text)
    ]


def canonical_json(value: Any) -> str:
    """Keys sorted, no space; Decimals must have become text. ValueError or TypeError otherwise."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plain_decimal(value: Decimal) -> str:
    """3.000 → "3": one text for one number."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if value == 0 else text


def difference(now: Matrix, before: Matrix) -> list[Change]:
    """The cells whose quantity changed, by item then commune."""
    changes = (
        Change(*cell, before.at(*cell).quantity, now.at(*cell).quantity)
        for cell in {*now.cells, *before.cells}
    )
    return sorted(change for change in changes if change.before != change.after)


def anomalies(
    now: Matrix, last_year: Matrix, *, steps: Mapping[str, Decimal] | None = None
) -> list[Anomaly]:
    """The cells that deserve a look, by item then commune. Warnings: they never block."""
    found = []
    for item, commune in {*now.cells, *last_year.cells}:
        asked = now.at(item, commune).quantity
        before = last_year.at(item, commune).quantity
        step = (steps or {}).get(item)
        odd = {
            Oddity.MUCH_MORE: before > 0 and asked > USUAL * before,
            Oddity.OFF_STEP: step is not None and asked % step != 0,
            Oddity.NOW_ZERO: before > 0 and asked == 0,
            Oddity.NEW_ITEM: asked > 0 and item not in last_year.by_item,
        }
        found += [
            Anomaly(item, commune, why, asked, before) for why, holds in odd.items() if holds
        ]
    return sorted(found)
