"""Random calendars and logs, with a taste for the days when things go wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from bench.deadlines.walker import DAY, Case, easter, last_sunday, origin
from itsupport.sla import STATES, BusinessCalendar
from portal.lib.opening import Spell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

NAMES = sorted(STATES)
Week = tuple[tuple[int, int, int], ...]


def drawn(random: Random) -> Case:
    """A case of 2008 to 2050."""
    week = random.choice((_office, _office, _town_hall, _nights, _anything))(random)
    first = _first_day(random)
    log = _log(random, week)
    return Case(
        first=first,
        week=week,
        good_friday=random.random() < 0.5,
        closures=_closures(random),
        log=log,
        minutes=_minutes(random, week),
    )


def calendar_of(case: Case) -> BusinessCalendar:
    """The calendar as the app writes it."""
    return BusinessCalendar(
        week=tuple(Spell(day, _time(start), _time(end)) for day, start, end in case.week),
        good_friday=case.good_friday,
        closures=tuple(
            (case.first + timedelta(days=first), case.first + timedelta(days=last))
            for first, last in case.closures
        ),
    )


def events_of(case: Case) -> list[tuple[datetime, str]]:
    """The log as the app reads it."""
    start = origin(case.first)
    return [(start + timedelta(minutes=at), state) for at, state in case.log]


def smallest(case: Case, fails: Callable[[Case], bool]) -> Case:
    """A case that fails and of which nothing can be taken away."""
    while True:
        lighter = next((one for one in _lighter(case) if fails(one)), None)
        if lighter is None:
            return case
        case = lighter


def _lighter(case: Case) -> Iterator[Case]:
    for n in range(len(case.log)):
        if len(case.log) > 1:
            yield replace(case, log=case.log[:n] + case.log[n + 1 :])
    for n in range(len(case.week)):
        if len(case.week) > 1:
            yield replace(case, week=case.week[:n] + case.week[n + 1 :])
    for n in range(len(case.closures)):
        yield replace(case, closures=case.closures[:n] + case.closures[n + 1 :])
    if case.good_friday:
        yield replace(case, good_friday=False)
    for fewer in (case.minutes // 2, case.minutes - 1):
        if fewer:
            yield replace(case, minutes=fewer)


def _time(minute: int) -> time:
    return time(*divmod(minute, 60))


def _first_day(random: Random) -> date:
    year = random.randint(2008, 2050)
    near = (
        last_sunday(year, 3),
        last_sunday(year, 10),
        easter(year),
        date(year, 5, 8),
        date(year, 12, 26),
        date(year, 1, 1) + timedelta(days=random.randrange(365)),
    )
    return random.choice(near) - timedelta(days=random.randrange(8))


def _quarter(random: Random, first: int, last: int) -> int:
    return random.randint(first * 4, last * 4) * 15


def _office(random: Random) -> Week:
    opens, noon = _quarter(random, 7, 9), _quarter(random, 11, 12)
    back, closes = _quarter(random, 13, 14), _quarter(random, 16, 19)
    days = range(random.choice((4, 5, 5, 6)))
    return tuple(spell for day in days for spell in ((day, opens, noon), (day, back, closes)))


def _town_hall(random: Random) -> Week:
    days = sorted(random.sample(range(6), random.randint(1, 3)))
    starts = [(day, _quarter(random, 8, 17)) for day in days]
    return tuple((day, start, start + random.choice((60, 90, 120, 150))) for day, start in starts)


def _nights(random: Random) -> Week:
    """Open when the clock changes."""
    start = random.randrange(0, 200)
    night = (6, start, start + random.randint(1, 240))
    return (*_office(random), night) if random.random() < 0.5 else (night,)


def _anything(random: Random) -> Week:
    spells = []
    for day in sorted(random.sample(range(7), random.randint(1, 7))):
        bounds = sorted(random.sample(range(DAY), 2 * random.randint(1, 4)))
        spells += [(day, *bounds[n : n + 2]) for n in range(0, len(bounds), 2)]
    return tuple(spells)


def _closures(random: Random) -> tuple[tuple[int, int], ...]:
    starts = [random.randrange(120) for _ in range(random.choice((0, 0, 1, 2, 4)))]
    return tuple((start, start + random.choice((0, 0, 1, 6, 20))) for start in starts)


def _log(random: Random, week: Week) -> tuple[tuple[int, str], ...]:
    at, log = random.randrange(9 * DAY), []
    for _ in range(random.choice((1, 2, 3, 5, 8, 13, 40))):
        log.append((at, random.choice(NAMES) if log else "new"))
        gap = random.choice((0, 1, 30, 240, DAY, 4 * DAY, 30 * DAY))
        at += random.randint(0, gap)
        if random.random() < 0.3:
            at = at - at % DAY + random.choice(random.choice(week)[1:])
            at = max(at, log[-1][0])
    if random.random() < 0.5:
        log.append((at, random.choice(("taken", "planned", "reopened"))))
    return tuple(log)


def _minutes(random: Random, week: Week) -> int:
    a_week = sum(end - start for _, start, end in week)
    return random.randint(1, random.choice((60, 480, a_week, 5 * a_week, 60 * a_week)))
