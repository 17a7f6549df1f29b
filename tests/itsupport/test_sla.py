"""Deadlines, beside a walker that looks at the clock every minute, and beside three packages."""

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
    elapsed,
    minutes_between,
    remaining,
)
from portal.lib.calendar import holiday_name
from portal.lib.dates import PARIS
from portal.lib.opening import Spell, parse_hours

few = settings(max_examples=80, deadline=None)
YEARS = range(2008, 2051)
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


@st.composite
def weeks(draw):
    spells = []
    for day in sorted(draw(st.sets(st.integers(0, 6), min_size=1))):
        bounds = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=5)))
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
    st.integers(0, 4 * 1440),
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


def walked(log, minutes, calendar, days=60):
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


# What always holds


@settings(max_examples=40, deadline=None)
@given(logs(), st.integers(1, 400), calendars)
def test_it_is_what_the_walker_finds(log, minutes, calendar):
    expected = walked(log, minutes, calendar, days=30)
    found = due_at(log, minutes=minutes, calendar=calendar)

    if expected is not None or log[-1][1] not in RUNNING:
        assert found == expected
    else:
        assert found > log[0][0] + timedelta(days=30)


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
    """Its lunch is a break, its holidays a table of days; office hours only, where it is right about the seasons."""
    day = start.astimezone(PARIS).date()
    days = [day + timedelta(days=n) for n in range(60)]
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
