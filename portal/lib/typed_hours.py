"""Opening hours as people type them, one line a day: « 9 h – 12 h, 14 h – 17 h »."""

import itertools
import re
from collections.abc import Mapping
from datetime import time

from portal.lib.dates import WEEKDAYS, span_in_words
from portal.lib.opening import Hours

EXAMPLE = "Écrivez par exemple 9 h – 12 h, 14 h – 17 h."
_HOUR = r"(\d{1,2})\s*(?:h|:|\.)?\s*(\d{2})?"
_SPAN = re.compile(rf"(?:de\s+)?{_HOUR}\s*(?:-|–|—|à|a|/|>)\s*{_HOUR}\.?")
_BETWEEN = re.compile(r"\s*(?:,|;|\bet\b|\bpuis\b|\n)\s*(?:de\s+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_CLOSED = {"", "-", "–", "fermé", "fermée", "ferme", "fermee"}
LAST_HOUR, LAST_MINUTE = 23, 59
Span = tuple[time, time]


class NotHours(ValueError):  # noqa: N818 -- its text is an answer to a person
    """A French sentence: what is wrong, and what would be accepted."""


def read_day(text: str) -> list[Span]:
    """The spans of one day, in order; [] for a day that is closed. NotHours otherwise."""
    plain = _SPACES.sub(" ", text).strip().lower().removesuffix(".")
    if plain in _CLOSED:
        return []
    spans = sorted(_span(part) for part in _BETWEEN.split(plain) if part.strip())
    for (_start, end), (start, _end) in itertools.pairwise(spans):
        if start < end:
            raise NotHours(f"« {text.strip()} » : deux plages se recouvrent. {EXAMPLE}")
    return spans


def read_hour(text: str) -> time:
    """One hour: « 9 h », « 14 h 30 », « 14:30 ». NotHours, in French, on anything else."""
    found = re.fullmatch(_HOUR, _SPACES.sub(" ", text).strip().lower())
    if not found:
        raise NotHours("Écrivez l’heure ainsi : 9 h, ou 14 h 30.")
    return _time(found[1], found[2])


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise NotHours(f"« {text.strip()} » n’est pas une plage d’heures. {EXAMPLE}")
    hour, minute, last_hour, last_minute = found.groups()
    start, end = _time(hour, minute), _time(last_hour, last_minute)
    if start >= end:
        raise NotHours(f"« {text.strip()} » finit avant de commencer. {EXAMPLE}")
    return start, end


def _time(hour: str, minute: str | None) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if hours > LAST_HOUR or minutes > LAST_MINUTE:
        written = f"{hours} h {minutes:02}" if minute else f"{hours} h"
        raise NotHours(f"« {written} » n’existe pas : une journée va de 0 h à 23 h 59.")
    return time(hours, minutes)


def write_day(hours: Hours, weekday: int) -> str:
    """« 9 h – 12 h, 14 h – 17 h », read back by `read_day`; empty when closed."""
    return ", ".join(span_in_words(s.start, s.end) for s in hours if s.weekday == weekday)


def as_rows(days: Mapping[int, list[Span]]) -> list[list]:
    """What `parse_hours` reads: one row a day that is open, Monday first."""
    return [
        [
            WEEKDAYS[day],
            WEEKDAYS[day],
            [[start.isoformat(), end.isoformat()] for start, end in spans],
        ]
        for day, spans in sorted(days.items())
        if spans
    ]
