"""Dates and hours are said as in a town hall, at the hour of Paris."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import dates

few = settings(max_examples=60, deadline=None)


def plain(words):
    return words.replace("\u00a0", " ")


def test_a_deadline_is_said_in_words_in_winter_and_in_summer():
    winter = datetime(2026, 12, 15, 17, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 7, 5, tzinfo=UTC)

    assert plain(dates.instant_in_words(winter)) == "mardi 15 décembre à 18 h"
    assert plain(dates.instant_in_words(summer, year=True)) == "mercredi 1er juillet 2026 à 9 h 05"


def test_an_instant_near_midnight_is_told_on_the_day_of_paris():
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert dates.paris_date(late) == date(2027, 1, 1)
    assert plain(dates.day_in_words(dates.paris_date(late), weekday=False)) == "1er janvier"


def test_an_instant_without_its_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        dates.in_paris(datetime(2026, 1, 1))  # noqa: DTZ001


def test_near_days_have_a_name_and_another_year_is_told():
    today = date(2026, 12, 31)

    assert dates.relative_day(date(2026, 12, 30), today) == "hier"
    assert dates.relative_day(today, today) == "aujourd’hui"
    assert dates.relative_day(date(2027, 1, 1), today) == "demain"
    assert plain(dates.relative_day(date(2027, 1, 2), today)) == "samedi 2 janvier 2027"
    assert plain(dates.relative_day(date(2026, 12, 15), today)) == "mardi 15 décembre"


def test_what_happened_yesterday_says_its_hour():
    now = datetime(2026, 11, 10, 11, tzinfo=UTC)
    yesterday = datetime(2026, 11, 9, 9, 44, tzinfo=UTC)

    assert plain(dates.relative_instant(yesterday, now)) == "hier à 10 h 44"


def test_margins_tables_and_forms_have_their_own_short_date():
    assert plain(dates.short_day(date(2026, 11, 19))) == "jeu. 19 nov."
    assert plain(dates.short_day(date(2026, 3, 1))) == "dim. 1er mars"
    assert plain(dates.short_date(date(2026, 11, 30))) == "30 nov. 2026"
    assert dates.typed_date(date(2026, 12, 5)) == "05/12/2026"


def test_a_span_of_hours():
    assert plain(dates.span_in_words(time(17), time(19, 30))) == "17 h – 19 h 30"


@few
@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)))
def test_two_days_of_one_year_are_never_said_alike(day):
    assert dates.day_in_words(day, year=True) != dates.day_in_words(
        day + timedelta(days=7), year=True
    )
