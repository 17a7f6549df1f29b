"""When maintenance comes back: every so many months, never on a day off, in the school holidays for a school. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from portal.lib.calendar import is_working_day

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE_DAY = timedelta(days=1)
TOLERANCE = {1: 7, 3: 21, 6: 30, 12: 45}
"""Months between two → days by which the date may move to find a school holiday."""


def next_date(last: date, months: int, *, in_school_holidays: bool = False) -> date:
    """The working day on which it comes back, nearest to `months` after the last one.

    In the school holidays of zone B when asked and a working day of them lies within the tolerance; at equal
    distance, the earlier day. Never earlier than `months` less the tolerance. ValueError: not 1, 3, 6 or 12 months.
    """
    if months not in TOLERANCE:
        raise ValueError(f"maintenance comes back every {sorted(TOLERANCE)} months")
    meant = _later(last, months)
    near = [
        day for day in _around(meant, TOLERANCE[months]) if is_working_day(day, good_friday=True)
    ]
    free = [day for day in near if is_school_holiday(day)] if in_school_holidays else []
    return (free or near)[0]


def dates_until(
    first: date, months: int, last: date, *, in_school_holidays: bool = False
) -> Iterator[date]:
    """The date inscribed and those that follow it, up to a day."""
    while first <= last:
        yield first
        first = next_date(first, months, in_school_holidays=in_school_holidays)


def is_school_holiday(day: date) -> bool:
    """In zone B, that of the academy of Nancy-Metz. Past the last year published, the package `holidays` guesses."""
    return day in _of_year(day.year)


@cache
def _of_year(year: int) -> frozenset[date]:
    import holidays  # as portal.lib.calendar: whoever asks pays, once

    return frozenset(
        holidays.country_holidays("FR", subdiv="Zone B", categories="school", years=[year])
    )


def _later(day: date, months: int) -> date:
    """The same day of the month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _around(day: date, reach: int) -> Iterator[date]:
    yield day
    for step in range(1, reach + 1):
        yield day - step * ONE_DAY
        yield day + step * ONE_DAY
