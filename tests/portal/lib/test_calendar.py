"""Moselle works on other days than the rest of France."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import calendar
from portal.lib.dates import PARIS

few = settings(max_examples=80, deadline=None)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
flags = st.booleans()
hours = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def test_the_day_after_christmas_is_off_and_good_friday_only_where_it_holds():
    boxing_day, good_friday = date(2025, 12, 26), date(2026, 4, 3)

    assert not calendar.is_working_day(boxing_day, good_friday=False)
    assert calendar.holiday_name(boxing_day, good_friday=False) == "Saint-Étienne"
    assert calendar.is_working_day(good_friday, good_friday=False)
    assert not calendar.is_working_day(good_friday, good_friday=True)
    assert calendar.holiday_name(date(2026, 1, 1), good_friday=False) == "Jour de l’an"


def test_working_days_jump_over_christmas_and_its_week_end():
    # 24 December 2026 is a Thursday; 25 and 26 are off, 27 is a Sunday.
    assert calendar.add_working_days(date(2026, 12, 24), 1, good_friday=False) == date(
        2026, 12, 28
    )
    assert calendar.add_working_days(date(2026, 12, 28), -1, good_friday=False) == date(
        2026, 12, 24
    )
    assert calendar.next_working_day(date(2026, 12, 25), good_friday=False) == date(2026, 12, 28)
    assert calendar.add_working_days(date(2026, 12, 26), 0, good_friday=False) == date(
        2026, 12, 26
    )


def test_ten_working_days_over_easter_depend_on_good_friday():
    assert calendar.add_working_days(date(2026, 3, 30), 10, good_friday=False) == date(2026, 4, 14)
    assert calendar.add_working_days(date(2026, 3, 30), 10, good_friday=True) == date(2026, 4, 15)


@few
@given(days, st.integers(1, 40), flags)
def test_counting_and_adding_working_days_agree(day, number, good_friday):
    later = calendar.add_working_days(day, number, good_friday=good_friday)

    assert calendar.is_working_day(later, good_friday)
    assert calendar.working_days_between(day, later, good_friday=good_friday) == number
    assert calendar.working_days_between(later, day, good_friday=good_friday) == -number


@few
@given(days, flags)
def test_the_next_working_day_is_the_first_one(day, good_friday):
    found = calendar.next_working_day(day, good_friday=good_friday)

    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert calendar.is_working_day(found, good_friday)
    assert not any(calendar.is_working_day(one, good_friday) for one in between)


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        (datetime(2026, 11, 10, 11, tzinfo=PARIS), datetime(2026, 11, 10, 11, tzinfo=PARIS)),
        (datetime(2026, 11, 10, 7, tzinfo=PARIS), datetime(2026, 11, 10, 8, 30, tzinfo=PARIS)),
        (
            datetime(2026, 11, 10, 17, 30, tzinfo=PARIS),
            datetime(2026, 11, 12, 8, 30, tzinfo=PARIS),
        ),
        (datetime(2026, 11, 14, 10, tzinfo=PARIS), datetime(2026, 11, 16, 8, 30, tzinfo=PARIS)),
    ],
)
def test_a_mail_leaves_in_office_hours_of_a_working_day(at, sent):
    assert calendar.next_sending_time(at, good_friday=False) == sent


@few
@given(hours, flags)
def test_the_next_sending_time_is_one_and_never_in_the_past(at, good_friday):
    sent = calendar.next_sending_time(at, good_friday=good_friday)

    assert sent >= at
    assert calendar.is_sending_time(sent, good_friday=good_friday)
    assert sent == at or sent.astimezone(PARIS).time() == time(8, 30)
