"""When a mayor is written to; hours of Paris. Tuesday 10 November, Wednesday 11 is a holiday."""

import datetime as dt

import pytest

from portal.lib.dates import PARIS
from training.gathering import Awaiting, is_due, is_late, leaves_at

HOUR = dt.timedelta(hours=1)


def on(day, hour, minute=0):
    """Of November 2026."""
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


NINE = on(10, 9)


def held(since, hours):
    return Awaiting(since=since, hold_until=since + hours * HOUR)


@pytest.mark.parametrize(
    ("one", "last", "expected"),
    [
        # the first of a day, after a short wait
        (Awaiting(since=NINE), None, on(10, 9, 15)),
        (held(NINE, 120), on(9, 17), on(10, 9, 15)),
        (Awaiting(since=on(14, 22)), None, on(14, 22, 15)),
        # further ones: the next working morning
        (Awaiting(since=on(9, 10)), on(9, 9), on(10, 8, 30)),
        (held(on(9, 10), 120), on(9, 9), on(10, 8, 30)),
        (held(on(10, 10), 120), NINE, on(12, 8, 30)),
        (Awaiting(since=on(13, 10)), on(13, 9), on(16, 8, 30)),
        # half of the time that the seat is held would be over by then
        (held(on(13, 10), 120), on(13, 9), on(13, 10, 15)),
        (held(on(9, 10), 44), on(9, 9), on(9, 10, 15)),
        (held(on(9, 10), 46), on(9, 9), on(10, 8, 30)),
        (held(NINE, 0.2), None, on(10, 9, 6)),
    ],
)
def test_the_first_leaves_soon_the_others_with_the_next_morning(one, last, expected):
    assert leaves_at(one, last=last) == expected


@pytest.mark.parametrize(
    ("told", "hold", "last", "expected"),
    [
        (on(10, 9), None, on(10, 9), on(12, 9)),
        (on(10, 20), None, on(10, 20), on(13, 8, 30)),
        (on(12, 9), None, on(12, 9), on(16, 8, 30)),
        # she was written to that day about something else
        (on(10, 9), None, on(12, 8, 30), on(13, 8, 30)),
        (on(10, 9), on(20, 9), on(12, 8, 30), on(13, 8, 30)),
        (on(10, 9), on(14, 9), on(12, 8, 30), on(12, 9)),
    ],
)
def test_a_reminder_comes_two_days_after_in_office_hours(told, hold, last, expected):
    one = Awaiting(since=told - HOUR, hold_until=hold, told_at=told)

    assert leaves_at(one, last=last) == expected
    assert is_late(one, at=told + 48 * HOUR)
    assert not is_late(one, at=told + 47 * HOUR)


def test_once_reminded_nothing_more_is_said():
    one = Awaiting(since=NINE, told_at=NINE, reminded=True)

    assert leaves_at(one, last=NINE) is None
    assert not is_late(one, at=NINE + 99 * HOUR)
    assert not is_due([one], last=NINE, at=NINE + 99 * HOUR)


def test_one_that_is_due_brings_the_others():
    first, second = Awaiting(since=NINE), Awaiting(since=on(10, 9, 14))

    assert not is_due([first, second], last=None, at=on(10, 9, 14))
    assert is_due([first, second], last=None, at=on(10, 9, 15))
    assert not is_due([], last=None, at=NINE)


def test_nobody_is_reminded_at_night_even_by_a_portal_that_was_stopped():
    one = Awaiting(since=NINE, told_at=NINE)

    assert not is_due([one], last=NINE, at=on(12, 22))
    assert is_due([one, Awaiting(since=on(12, 21))], last=NINE, at=on(12, 22))
    assert is_due([one], last=NINE, at=on(13, 9))


def test_no_seat_is_lost_for_want_of_a_mail():
    """Whatever the hour and the hold, the mayor has half of it to answer at least, once the short wait is over."""
    for hours in range(1, 240):
        for start in range(0, 24 * 8, 5):
            one = held(on(9, 0) + start * HOUR, hours)
            for last in (None, one.since, one.since - HOUR):
                left = leaves_at(one, last=last)
                assert left <= max(one.since + hours * HOUR / 2, one.since + HOUR / 4)
