"""Whether a town hall is open now, and when it opens next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from portal.lib.dates import NBSP, PARIS, hour_in_words, paris_date
from portal.lib.opening import (
    hours_in_words,
    is_open,
    next_opening,
    opening_in_words,
    parse_hours,
)
from portal.lib.signs import Sign

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Commune

SIGNS = {
    "open": Sign("ok", "door-open"),
    "closed": Sign("", "door-closed"),
    "unknown": Sign("warn", "circle-question-mark"),
}


@dataclass(frozen=True, slots=True)
class Door:
    """`word` is its state; `words` says until when, or when it opens next."""

    state: Literal["open", "closed", "unknown"]
    word: str
    words: str
    week: tuple[str, ...] = ()

    @property
    def sign(self) -> Sign:
        return SIGNS[self.state]

    @property
    def in_short(self) -> str:
        """« ouverte jusqu’à 12 h », « jeudi, 17 h – 19 h »: one line for lists and spreadsheets."""
        return f"ouverte {self.words}" if self.state == "open" else self.words


def door_of(commune: Commune, at: datetime) -> Door:
    """The door of a town hall at that minute; holidays are closed."""
    hours = parse_hours(commune.opening_hours)
    week = tuple(hours_in_words(hours))
    opening = next_opening(hours, at, good_friday=commune.good_friday_off)
    if opening is None:
        return Door("unknown", "heures non connues", "heures non connues", week)
    if is_open(hours, at, good_friday=commune.good_friday_off):
        until = hour_in_words(opening.end.astimezone(PARIS))
        return Door("open", "ouverte", f"jusqu’à{NBSP}{until}", week)
    return Door("closed", "fermée", opening_in_words(opening, paris_date(at)), week)
