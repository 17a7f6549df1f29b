"""When maintenance comes back, for any day."""

import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.recurrence import TOLERANCE, dates_until, is_school_holiday, next_date
from portal.lib.calendar import is_working_day

DAYS = st.dates(dt.date(2022, 1, 1), dt.date(2026, 6, 1))
RHYTHMS = st.sampled_from(sorted(TOLERANCE))


def meant(day, months):
    """Day by day: the same day of the month `months` later, or the last one of that month."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for number in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month, number)
        except ValueError:
            continue
    raise AssertionError


@settings(deadline=None)
@given(DAYS, RHYTHMS, st.booleans())
def test_it_is_a_working_day_within_the_tolerance(last, months, school):
    found = next_date(last, months, in_school_holidays=school)

    assert is_working_day(found, good_friday=True)
    assert abs((found - meant(last, months)).days) <= TOLERANCE[months]
    assert found > last


@settings(deadline=None)
@given(DAYS, RHYTHMS)
def test_a_school_is_seen_in_its_holidays_when_some_are_near(last, months):
    found = next_date(last, months, in_school_holidays=True)

    target, reach = meant(last, months), TOLERANCE[months]
    near = [target + dt.timedelta(days=n) for n in range(-reach, reach + 1)]
    free = [d for d in near if is_school_holiday(d) and is_working_day(d, good_friday=True)]
    assert is_school_holiday(found) == bool(free)
    if free:
        assert abs(found - target) == min(abs(d - target) for d in free)


def test_the_autumn_holidays_of_zone_b():
    assert is_school_holiday(dt.date(2026, 10, 20))
    assert not is_school_holiday(dt.date(2026, 11, 10))
    assert not is_school_holiday(dt.date(2026, 10, 16))
    assert is_school_holiday(dt.date(2027, 2, 22))
    assert not is_school_holiday(dt.date(2027, 2, 15))


def test_dates_follow_until_a_day():
    first = dt.date(2026, 11, 12)
    found = list(dates_until(first, 3, dt.date(2027, 11, 12)))

    assert found[:2] == [first, dt.date(2027, 2, 12)]
    assert len(found) == 5
    with pytest.raises(ValueError, match="months"):
        next_date(first, 2)
