"""The columns of a list: what each shows on screen, what it gives to a spreadsheet, how it sorts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.utils.html import format_html

from portal.lib import text
from portal.web import wording
from portal.web.templatetags import ui

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from django.utils.safestring import SafeString

Kind = Literal["text", "number", "euro", "date", "moment", "state", "yes_no"]
NUMBERS = {"number", "euro"}
KEPT_ON_ONE_LINE = {"date", "moment"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column.

    `value`: a path (« commune.name », a method without argument is called) or a function of the row;
    a field with choices under kind « state » gives its word. `sort`: what the database orders by, none
    when empty. `few`: no index serves that order, it is offered while at most 1,000 rows are found. `note`: the
    small second line. `link`: the address of the row, for one column.
    `total`: a field to add up in the footer. `shown` False: only when asked for. Euros are Decimal.
    """

    name: str
    label: str
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    sort: tuple[str, ...] = ()
    few: bool = False
    note: str | Callable[[Any], Any] = ""
    link: Callable[[Any], str] | None = None
    total: str = ""
    shown: bool = True
    draw: Callable[[Any], SafeString] | None = None

    def given(self, row: Any) -> Any:
        """The value itself, as the spreadsheet gets it."""
        found = self.value or self.name
        if self.kind == "state" and isinstance(found, str):
            return reach(row, _display(found))
        return reach(row, found)

    @property
    def css(self) -> str:
        return "num" if self.kind in NUMBERS else "nowrap" if self.kind in KEPT_ON_ONE_LINE else ""

    def cell(self, row: Any) -> SafeString:
        """The value as it is read on the page."""
        inside = self.draw(row) if self.draw else shown(self.given(row), self.kind)
        if self.link:
            inside = format_html('<a href="{}">{}</a>', self.link(row), inside)
        note = reach(row, self.note) if self.note else ""
        if note:
            return format_html("<span>{}<small>{}</small></span>", inside, note)
        return format_html("{}", inside)


def _display(path: str) -> str:
    """« contract.state » → « contract.get_state_display »."""
    before, dot, field = path.rpartition(".")
    return f"{before}{dot}get_{field}_display"


def reach(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """Follow a dotted path; stop with None where a link is empty."""
    if not isinstance(path, str):
        return path(row)
    found = row
    for step in path.split("."):
        if found is None:
            return None
        found = found[step] if isinstance(found, dict) else getattr(found, step)
        found = found() if callable(found) else found
    return found


def shown(value: Any, kind: Kind) -> Any:
    """A value in French, or « – » when there is none."""
    if value is None or value == "":
        return text.UNKNOWN
    return _WAYS[kind](value)


def _moment(value: dt.datetime) -> SafeString:
    return format_html("<span>{}, {}</span>", ui.moment(value, "table"), wording.hour(value))


_WAYS: dict[Kind, Callable[[Any], Any]] = {
    "text": str,
    "number": wording.quantity,
    "euro": wording.euro,
    "date": lambda value: ui.moment(value, "table"),
    "moment": _moment,
    "state": ui.sign,
    "yes_no": lambda value: "oui" if value else "non",
}
