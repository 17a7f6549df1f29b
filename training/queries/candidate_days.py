"""The days on which a course might be given, and the rooms that are free then."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from portal.lib.calendar import add_working_days, is_working_day
from portal.lib.dates import PARIS, paris_date
from training.models import Slot
from training.queries.availability import closed_days
from training.states.wishes import Period

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from training.models import Room, Wish

HOURS = ((time(9), time(12)), (time(13, 30), time(16, 30)))
"""A morning and an afternoon, as usual."""
SOONEST = timedelta(days=42)
"""Time to announce a session and to register."""
LOOKED_AT = 15
PROPOSED = 3
STARTS = {Period.WINTER: (1, 11), Period.SPRING: (4, 6), Period.AUTUMN: (9, 14)}
"""The first days of the periods of a wish."""
MOST_YEARS = 2

Span = tuple[datetime, datetime]


def half_days(day: date, halves: int) -> list[Span]:
    """The hours of a course of so many half days that begins on a day: two a working day, one after the other."""
    found = []
    for number in range(halves):
        on = add_working_days(day, number // 2, good_friday=True) if number > 1 else day
        starts, ends = HOURS[number % 2]
        found.append((datetime.combine(on, starts, PARIS), datetime.combine(on, ends, PARIS)))
    return found


def blocked_by_weekday(wishes: Iterable[Wish]) -> Counter[int]:
    """How many people cannot come on each day of the week; 0 is Monday."""
    found: Counter[int] = Counter()
    for wish in wishes:
        for weekday in set(wish.not_weekdays):
            found[weekday] += wish.people
    return found


def proposed_days(wishes: Collection[Wish], *, year: int, at: datetime) -> list[date]:
    """Three days of work, on the weekdays that suit most, in the period that most wish for. In order."""
    blocked = blocked_by_weekday(wishes)
    day = max(_start(wishes, year), paris_date(at) + SOONEST)
    ahead = [day + timedelta(days=n) for n in range(LOOKED_AT * 2)]
    working = [one for one in ahead if is_working_day(one, good_friday=True)][:LOOKED_AT]
    best = sorted(working, key=lambda one: (blocked[one.weekday()], one.weekday() in (0, 4), one))
    return sorted(best[:PROPOSED])


def _start(wishes: Iterable[Wish], year: int) -> date:
    """The beginning of the period that more than half of those who care prefer; else of the year."""
    wanted: Counter[str] = Counter()
    for wish in wishes:
        if wish.period != Period.ANY:
            wanted[wish.period] += wish.people
    month, day = STARTS[Period.WINTER]
    if wanted:
        period, people = wanted.most_common(1)[0]
        if people * 2 > wanted.total():
            month, day = STARTS[Period(period)]
    return date(year, month, day)


def taken_days(
    rooms: Collection[Room], days: Collection[date], halves: int
) -> dict[int, set[date]]:
    """By room, the days among these on which it is taken, or not lent, at the hours of the course. Two questions."""
    spans = {day: half_days(day, halves) for day in days}
    every = [span for some in spans.values() for span in some]
    if not every or not rooms:
        return {}
    rows = Slot.objects.filter(
        live=True,
        room__in=[room.pk for room in rooms],
        starts_at__lt=max(end for _start, end in every),
        ends_at__gt=min(start for start, _end in every),
    )
    found = closed_days(rooms, spans)
    for room_id, starts_at, ends_at in rows.values_list("room_id", "starts_at", "ends_at"):
        for day, some in spans.items():
            if any(starts_at < end and ends_at > start for start, end in some):
                found.setdefault(room_id or 0, set()).add(day)
    return found
