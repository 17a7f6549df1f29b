"""A block of figures from a spreadsheet, into the cells of an answer's grid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.lib.text import NBSP, count, fold
from purchasing.arithmetic.answers import parse_block
from purchasing.forms.answers import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communes.models import Site
    from purchasing.arithmetic.answers import PastedCell
    from purchasing.models import LotItem


@dataclass(slots=True)
class Filled:
    """What was understood, as the form's own fields; and what was not, by line and column."""

    data: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def put(self, item: LotItem, site: Site, text: str, where: str) -> None:
        found = read(text, item)
        if found.error:
            self.faults.append(f"{where}{NBSP}: {found.error[0].lower()}{found.error[1:]}")
        elif found.value is not None:
            self.data[f"q{item.pk}_{site.pk}"] = text


def read_block(text: str, items: Sequence[LotItem], sites: Sequence[Site]) -> Filled:
    """A line an item, a column a building, in the order of the page; or with their names as headings.

    Everything is read before anything is said: `faults` names each line and column.
    """
    filled = Filled()
    try:
        block = parse_block(text)
    except ValueError as error:
        filled.faults.append(str(error))
        return filled
    columns = _headings(block, sites)
    if columns:
        block = block[1:]
    named = _is_named(block, items)
    for position, row in enumerate(block):
        item = _item(row, position, items, named=named, filled=filled)
        if item is not None:
            _fill(filled, item, row[1:] if named else row, columns, sites)
    if not filled.data and not filled.faults:
        filled.faults.append("Rien n’a été collé : copiez les cases du tableur, puis collez-les.")
    return filled


def _headings(block: list[list[PastedCell]], sites: Sequence[Site]) -> dict[int, Site]:
    """Column → building, when the first line names some."""
    names = {fold(site.name): site for site in sites}
    first = block[0] if block else []
    return {cell.column: names[fold(cell.text)] for cell in first if fold(cell.text) in names}


def _labels(items: Sequence[LotItem]) -> dict[str, LotItem]:
    return {fold(words): item for item in items for words in (item.label, item.item.code)}


def _is_named(block: list[list[PastedCell]], items: Sequence[LotItem]) -> bool:
    labels = _labels(items)
    return any(row and fold(row[0].text) in labels for row in block)


def _item(
    row: list[PastedCell],
    position: int,
    items: Sequence[LotItem],
    *,
    named: bool,
    filled: Filled,
) -> LotItem | None:
    if named:
        found = _labels(items).get(fold(row[0].text)) if row else None
        if found is None and row and any(cell.text for cell in row):
            filled.faults.append(f"Ligne {row[0].line}{NBSP}: aucun article « {row[0].text} ».")
        return found
    if position < len(items):
        return items[position]
    if any(cell.text for cell in row):
        filled.faults.append(
            f"Ligne {row[0].line}{NBSP}: la page n’a que {count(len(items), 'article')}."
        )
    return None


def _fill(
    filled: Filled,
    item: LotItem,
    row: list[PastedCell],
    columns: dict[int, Site],
    sites: Sequence[Site],
) -> None:
    for place, cell in enumerate(row):
        site = columns.get(cell.column) if columns else next(iter(sites[place : place + 1]), None)
        where = f"Ligne {cell.line}, colonne {cell.column}"
        if site is not None:
            filled.put(item, site, cell.text, where)
        elif cell.text and not columns:
            filled.faults.append(
                f"{where}{NBSP}: la page n’a que {count(len(sites), 'bâtiment')}."
            )
