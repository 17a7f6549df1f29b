"""Deadlines counted by hand, and what is refused."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from itsupport.sla import (
    BusinessCalendar,
    add_minutes,
    due_at,
    elapsed,
    minutes_between,
    remaining,
)
from portal.lib.calendar import holiday_name
from portal.lib.dates import PARIS
from portal.lib.opening import Spell, parse_hours

OFFICE = parse_hours([["lundi", "vendredi", [["08:00", "12:00"], ["13:30", "17:30"]]]])
MOSELLE = BusinessCalendar(OFFICE, good_friday=True)
FRANCE = BusinessCalendar(OFFICE)


def paris(*numbers):
    return datetime(*numbers, tzinfo=PARIS)


def week(*rows):
    """`(day, "08:00", "12:00")`."""
    return tuple(
        Spell(day, time.fromisoformat(start), time.fromisoformat(end)) for day, start, end in rows
    )


# Examples counted by hand


def test_four_hours_over_good_friday_and_easter_monday():
    """The office works 8 h – 12 h and 13 h 30 – 17 h 30: 30 minutes on Thursday, 3 h 30 on the next morning."""
    log = [(paris(2026, 4, 2, 17), "new")]

    assert due_at(log, minutes=240, calendar=MOSELLE) == paris(2026, 4, 7, 11, 30)
    assert due_at(log, minutes=240, calendar=FRANCE) == paris(2026, 4, 3, 11, 30)


def test_the_same_with_other_hours_that_make_four():
    late = parse_hours([["lundi", "vendredi", [["08:30", "12:00"], ["14:00", "18:00"]]]])
    early = parse_hours([["lundi", "vendredi", [["08:30", "12:00"], ["14:00", "17:30"]]]])
    log = [(paris(2026, 4, 2, 17), "new")]

    def due(hours, *, good_friday):
        return due_at(log, minutes=240, calendar=BusinessCalendar(hours, good_friday))

    assert due(late, good_friday=True) == paris(2026, 4, 7, 11, 30)
    assert due(early, good_friday=True) == paris(2026, 4, 7, 12)
    assert due(early, good_friday=False) == paris(2026, 4, 3, 12)


def test_it_is_due_at_noon_and_not_when_the_door_opens_again():
    assert add_minutes(paris(2026, 6, 1, 8), 240, FRANCE) == paris(2026, 6, 1, 12)
    assert add_minutes(paris(2026, 6, 1, 8), 241, FRANCE) == paris(2026, 6, 1, 13, 31)
    assert add_minutes(paris(2026, 6, 6, 9), 0, FRANCE) == paris(2026, 6, 6, 9)


def test_the_clock_waits_for_the_commune():
    log = [
        (paris(2026, 6, 1, 9), "new"),
        (paris(2026, 6, 1, 10), "waiting_commune"),
        (paris(2026, 6, 3, 9), "taken"),
    ]

    assert due_at(log, minutes=120, calendar=FRANCE) == paris(2026, 6, 3, 10)
    assert due_at(log[:2], minutes=120, calendar=FRANCE) is None
    assert due_at(log[:2], minutes=60, calendar=FRANCE) == paris(2026, 6, 1, 10)


def test_a_solved_ticket_that_comes_back_goes_on_where_it_stopped():
    log = [
        (paris(2026, 6, 1, 9), "new"),
        (paris(2026, 6, 1, 10), "solved"),
        (paris(2026, 6, 9, 11, 30), "reopened"),
    ]

    assert due_at(log, minutes=120, calendar=FRANCE) == paris(2026, 6, 9, 14)
    assert elapsed(log, until=paris(2026, 6, 9, 12), calendar=FRANCE) == 90
    assert remaining(log, minutes=120, until=paris(2026, 6, 9, 12), calendar=FRANCE) == 30
    assert remaining(log, minutes=120, until=paris(2026, 6, 9, 14, 5), calendar=FRANCE) == -5


def test_without_events_nothing_is_due_and_nothing_has_run():
    assert due_at([], minutes=60, calendar=FRANCE) is None
    assert elapsed([], until=paris(2026, 6, 1), calendar=FRANCE) == 0
    assert remaining([], minutes=60, until=paris(2026, 6, 1), calendar=FRANCE) == 60


def test_the_minute_under_way_is_still_left():
    log = [(paris(2026, 6, 1, 9), "new")]

    assert remaining(log, minutes=1, until=paris(2026, 6, 1, 9, 0, 59), calendar=FRANCE) == 1
    assert remaining(log, minutes=1, until=paris(2026, 6, 1, 9, 1), calendar=FRANCE) == 0


def test_an_hour_skipped_is_not_worked_and_an_hour_read_twice_is_worked_twice():
    night = BusinessCalendar(week((6, "01:00", "04:00"), (6, "22:00", "23:00")))
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)

    def worked(day):
        midnight = datetime.combine(day, time(), tzinfo=PARIS)
        return minutes_between(midnight, datetime.combine(day, time(12), tzinfo=PARIS), night)

    assert worked(spring) == 120
    assert worked(autumn) == 240
    assert worked(date(2026, 6, 7)) == 180


def test_half_past_two_read_twice_belongs_to_both_hours():
    """25 October 2026: 2:30 comes at 0:30 and at 1:30 UTC, and 2:00 comes back at 1:00 UTC."""
    night = BusinessCalendar(week((6, "02:30", "05:00")))
    start = datetime(2026, 10, 25, tzinfo=UTC)

    assert add_minutes(start, 30, night) == datetime(2026, 10, 25, 1, 0, tzinfo=UTC)
    assert add_minutes(start, 31, night) == datetime(2026, 10, 25, 1, 31, tzinfo=UTC)


def test_office_hours_are_those_of_paris_in_both_seasons():
    friday, monday = paris(2026, 3, 27, 17), paris(2026, 3, 30, 8, 30)

    assert minutes_between(friday, monday, FRANCE) == 60
    assert (monday - timedelta()).utcoffset() == timedelta(hours=2)
    assert add_minutes(friday, 60, FRANCE).astimezone(UTC).hour == 6


def test_a_closure_is_a_day_or_a_span_both_ends_closed():
    closed = BusinessCalendar(
        OFFICE, closures=((date(2026, 6, 2),) * 2, (date(2026, 6, 4), date(2026, 6, 5)))
    )

    assert add_minutes(paris(2026, 6, 1, 17), 60, closed) == paris(2026, 6, 3, 8, 30)
    assert add_minutes(paris(2026, 6, 3, 17), 60, closed) == paris(2026, 6, 8, 8, 30)


def test_a_deadline_of_years_is_found():
    """2,000 days of eight hours, counted one by one."""
    day, left = date(2026, 1, 5), 2000
    while left:
        left -= day.weekday() < 5 and not holiday_name(day, good_friday=True)
        day += timedelta(days=1)

    found = add_minutes(paris(2026, 1, 5, 8), 2000 * 480, MOSELLE)
    assert found == datetime.combine(day - timedelta(days=1), time(17, 30), tzinfo=PARIS)


# What is refused


@pytest.mark.parametrize(
    "spells",
    [
        (),
        week((0, "08:00", "08:00")),
        week((0, "12:00", "08:00")),
        week((0, "08:00", "12:00"), (0, "11:59", "14:00")),
        week((0, "11:59", "14:00"), (0, "08:00", "12:00")),
        week((0, "08:00", "18:00"), (0, "12:00", "14:00")),
        week((0, "08:00", "12:00"), (0, "08:00", "12:00")),
        week((7, "08:00", "12:00")),
        week((-1, "08:00", "12:00")),
    ],
)
def test_a_week_that_cannot_be_is_refused(spells):
    with pytest.raises(ValueError, match=r"spell|days go"):
        BusinessCalendar(spells)


def test_spells_that_touch_or_share_their_hours_on_two_days_are_fine():
    BusinessCalendar(week((0, "08:00", "12:00"), (0, "12:00", "14:00"), (1, "08:00", "12:00")))


def test_a_closure_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="closure"):
        BusinessCalendar(OFFICE, closures=((date(2026, 6, 2), date(2026, 6, 1)),))


@pytest.mark.parametrize(
    ("log", "says"),
    [
        ([(datetime(2026, 6, 1, 9), "new")], "time zone"),  # noqa: DTZ001
        ([(paris(2026, 6, 1, 9), "new"), (paris(2026, 6, 1, 8), "taken")], "in order"),
        ([(paris(2026, 6, 1, 9), "nouveau")], "unknown state"),
    ],
)
def test_a_log_that_cannot_be_is_refused(log, says):
    with pytest.raises(ValueError, match=says):
        due_at(log, minutes=1, calendar=FRANCE)
    with pytest.raises(ValueError, match=says):
        elapsed(log, until=paris(2026, 7, 1), calendar=FRANCE)


def test_events_are_ordered_by_the_instant_and_not_by_what_the_clock_reads():
    """On 25 October 2026, 2:50 of summer comes before 2:10 of winter."""
    first, second = paris(2026, 10, 25, 2, 50), paris(2026, 10, 25, 2, 10).replace(fold=1)

    due_at([(first, "new"), (second, "taken")], minutes=1, calendar=FRANCE)
    with pytest.raises(ValueError, match="in order"):
        due_at([(second, "new"), (first, "taken")], minutes=1, calendar=FRANCE)


def test_negative_minutes_and_a_naive_clock_are_refused():
    with pytest.raises(ValueError, match="negative"):
        add_minutes(paris(2026, 6, 1), -1, FRANCE)
    with pytest.raises(ValueError, match="time zone"):
        add_minutes(datetime(2026, 6, 1), 1, FRANCE)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"):
        elapsed([], until=datetime(2026, 6, 1), calendar=FRANCE)  # noqa: DTZ001


def test_a_calendar_closed_for_a_century_is_said():
    shut = BusinessCalendar(OFFICE, closures=((date(2026, 1, 1), date(2200, 1, 1)),))

    with pytest.raises(ValueError, match="century"):
        add_minutes(paris(2026, 6, 1), 1, shut)
