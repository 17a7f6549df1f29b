"""When an answer is due: business minutes, run only while the ticket is in the team's hands.

A deadline is a pure function of the ticket's event log and of a calendar: anybody can compute it again, for ever.
Hours are those that the clock of Paris reads; minutes are real ones. On the nights when the clock changes, an hour
that is skipped is not worked, and an hour read twice is worked twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from portal.lib.calendar import ONE_DAY, is_holiday
from portal.lib.dates import PARIS, in_paris
from portal.lib.opening import WEEK, Hours, Spell

RUNNING = frozenset({"new", "taken", "planned", "reopened"})
PAUSED = frozenset({"waiting_commune", "waiting_supplier", "waiting_part"})
STOPPED = frozenset({"solved", "closed", "merged", "rejected"})
STATES = RUNNING | PAUSED | STOPPED

CHANGE_OF_HOUR = time(1, tzinfo=UTC)
"""When summer time begins and ends, on the last Sundays of March and October (directive 2000/84/EC)."""
CENTURY = timedelta(days=36525)
MINUTE = timedelta(minutes=1)

Event = tuple[datetime, str]
Closure = tuple[date, date]
_Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The hours of a week, without the holidays of Moselle and the closures (first day, last day).

    `good_friday`: whether Good Friday is off there (article L3134-13 of the Code du travail). ValueError when no hour
    is worked, when a spell is empty, overlaps another or is on no day of the week, and when a closure ends before it
    begins.
    """

    week: Hours
    good_friday: bool = False
    closures: tuple[Closure, ...] = ()

    def __post_init__(self) -> None:
        if not self.week:
            raise ValueError("a calendar has at least one spell")
        if any(spell.start >= spell.end for spell in self.week):
            raise ValueError("a spell ends after it starts")
        if any(spell.weekday not in range(WEEK) for spell in self.week):
            raise ValueError("days go from 0, Monday, to 6, Sunday")
        for one, other in pairwise(sorted(self.week)):
            if one.weekday == other.weekday and other.start < one.end:
                raise ValueError("two spells overlap")
        if any(last < first for first, last in self.closures):
            raise ValueError("a closure ends after it begins")

    def on(self, day: date) -> tuple[Spell, ...]:
        """The spells worked that very day, in order."""
        if any(first <= day <= last for first, last in self.closures):
            return ()
        if is_holiday(day, good_friday=self.good_friday):
            return ()
        return tuple(sorted(spell for spell in self.week if spell.weekday == day.weekday()))


def due_at(
    events: Sequence[Event], *, minutes: int, calendar: BusinessCalendar
) -> datetime | None:
    """The instant (UTC) at which so many business minutes have run; the first event's for 0.

    `events`: (instant, state entered), in order; the last state lasts. None while the clock is paused or stopped with
    minutes left, and without events. ValueError on an instant without time zone, on events out of order, on an unknown
    state, on a negative number, and when a century of that calendar is not enough.
    """
    left = _minutes(minutes)
    for start, end, running in _stages(events):
        if not left:
            return start
        if not running:
            continue
        if end is None:
            return _reached(start, left, calendar)
        worked = _worked(start, end, calendar)
        if worked >= left:
            return _reached(start, left, calendar)
        left -= worked
    return None


def elapsed(events: Sequence[Event], *, until: datetime, calendar: BusinessCalendar) -> int:
    """Whole business minutes that the clock has run until then. ValueError as `due_at`."""
    last = _utc(until)
    total = timedelta()
    for start, end, running in _stages(events):
        if running and start < last:
            total += _worked(start, last if end is None else min(end, last), calendar)
    return total // MINUTE


def remaining(
    events: Sequence[Event], *, minutes: int, until: datetime, calendar: BusinessCalendar
) -> int:
    """Business minutes left then, the one under way included; 0 or less from the deadline on."""
    return _minutes(minutes) // MINUTE - elapsed(events, until=until, calendar=calendar)


def add_minutes(start: datetime, minutes: int, calendar: BusinessCalendar) -> datetime:
    """The first instant (UTC) at which so many business minutes have run since `start`.

    It may be a closing hour: what ends at noon is due at noon, not when the door opens again. ValueError as `due_at`.
    """
    return _reached(_utc(start), _minutes(minutes), calendar)


def minutes_between(start: datetime, end: datetime, calendar: BusinessCalendar) -> int:
    """Whole business minutes from one instant to another; negative when `end` comes first."""
    first, last = _utc(start), _utc(end)
    if last < first:
        return -minutes_between(end, start, calendar)
    return _worked(first, last, calendar) // MINUTE


def _minutes(number: int) -> timedelta:
    if number < 0:
        raise ValueError("a number of minutes is not negative")
    return timedelta(minutes=number)


def _utc(at: datetime) -> datetime:
    """In UTC, where differences are real: two hours of Paris compare by what the clock reads."""
    return in_paris(at).astimezone(UTC)


def _stages(events: Sequence[Event]) -> list[tuple[datetime, datetime | None, bool]]:
    """Each stay in a state: its start, its end (None for the last), whether the clock runs."""
    for _, state in events:
        if state not in STATES:
            raise ValueError(f"unknown state: {state}")
    instants = [_utc(at) for at, _ in events]
    if any(later < earlier for earlier, later in pairwise(instants)):
        raise ValueError("events come in order")
    ends = (*instants[1:], None)[: len(instants)]
    return [
        (start, end, state in RUNNING)
        for start, end, (_, state) in zip(instants, ends, events, strict=True)
    ]


def _worked(start: datetime, end: datetime, calendar: BusinessCalendar) -> timedelta:
    spans = _spans(start, end, calendar)
    return sum((closes - opens for opens, closes in spans), timedelta())


def _reached(start: datetime, left: timedelta, calendar: BusinessCalendar) -> datetime:
    if not left:
        return start
    for opens, closes in _spans(start, start + CENTURY, calendar):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise ValueError("this calendar does not work so many minutes in a century")


def _spans(start: datetime, end: datetime, calendar: BusinessCalendar) -> Iterator[_Span]:
    """The worked spans between two instants (UTC), in order."""
    day, last = start.astimezone(PARIS).date(), end.astimezone(PARIS).date()
    while day <= last:
        for opens, closes in _of_day(calendar.on(day), day):
            if opens < end and closes > start:
                yield max(opens, start), min(closes, end)
        day += ONE_DAY


@lru_cache(maxsize=4096)
def _of_day(spells: tuple[Spell, ...], day: date) -> tuple[_Span, ...]:
    """When the clock of Paris reads within these spells on that day: spans of UTC, in order."""
    morning = _offset(datetime.combine(day, time.min, tzinfo=PARIS))
    evening = _offset(datetime.combine(day, time.max, tzinfo=PARIS))
    if morning == evening:
        return tuple(_shifted(spell, day, morning) for spell in spells)
    change = datetime.combine(day, CHANGE_OF_HOUR)
    before = [_shifted(spell, day, morning) for spell in spells]
    after = [_shifted(spell, day, evening) for spell in spells]
    cut = [(opens, min(closes, change)) for opens, closes in before]
    cut += [(max(opens, change), closes) for opens, closes in after]
    return tuple((opens, closes) for opens, closes in cut if opens < closes)


def _shifted(spell: Spell, day: date, offset: timedelta) -> _Span:
    return (
        datetime.combine(day, spell.start, tzinfo=UTC) - offset,
        datetime.combine(day, spell.end, tzinfo=UTC) - offset,
    )


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
