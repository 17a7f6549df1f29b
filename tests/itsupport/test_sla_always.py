"""Deadlines beside a walker that looks at the clock every minute, and beside three packages."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import businesstimedelta
import pytest
import pytz
from hypothesis import given, settings, strategies as st
from jours_feries_france import JoursFeries
from workalendar.europe import FranceAlsaceMoselle

from itsupport.sla import (
    RUNNING,
    STATES,
    BusinessCalendar,
    add_minutes,
    due_at,
    minutes_between,
    remaining,
)
from portal.lib.calendar import holiday_name
from portal.lib.dates import PARIS
from portal.lib.opening import Spell, parse_hours

few = settings(max_examples=80, deadline=None)
YEARS = range(2008, 2051)
OFFICE = parse_hours([["lundi", "vendredi", [["08:00", "12:00"], ["13:30", "17:30"]]]])


quarters = st.integers(0, 95).map(lambda n: n * 15)
some_minutes = quarters | st.integers(1, 400)


@st.composite
def weeks(draw):
    spells = []
    for day in sorted(draw(st.sets(st.integers(0, 6), min_size=1))):
        bounds = sorted(draw(st.sets(quarters, min_size=2, max_size=5)))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False):
            spells.append(Spell(day, time(*divmod(start, 60)), time(*divmod(end, 60))))
    return tuple(spells)


awkward = st.sampled_from(
    [date(2026, 3, 27), date(2026, 4, 1), date(2026, 10, 23), date(2026, 12, 23), date(2027, 5, 4)]
)
starts = st.builds(
    lambda day, minute: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    ),
    awkward,
    quarters | st.integers(0, 4 * 1440),
)
calendars = st.builds(
    BusinessCalendar,
    weeks(),
    st.booleans(),
    st.lists(
        st.builds(lambda day, more: (day, day + timedelta(days=more)), awkward, st.integers(0, 3)),
        max_size=2,
    ).map(tuple),
)
numbers = st.integers(1, 2000)


@st.composite
def logs(draw):
    at, log = draw(starts), []
    for state in draw(st.lists(st.sampled_from(sorted(STATES)), min_size=1, max_size=6)):
        log.append((at, state))
        at += timedelta(minutes=draw(st.sampled_from([0, 1, 59, 300, 1440, 3000])))
    return log


# The walker: what a patient person would do with a watch and a wall calendar.

OFF_IN_MOSELLE = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26)}
OFF_WITH_EASTER = {  # Easter Monday, Ascension, Whit Monday
    2026: {(4, 6), (5, 14), (5, 25)},
    2027: {(3, 29), (5, 6), (5, 17)},
}
GOOD_FRIDAYS = {(2026, 4, 3), (2027, 3, 26)}


def walked(log, minutes, calendar, days):
    """The instant when the watch has counted them all; None when it never does within the days."""
    at, counted = log[0][0], 0
    for _ in range(days * 1440):
        if counted == minutes:
            return at
        state = [state for since, state in log if since <= at][-1]
        if state in ("new", "taken", "planned", "reopened") and is_worked(calendar, at):
            counted += 1
        at += timedelta(minutes=1)
    return None


def is_worked(calendar, at):
    wall = at.astimezone(ZoneInfo("Europe/Paris"))
    day = (wall.month, wall.day)
    off = (
        day in OFF_IN_MOSELLE
        or day in OFF_WITH_EASTER[wall.year]
        or (calendar.good_friday and (wall.year, *day) in GOOD_FRIDAYS)
        or any(first <= wall.date() <= last for first, last in calendar.closures)
    )
    return not off and any(
        spell.weekday == wall.weekday() and spell.start <= wall.time() < spell.end
        for spell in calendar.week
    )


# What always holds


@few
@given(logs(), some_minutes, calendars)
def test_it_is_what_the_walker_finds(log, minutes, calendar):
    expected = walked(log, minutes, calendar, days=9)
    found = due_at(log, minutes=minutes, calendar=calendar)

    if expected is not None or log[-1][1] not in RUNNING:
        assert found == expected
    else:
        assert found > log[0][0] + timedelta(days=9)


@few
@given(logs(), numbers, st.integers(0, 500), calendars)
def test_more_minutes_are_never_due_sooner(log, minutes, more, calendar):
    sooner = due_at(log, minutes=minutes, calendar=calendar)
    later = due_at(log, minutes=minutes + more, calendar=calendar)

    if sooner is None:
        assert later is None
    else:
        assert later is None or later >= sooner


@few
@given(starts, numbers, st.integers(0, 5000), st.integers(0, 5000), calendars)
def test_a_pause_never_makes_it_sooner(start, minutes, wait, pause, calendar):
    paused = start + timedelta(minutes=wait)
    back = paused + timedelta(minutes=pause)
    plain = due_at([(start, "new")], minutes=minutes, calendar=calendar)
    log = [(start, "new"), (paused, "waiting_part"), (back, "taken")]

    assert due_at(log, minutes=minutes, calendar=calendar) >= plain
    assert due_at(log[:2], minutes=minutes, calendar=calendar) in (None, plain)


@few
@given(starts, numbers, st.integers(0, 5000), st.integers(0, 5000), calendars)
def test_a_pause_while_nobody_works_changes_nothing(start, minutes, wait, pause, calendar):
    paused = start + timedelta(minutes=wait)
    until = add_minutes(paused, 1, calendar) - timedelta(minutes=1)
    back = min(until, paused + timedelta(minutes=pause))
    log = [(start, "new"), (paused, "waiting_supplier"), (back, "planned")]

    assert due_at(log, minutes=minutes, calendar=calendar) == due_at(
        log[:1], minutes=minutes, calendar=calendar
    )


@few
@given(starts, st.integers(0, 9000), st.integers(0, 9000), calendars)
def test_an_interval_cut_in_two_adds_up(start, first, second, calendar):
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)
    halves = minutes_between(start, middle, calendar) + minutes_between(middle, end, calendar)

    assert minutes_between(start, end, calendar) == halves
    assert minutes_between(end, start, calendar) == -halves


@few
@given(starts, numbers, st.integers(0, 59_999_999), calendars)
def test_adding_then_counting_gives_the_minutes_back(start, minutes, microseconds, calendar):
    start += timedelta(microseconds=microseconds)
    end = add_minutes(start, minutes, calendar)

    assert minutes_between(start, end, calendar) == minutes
    assert minutes_between(start, end - timedelta(microseconds=1), calendar) == minutes - 1


@few
@given(starts, numbers, numbers, calendars)
def test_adding_twice_is_adding_the_sum(start, first, second, calendar):
    assert add_minutes(add_minutes(start, first, calendar), second, calendar) == add_minutes(
        start, first + second, calendar
    )


@few
@given(logs(), numbers, st.integers(-100, 9000), calendars)
def test_nothing_is_left_from_the_deadline_on_and_something_before(log, minutes, after, calendar):
    until = log[0][0] + timedelta(minutes=after)
    due = due_at(log, minutes=minutes, calendar=calendar)
    left = remaining(log, minutes=minutes, until=until, calendar=calendar)

    assert (left <= 0) == (due is not None and due <= until)


@few
@given(logs(), numbers, calendars)
def test_a_log_repeated_or_written_in_paris_gives_the_same_deadline(log, minutes, calendar):
    due = due_at(log, minutes=minutes, calendar=calendar)

    assert due_at(log, minutes=minutes, calendar=calendar) == due
    assert due is None or due.tzinfo is UTC
    written = [(at.astimezone(PARIS), state) for at, state in log for _ in (1, 2)]
    assert due_at(written, minutes=minutes, calendar=calendar) == due


# Other packages


@pytest.mark.parametrize("year", YEARS)
def test_the_holidays_are_those_of_two_other_packages(year):
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    ours = {d for d in days if d.year == year and holiday_name(d, good_friday=True)}
    without = {d for d in days if d.year == year and holiday_name(d, good_friday=False)}
    jours_feries = set(JoursFeries.for_year(year, zone="Alsace-Moselle").values())

    assert ours == {day for day, _ in FranceAlsaceMoselle().holidays(year)}
    assert ours == jours_feries
    assert len(ours - without) == 1
    assert {day.weekday() for day in ours - without} == {4}


@settings(max_examples=25, deadline=None)
@given(starts, st.integers(1, 3000), st.booleans())
def test_it_agrees_with_businesstimedelta(start, minutes, good_friday):
    """Its lunch is a break, its holidays a table of days that must never run out."""
    day = start.astimezone(PARIS).date()
    days = [day + timedelta(days=n) for n in range(400)]
    paris_of_pytz = pytz.timezone("Europe/Paris")
    off = {d: "off" for d in days if holiday_name(d, good_friday=good_friday)}
    rules = businesstimedelta.Rules(
        [
            businesstimedelta.WorkDayRule(
                start_time=time(8), end_time=time(17, 30), working_days=range(5), tz=paris_of_pytz
            ),
            businesstimedelta.LunchTimeRule(
                start_time=time(12), end_time=time(13, 30), working_days=range(5), tz=paris_of_pytz
            ),
            businesstimedelta.HolidayRule(off, tz=paris_of_pytz),
        ]
    )
    expected = start + businesstimedelta.BusinessTimeDelta(rules, hours=0, seconds=minutes * 60)

    calendar = BusinessCalendar(OFFICE, good_friday)
    assert add_minutes(start, minutes, calendar) == expected
