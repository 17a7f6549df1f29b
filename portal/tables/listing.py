"""A list: filtered, sorted, cut in pages, its columns chosen, all in the address; it exports what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.http import HttpResponse

from portal.lib import tables
from portal.lib.text import decimal_number, fold, join, plural
from portal.tables.columns import Column, shown
from portal.tables.filters import ListFilters
from portal.web.htmx import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest
    from django.utils.safestring import SafeString

PAGE, SORT, COLUMNS, EXPORT = "page", "tri", "colonnes", "export"
PER_PAGE = 25
COUNTED = 1000
"""Beyond, the number is said « plus de 1 000 »: counting all would cost more than reading a page."""
EXPORTED = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN = {PAGE, SORT, COLUMNS, EXPORT}


@dataclass(frozen=True, slots=True)
class Noun:
    """What the rows are: « contrat », « contrats », and how none of them is said."""

    one: str
    several: str
    feminine: bool = False

    def agreement(self, number: int) -> str:
        """The end of « trié » and « filtré »."""
        return ("e" if self.feminine else "") + ("s" if number > 1 else "")

    @property
    def none(self) -> str:
        return f"{'Aucune' if self.feminine else 'Aucun'} {self.one}"


@dataclass(frozen=True, slots=True)
class Cell:
    html: SafeString
    label: str
    css: str
    is_head: bool


@dataclass(frozen=True, slots=True)
class Row:
    thing: Any
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    css: str
    url: str
    order: str
    """« ascending », « descending » or empty, as aria-sort wants it."""


class Listing:
    """What `ui/list.html` draws. In a view: `return Listing(request, rows, …).respond("app/things.html")`."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        *,
        columns: Sequence[Column],
        noun: Noun,
        filters: type[ListFilters] = ListFilters,
        filter_options: dict[str, Any] | None = None,
        default_sort: str = "",
        per_page: int = PER_PAGE,
        empty: str = "",
        bulk: str = "",
        bulk_url: str = "",
    ) -> None:
        self.request, self.all, self.columns, self.noun = request, rows, tuple(columns), noun
        self.form = filters(request.GET, **(filter_options or {}))
        self.default_sort, self.per_page = default_sort, per_page
        self.empty, self.bulk, self.bulk_url = empty, bulk, bulk_url

    # -- what is chosen ------------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[dict[str, str]]:
        return [
            {"words": chip.words, "url": self.url(**{chip.name: None, PAGE: None})}
            for chip in self.form.chips()
        ]

    @cached_property
    def asked(self) -> set[str]:
        """The columns named in the address that exist."""
        named = ",".join(self.request.GET.getlist(COLUMNS)).split(",")
        return {column.name for column in self.columns} & set(named)

    @cached_property
    def visible(self) -> list[Column]:
        """The first column is always there: it says which row it is."""
        first, *others = self.columns
        return [first, *(c for c in others if (c.name in self.asked if self.asked else c.shown))]

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.visible) for column in self.columns[1:]]

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        """The column, and whether it goes down; a name that is not one of ours, or too many rows for it: ignored."""
        for wanted in (self.request.GET.get(SORT, ""), self.default_sort):
            name, down = wanted.removeprefix("-"), wanted.startswith("-")
            for column in self.columns:
                if column.name == name and self._sorts(column):
                    return column, down
        return None, False

    def _sorts(self, column: Column) -> bool:
        return bool(column.sort) and not (column.few and self.counted > COUNTED)

    @property
    def sorts_left_out(self) -> str:
        """The columns that would sort fewer rows."""
        named = [c.label.lower() for c in self.visible if c.sort and not self._sorts(c)]
        return join(named)

    # -- rows ----------------------------------------------------------------------------------

    @cached_property
    def narrowed(self) -> QuerySet[Any]:
        return self.form.narrow(self.all)

    @cached_property
    def found(self) -> QuerySet[Any]:
        """Filtered and sorted; `pk` last so that two pages never share a row, the same way so that an index serves."""
        rows = self.narrowed
        column, down = self.sorted_by
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        order = [_turned(field) if down else field for field in (*column.sort, "pk")]
        return rows.order_by(*order)

    @cached_property
    def counted(self) -> int:
        """How many, up to one more than COUNTED."""
        return self.narrowed.order_by()[: COUNTED + 1].count()

    @property
    def total_in_words(self) -> str:
        if self.counted > COUNTED:
            return f"plus de {decimal_number(COUNTED)} {self.noun.several}"
        return f"{decimal_number(self.counted)} {plural(self.counted, self.noun.one, self.noun.several)}"

    @property
    def agreement(self) -> str:
        """The end of « filtré », said of the rows found."""
        return self.noun.agreement(self.counted)

    @cached_property
    def page_number(self) -> int:
        asked = self.request.GET.get(PAGE, "1")
        number = int(asked) if asked.isdecimal() and len(asked) <= 6 else 1  # noqa: PLR2004
        last = None if self.counted > COUNTED else max(1, -(-self.counted // self.per_page))
        return max(1, number if last is None else min(number, last))

    @cached_property
    def _fetched(self) -> list[Any]:
        start = (self.page_number - 1) * self.per_page
        return list(self.found[start : start + self.per_page + 1])

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row(thing, [_cell(column, thing, n == 0) for n, column in enumerate(self.visible)])
            for thing in self._fetched[: self.per_page]
        ]

    @cached_property
    def totals(self) -> list[str]:
        """One text for each visible column, or nothing when no column adds up."""
        sums = {c.name: Sum(c.total) for c in self.visible if c.total}
        if not sums or not self.rows:
            return []
        found = self.found.order_by().aggregate(**sums)
        return [str(shown(found[c.name], c.kind)) if c.total else "" for c in self.visible]

    # -- what is drawn -------------------------------------------------------------------------

    @property
    def heads(self) -> list[Head]:
        current, down = self.sorted_by
        return [self._head(column, column is current, down=down) for column in self.visible]

    def _head(self, column: Column, current: bool, *, down: bool) -> Head:  # noqa: FBT001
        if not self._sorts(column):
            return Head(column.label, column.css, "", "")
        next_sort = column.name if not current or down else f"-{column.name}"
        order = ("descending" if down else "ascending") if current else ""
        return Head(column.label, column.css, self.url(**{SORT: next_sort, PAGE: None}), order)

    @property
    def caption(self) -> str:
        column, down = self.sorted_by
        if column is None:
            return self.noun.several
        way = ", du plus grand au plus petit" if down else ""
        return f"{self.noun.several}, trié{self.noun.agreement(2)} par {column.label.lower()}{way}"

    @property
    def pages(self) -> list[dict[str, Any]]:
        """The pages around this one, the first and the last; `number` None where some are left out."""
        here = self.page_number
        last = -(-min(self.counted, COUNTED) // self.per_page)
        near = {1, last, here - 1, here, here + 1} & set(range(1, last + 1)) | {here}
        drawn: list[dict[str, Any]] = []
        for number in sorted(near):
            if drawn and number - drawn[-1]["number"] > 1:
                drawn.append({"number": number - 1, "gap": True})
            drawn.append({"number": number, "url": self.url(**{PAGE: number}), "gap": False})
        return drawn

    @property
    def range_in_words(self) -> str:
        start = (self.page_number - 1) * self.per_page
        return f"{decimal_number(start + 1)} à {decimal_number(start + len(self.rows))}"

    @property
    def previous_url(self) -> str:
        return self.url(**{PAGE: self.page_number - 1}) if self.page_number > 1 else ""

    @property
    def next_url(self) -> str:
        more = len(self._fetched) > self.per_page
        return self.url(**{PAGE: self.page_number + 1}) if more else ""

    @property
    def clear_url(self) -> str:
        return self.url(**dict.fromkeys([*self.form.fields, PAGE]))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that the form of filters must carry with it."""
        return [(k, v) for k in (SORT, COLUMNS) for v in self.request.GET.getlist(k)]

    @property
    def kept_by_columns(self) -> list[tuple[str, str]]:
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in {PAGE, COLUMNS, EXPORT}
        ]

    def url(self, **changes: Any) -> str:
        """The address of this list with some parameters changed; None removes one."""
        query = self.request.GET.copy()
        query.pop(EXPORT, None)
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        pairs = [(name, value) for name, values in query.lists() for value in values if value]
        return "?" + urlencode(pairs)

    # -- answers -------------------------------------------------------------------------------

    def respond(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """The page, its rows alone for htmx, or the file asked for."""
        wanted = self.request.GET.get(EXPORT, "")
        if wanted in {"xlsx", "csv"}:
            return self._file(wanted)
        self.form.read_with()
        full = {"listing": self, **(context or {})}
        return page(self.request, template, full, part="ui/list_rows.html")

    def lines(self) -> list[list[Any]]:
        """Headings, then the values of the visible columns, as a spreadsheet gets them."""
        things = self.found[:EXPORTED]
        return [
            [column.label for column in self.visible],
            *([column.given(thing) for column in self.visible] for thing in things),
        ]

    def _file(self, wanted: str) -> HttpResponse:
        if wanted == "xlsx":
            content, kind = tables.write_xlsx(self.lines(), title=self.noun.several), XLSX
        else:
            content, kind = tables.write_csv(self.lines()), "text/csv; charset=utf-8"
        response = HttpResponse(content, content_type=kind)
        response["Content-Disposition"] = (
            f'attachment; filename="{_file_name(self.noun)}.{wanted}"'
        )
        return response


def _cell(column: Column, thing: Any, is_head: bool) -> Cell:  # noqa: FBT001
    return Cell(column.cell(thing), column.label, column.css, is_head)


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _file_name(noun: Noun) -> str:
    return fold(noun.several).replace(" ", "-")
