"""The opening hours of a town hall: its « permanences », when they are, how many are left."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from portal.lib.calendar import ONE_DAY, is_holiday
from portal.lib.dates import (
    PARIS,
    WEEKDAYS,
    in_paris,
    relative_day,
    span_in_words,
)
from portal.lib.text import join

FAR = 60
WEEK = 7


@dataclass(frozen=True, slots=True, order=True)
class Spell:
    """Open every week on that day (0 is Monday), from `start` to `end`."""

    weekday: int
    start: time
    end: time


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """One spell on one day, at the hour of Paris."""

    start: datetime
    end: datetime


Hours = tuple[Spell, ...]


def parse_hours(raw: object) -> Hours:
    """The spells of a week, in order, from `[["lundi", "vendredi", [["10:00:00", "12:00:00"]]]]`.

    Takes the list or its JSON text; nothing known is (). ValueError on anything else, on an
    unknown day, and on a spell that ends before it starts. Spells that overlap are one.
    """
    rows: Any = json.loads(raw) if isinstance(raw, str) and raw.strip() else raw
    if not rows:
        return ()
    try:
        spells = {
            Spell(day, time.fromisoformat(start), time.fromisoformat(end))
            for first, last, spans in rows
            for day in _days(first, last)
            for start, end in spans
        }
    except (TypeError, AttributeError) as error:
        raise ValueError("opening hours are rows of first day, last day, spans") from error
    if any(spell.start >= spell.end for spell in spells):
        raise ValueError("a spell ends after it starts")
    return _merged(sorted(spells))


def openings(hours: Hours, start: date, days: int, *, good_friday: bool) -> Iterator[Opening]:
    """Every opening from that day on, in order, for so many days; holidays are closed."""
    for day in (start + n * ONE_DAY for n in range(days)):
        if is_holiday(day, good_friday=good_friday):
            continue
        for spell in hours:
            if spell.weekday == day.weekday():
                yield Opening(
                    datetime.combine(day, spell.start, tzinfo=PARIS),
                    datetime.combine(day, spell.end, tzinfo=PARIS),
                )


def is_open(hours: Hours, at: datetime, *, good_friday: bool = False) -> bool:
    """From the first minute to the last, the closing hour excluded."""
    day = in_paris(at).date()
    return any(
        one.start <= at < one.end for one in openings(hours, day, 1, good_friday=good_friday)
    )


def next_opening(hours: Hours, at: datetime, *, good_friday: bool = False) -> Opening | None:
    """The opening under way, or the next one; None when no hours are known."""
    day = in_paris(at).date()
    found = openings(hours, day, FAR, good_friday=good_friday)
    return next((one for one in found if one.end > at), None)


def openings_left(
    hours: Hours, at: datetime, deadline: datetime, *, good_friday: bool = False
) -> list[Opening]:
    """The openings during which an answer can still be given before the deadline."""
    first, last = in_paris(at).date(), in_paris(deadline).date()
    found = openings(hours, first, (last - first).days + 1, good_friday=good_friday)
    return [one for one in found if one.end > at and one.start < deadline]


def opening_in_words(opening: Opening, today: date) -> str:
    """« aujourd’hui, 16 h – 18 h », « demain, … », « jeudi, 17 h – 19 h », then with its date."""
    day = opening.start.astimezone(PARIS).date()
    ahead = (day - today).days
    words = WEEKDAYS[day.weekday()] if 1 < ahead < WEEK else relative_day(day, today)
    return f"{words}, {_span(opening)}"


def hours_in_words(hours: Hours) -> list[str]:
    """One line a group of days: « du lundi au mercredi, 8 h – 11 h », « jeudi, 17 h – 19 h »."""
    spans = [
        join([span_in_words(s.start, s.end) for s in hours if s.weekday == day])
        for day in range(WEEK)
    ]
    lines, day = [], 0
    while day < WEEK:
        last = day
        while last + 1 < WEEK and spans[last + 1] == spans[day]:
            last += 1
        if spans[day]:
            lines.append(f"{_group(day, last)}, {spans[day]}")
        day = last + 1
    return lines


def _merged(spells: Sequence[Spell]) -> Hours:
    merged: list[Spell] = []
    for spell in spells:
        before = merged[-1] if merged else None
        if before and before.weekday == spell.weekday and spell.start <= before.end:
            merged[-1] = Spell(before.weekday, before.start, max(before.end, spell.end))
        else:
            merged.append(spell)
    return tuple(merged)


def _group(first: int, last: int) -> str:
    if last == first:
        return WEEKDAYS[first]
    if last == first + 1:
        return f"{WEEKDAYS[first]} et {WEEKDAYS[last]}"
    return f"du {WEEKDAYS[first]} au {WEEKDAYS[last]}"


def _span(opening: Opening) -> str:
    start, end = opening.start.astimezone(PARIS), opening.end.astimezone(PARIS)
    return span_in_words(start.time(), end.time())


def _days(first: str, last: str) -> Sequence[int]:
    if first not in WEEKDAYS or last not in WEEKDAYS:
        raise ValueError(f"unknown day: {first}, {last}")
    start, end = WEEKDAYS.index(first), WEEKDAYS.index(last)
    return [(start + n) % WEEK for n in range((end - start) % WEEK + 1)]
