"""The grid of an answer as it is typed: items × sites, back into one Draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django import forms

from portal.lib.text import decimal_number
from purchasing.arithmetic.answers import parse_quantity
from purchasing.domain.answers import Draft
from purchasing.domain.lines import Cell
from purchasing.states import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from purchasing.arithmetic.answers import Quantity
    from purchasing.domain.lines import Conflict
    from purchasing.models import LotItem
    from purchasing.queries.answers import Sheet, SheetCell, SheetRow

COLUMNS = 6
"""More buildings than that, and the empty ones wait until they are asked for."""
MOST = Decimal(99_999)
_TYPED = re.compile(r"[qcdj]\d[\d_]*|mot")


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    """One input: its names, what is in it, what was there when it was shown, what is wrong."""

    stored: SheetCell
    name: str
    base: str
    value: str
    seen: str
    error: str = ""
    conflict: Conflict | None = None

    @property
    def changes(self) -> bool:
        """What is typed is not what is stored."""
        return self.value != decimal_number(self.stored.quantity)

    @property
    def is_zero(self) -> bool:
        return self.value in {"", "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    stored: SheetRow
    cells: tuple[GridCell, ...]
    justification: str
    complement: bool

    @property
    def errors(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.error]

    @property
    def conflicts(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.conflict]


class Grid:
    """The inputs of an answer. With `data`, what was typed is kept, right or wrong.

    `conflicts` are figures that a colleague changed: the typed one stays in the input, and its base
    becomes the colleague's, so that sending it again is a choice made knowingly.
    """

    def __init__(
        self,
        sheet: Sheet,
        data: Mapping[str, str] | None = None,
        *,
        conflicts: tuple[Conflict, ...] = (),
        also: frozenset[int] = frozenset(),
    ) -> None:
        self.sheet, self.data = sheet, data
        self.clashes = {(c.lot_item_id, c.site_id): c for c in conflicts}
        shown = _shown(sheet, data or {}) | also
        self.sites = [site for site in sheet.sites if site.pk in shown]
        self.rows = [self._row(row) for row in sheet.rows]
        self.word = data.get("mot", "") if data is not None else sheet.answer.word

    @property
    def errors(self) -> list[GridCell]:
        return [cell for row in self.rows for cell in row.errors]

    @property
    def conflicts(self) -> list[GridCell]:
        return [cell for row in self.rows for cell in row.conflicts]

    def is_valid(self) -> bool:
        return self.data is not None and not self.errors

    @property
    def has_news(self) -> bool:
        """Something was typed that can be kept."""
        typed = {name for name in self.data or () if _TYPED.fullmatch(name)}
        return bool(typed - {cell.name for cell in self.errors})

    def unkept(self, conflicts: tuple[Conflict, ...] = ()) -> dict[str, str]:
        """What was typed and could not be kept: the wrong figures, and those a colleague changed."""
        clashes = {(c.lot_item_id, c.site_id) for c in conflicts}
        data = self.data or {}
        found: dict[str, str] = {}
        for row in self.rows:
            for cell in row.cells:
                if cell.error or (row.stored.item.pk, cell.stored.site.pk) in clashes:
                    found |= {n: data[n] for n in (cell.name, cell.base) if n in data}
        return found

    def draft(self) -> Draft:
        """What was typed, without the figures that are wrong."""
        data = self.data or {}
        rows = [(row, row.stored.item) for row in self.rows]
        return Draft(
            cells=tuple(
                _cell(cell, item) for row, item in rows for cell in row.cells if not cell.error
            ),
            complements={
                item.pk: _wanted(data.get(f"c{item.pk}", ""))
                for _, item in rows
                if f"d{item.pk}" in data
            },
            justifications={
                item.pk: data[f"j{item.pk}"].strip()[:300]
                for _, item in rows
                if f"j{item.pk}" in data
            },
            word=data["mot"].strip() if "mot" in data else None,
            origin=Origin.IMPORT if data.get("origine") == Origin.IMPORT else Origin.MANUAL,
        )

    def _row(self, row: SheetRow) -> GridRow:
        data = self.data or {}
        item = row.item
        return GridRow(
            stored=row,
            cells=tuple(self._cell(cell, item) for cell in row.cells if cell.site in self.sites),
            justification=data.get(f"j{item.pk}", row.justification),
            complement=bool(row.complement)
            if f"d{item.pk}" not in data
            else f"c{item.pk}" in data,
        )

    def _cell(self, cell: SheetCell, item: LotItem) -> GridCell:
        key = f"{item.pk}_{cell.site.pk}"
        shown = decimal_number(cell.quantity)
        base = f"{cell.version}:{cell.quantity.normalize():f}"
        clash = self.clashes.get((item.pk, cell.site.pk))
        typed = None if self.data is None else self.data.get(f"q{key}")
        if typed is not None and self.data is not None and clash is None:
            base = self.data.get(f"b{key}", base)
        return GridCell(
            stored=cell,
            name=f"q{key}",
            base=f"b{key}",
            value=shown if typed is None else typed.strip(),
            seen=base,
            error="" if typed is None else read(typed, item).error,
            conflict=clash,
        )


def _shown(sheet: Sheet, data: Mapping[str, str]) -> set[int]:
    """All buildings when they are few; else those that carry a figure, or were on the page."""
    if len(sheet.sites) <= COLUMNS:
        return {site.pk for site in sheet.sites}
    used = {c.site.pk for row in sheet.rows for c in row.cells if c.quantity or c.before}
    typed = {
        int(n.rpartition("_")[2])
        for n in data
        if n.startswith("q") and n.rpartition("_")[2].isdecimal()
    }
    return used | typed or {site.pk for site in sheet.sites[:COLUMNS]}


def read(text: str, item: LotItem) -> Quantity:
    """A typed quantity of this item: its value, nothing, or why not."""
    return parse_quantity(text, step=item.step, maximum=MOST, unit=item.unit)


def _cell(cell: GridCell, item: LotItem) -> Cell:
    version, _, seen = cell.seen.partition(":")
    return Cell(
        lot_item_id=item.pk,
        site_id=cell.stored.site.pk,
        quantity=read(cell.value, item).value or Decimal(0),
        version=int(version) if version.isdecimal() else 0,
        seen=_number(seen),
    )


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _wanted(text: str) -> Decimal:
    return _number(text) or Decimal(0)


class DeclineForm(forms.Form):
    """Why the commune does not buy with the others this time."""

    reason = forms.CharField(
        label="Pourquoi ?",
        max_length=300,
        help_text="Un contrat en cours, un autre fournisseur : une phrase suffit.",
        error_messages={"required": "Dites en un mot pourquoi."},
    )
