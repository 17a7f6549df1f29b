"""The hours of a certificate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from portal.lib.dates import PARIS
from training.hours import HalfDay, certified_minutes

DAY = timedelta(days=1)
FIRST = datetime(2027, 3, 26, 9, tzinfo=PARIS)


@st.composite
def half_days(draw):
    """Mornings and afternoons that follow one another, around a change of hour."""
    found, at = [], FIRST.astimezone(UTC)
    for _ in range(draw(st.integers(0, 8))):
        at += timedelta(minutes=draw(st.integers(0, 2000)))
        end = at + timedelta(minutes=draw(st.integers(1, 300)))
        found.append(HalfDay(starts_at=at, ends_at=end, signed=draw(st.booleans())))
        at = end
    return found


@given(half_days(), st.randoms())
def test_hours_are_the_sum_of_what_is_signed_in_any_order(days, random):
    shuffled = list(days)
    random.shuffle(shuffled)

    expected = sum((one.ends_at - one.starts_at).seconds // 60 for one in days if one.signed)
    assert certified_minutes(shuffled) == expected
    assert expected == sum(certified_minutes([one]) for one in days)


def test_a_night_that_loses_an_hour_is_counted_as_a_watch_does():
    start = datetime(2027, 3, 28, 1, tzinfo=PARIS)

    one = HalfDay(starts_at=start, ends_at=start.replace(hour=4), signed=True)

    assert certified_minutes([one]) == 120


def test_what_is_not_signed_counts_for_nothing():
    one = HalfDay(starts_at=FIRST, ends_at=FIRST + timedelta(hours=3), signed=False)

    assert certified_minutes([]) == certified_minutes([one, one]) == 0


def test_nobody_signs_in_two_rooms_at_once():
    one = HalfDay(starts_at=FIRST, ends_at=FIRST + timedelta(hours=3), signed=True)
    other = HalfDay(
        starts_at=FIRST + timedelta(hours=2), ends_at=FIRST + timedelta(hours=4), signed=True
    )

    with pytest.raises(ValueError, match="overlap"):
        certified_minutes([other, one])
    with pytest.raises(ValueError, match="ends after it starts"):
        certified_minutes([HalfDay(starts_at=FIRST, ends_at=FIRST, signed=True)])
    with pytest.raises(ValueError, match="time zone"):
        certified_minutes(
            [HalfDay(starts_at=FIRST.replace(tzinfo=None), ends_at=FIRST, signed=True)]
        )
