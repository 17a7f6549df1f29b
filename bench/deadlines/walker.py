"""The same question answered the plain way: write down every minute, and count those that are worked.

Nothing of the portal is used here: holidays come from the date of Easter, summer time from the last Sundays of March
and October. One byte a minute says whether the door is open, one whether the clock runs; the deadline is the end of
the n-th minute where both are 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import compress, count, islice

DAY = 24 * 60
CLOSED = bytes(DAY)
OURS = ("new", "taken", "planned", "reopened")
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)}
AFTER_EASTER = (1, 39, 50)
"""Easter Monday, Ascension, Whit Monday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A calendar, a log and a number of minutes, in plain numbers.

    `week`: (weekday, first minute of the day, first minute after); `closures`: (first, last) in days after `first`;
    `log`: (minutes after midnight of `first` in Paris, state entered).
    """

    first: date
    week: tuple[tuple[int, int, int], ...]
    good_friday: bool
    closures: tuple[tuple[int, int], ...]
    log: tuple[tuple[int, str], ...]
    minutes: int

    @property
    def size(self) -> tuple[int, int]:
        """What makes it long to read, then how far its deadline is."""
        return len(self.log) + len(self.week) + len(self.closures), self.minutes


def walk(case: Case) -> datetime | None:
    """The deadline, or None when it never comes."""
    days = case.log[-1][0] // DAY + 30
    while True:
        opened = _open_minutes(case, days)
        running = _running_minutes(case, len(opened))
        both = (int.from_bytes(opened) & int.from_bytes(running)).to_bytes(len(opened))
        if both.count(1) >= case.minutes:
            nth = next(islice(compress(count(), both), case.minutes - 1, None))
            return origin(case.first) + timedelta(minutes=nth + 1)
        if case.log[-1][1] not in OURS:
            return None
        days *= 2


def origin(first: date) -> datetime:
    """Midnight in Paris at the beginning of that day."""
    summer = last_sunday(first.year, 3) < first <= last_sunday(first.year, 10)
    midnight = datetime(first.year, first.month, first.day, tzinfo=UTC)
    return midnight - timedelta(hours=2 if summer else 1)


def _open_minutes(case: Case, days: int) -> bytes:
    patterns = []
    for weekday in range(7):
        minutes = bytearray(CLOSED)
        for day, start, end in case.week:
            if day == weekday:
                minutes[start:end] = b"\1" * (end - start)
        patterns.append(bytes(minutes))
    return b"".join(_day(case, n, patterns) for n in range(days))


def _day(case: Case, number: int, patterns: list[bytes]) -> bytes:
    day = case.first + timedelta(days=number)
    off = _is_holiday(day, case.good_friday)
    off = off or any(first <= number <= last for first, last in case.closures)
    minutes = CLOSED if off else patterns[day.weekday()]
    if day == last_sunday(day.year, 3):
        return minutes[:120] + minutes[180:]
    if day == last_sunday(day.year, 10):
        return minutes[:180] + minutes[120:]
    return minutes


def _running_minutes(case: Case, length: int) -> bytes:
    minutes = bytearray(length)
    ends = [at for at, _ in case.log[1:]] + [length]
    for (at, state), end in zip(case.log, ends, strict=True):
        minutes[at:end] = (b"\1" if state in OURS else b"\0") * (end - at)
    return bytes(minutes)


@lru_cache(maxsize=100_000)
def _is_holiday(day: date, good_friday: bool) -> bool:  # noqa: FBT001
    after = (day - easter(day.year)).days
    return (day.month, day.day) in FIXED or after in AFTER_EASTER or (good_friday and after == -2)


@lru_cache(maxsize=1000)
def easter(year: int) -> date:
    """Meeus, Jones and Butcher's rule, for the Gregorian calendar."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, odd = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    quarter, single = divmod(rest, 4)
    week = (32 + 2 * odd + 2 * quarter - moon - single) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1000)
def last_sunday(year: int, month: int) -> date:
    """Of March or October, which have 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)
