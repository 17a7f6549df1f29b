"""A town hall open two hours a week is asked during those two hours."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import opening
from portal.lib.dates import PARIS

few = settings(max_examples=60, deadline=None)
ODD = (
    '[["lundi","mardi",[["08:00:00","11:00:00"]]],'
    '["jeudi","jeudi",[["08:00:00","11:00:00"],["17:00:00","19:30:00"]]]]'
)
BARCHAIN = opening.parse_hours(
    [["mardi", "mardi", [["14:00:00", "18:00:00"]]], ["jeudi", "jeudi", [["17:00", "19:00"]]]]
)
instants = st.datetimes(datetime(2025, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
weeks = st.lists(
    st.tuples(st.sampled_from(opening.WEEKDAYS), st.integers(7, 12), st.integers(13, 20)),
    min_size=1,
    max_size=5,
).map(
    lambda rows: opening.parse_hours(
        [[day, day, [[f"{start:02}:00:00", f"{end:02}:00:00"]]] for day, start, end in rows]
    )
)


def plain(words):
    return words.replace("\u00a0", " ")


def paris(*args):
    return datetime(*args, tzinfo=PARIS)


def test_hours_are_read_from_the_public_directory():
    hours = opening.parse_hours(ODD)

    assert [(s.weekday, str(s.start), str(s.end)) for s in hours] == [
        (0, "08:00:00", "11:00:00"),
        (1, "08:00:00", "11:00:00"),
        (3, "08:00:00", "11:00:00"),
        (3, "17:00:00", "19:30:00"),
    ]
    assert opening.parse_hours("") == opening.parse_hours([]) == opening.parse_hours(None) == ()


def test_spells_that_overlap_are_one_opening():
    hours = opening.parse_hours([["lundi", "lundi", [["09:00", "12:00"], ["11:00", "17:00"]]]])

    assert [(str(s.start), str(s.end)) for s in hours] == [("09:00:00", "17:00:00")]


@pytest.mark.parametrize(
    "raw",
    [
        [["lundy", "lundi", [["10:00", "12:00"]]]],
        [["lundi", "lundi", [["12:00", "10:00"]]]],
        [["lundi", "lundi", [["25:00", "26:00"]]]],
        [["lundi", "lundi"]],
        [3],
        {"lundi": "10h"},
        "not json",
    ],
)
def test_hours_that_cannot_be_read_are_refused(raw):
    with pytest.raises(ValueError, match=r"\w"):
        opening.parse_hours(raw)


def test_the_door_is_open_until_the_closing_minute():
    assert opening.is_open(BARCHAIN, paris(2026, 11, 10, 14))
    assert opening.is_open(BARCHAIN, paris(2026, 11, 10, 17, 59))
    assert not opening.is_open(BARCHAIN, paris(2026, 11, 10, 18))
    assert not opening.is_open(BARCHAIN, paris(2026, 11, 11, 15))


def test_the_next_opening_is_said_as_on_the_door():
    today = paris(2026, 11, 10, 11)

    def said(at):
        return plain(opening.opening_in_words(opening.next_opening(BARCHAIN, at), at.date()))

    assert said(today) == "aujourd’hui, 14 h – 18 h"
    assert said(paris(2026, 11, 10, 18)) == "jeudi, 17 h – 19 h"
    assert said(paris(2026, 11, 11, 9)) == "demain, 17 h – 19 h"
    assert opening.next_opening((), today) is None


def test_a_far_opening_is_said_with_its_date():
    only_thursday = BARCHAIN[1:]
    at = paris(2026, 11, 12, 20)

    found = opening.next_opening(only_thursday, at)
    assert plain(opening.opening_in_words(found, at.date())) == "jeudi 19 novembre, 17 h – 19 h"


def test_a_town_hall_is_closed_on_saint_stephen_and_on_good_friday_where_it_holds():
    saturday = opening.parse_hours([["samedi", "samedi", [["09:00", "11:00"]]]])
    friday = opening.parse_hours([["vendredi", "vendredi", [["09:00", "11:00"]]]])

    assert not opening.is_open(saturday, paris(2026, 12, 26, 10))
    assert opening.is_open(friday, paris(2026, 4, 3, 10))
    assert not opening.is_open(friday, paris(2026, 4, 3, 10), good_friday=True)


def test_three_openings_are_left_before_the_closing():
    # From Thursday 3 December 20 h to Tuesday 15 December 18 h: 8, 10 and 15.
    left = opening.openings_left(BARCHAIN, paris(2026, 12, 3, 20), paris(2026, 12, 15, 18))

    assert [one.start.day for one in left] == [8, 10, 15]
    under_way = opening.openings_left(BARCHAIN, paris(2026, 12, 8, 15), paris(2026, 12, 9))
    assert [one.start.day for one in under_way] == [8]
    assert opening.openings_left(BARCHAIN, paris(2026, 12, 15, 18), paris(2026, 12, 3)) == []


def test_the_week_is_said_by_groups_of_days():
    lines = opening.hours_in_words(opening.parse_hours(ODD))

    assert [plain(line) for line in lines] == [
        "lundi et mardi, 8 h – 11 h",
        "jeudi, 8 h – 11 h et 17 h – 19 h 30",
    ]
    week = opening.parse_hours([["lundi", "vendredi", [["10:00:00", "12:00:00"]]]])
    assert [plain(line) for line in opening.hours_in_words(week)] == [
        "du lundi au vendredi, 10 h – 12 h"
    ]


@few
@given(weeks, instants)
def test_the_next_opening_is_open_and_nothing_opens_before_it(hours, at):
    found = opening.next_opening(hours, at)

    assert found.end > at
    inside = max(found.start, at)
    assert opening.is_open(hours, inside)
    if found.start > at:
        assert not opening.is_open(hours, at)
        assert opening.openings_left(hours, at, found.start) == []
    assert opening.openings_left(hours, at, found.start + timedelta(minutes=1)) == [found] or (
        found.start + timedelta(minutes=1) <= at
    )
