"""A town hall types its hours as it writes them on its door."""

from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from portal.lib.opening import parse_hours
from portal.lib.typed_hours import NotHours, as_rows, read_day, write_day

MORNING, AFTERNOON = (time(9), time(12)), (time(14), time(17, 30))


@pytest.mark.parametrize(
    "text",
    [
        "9 h – 12 h, 14 h – 17 h 30",
        "9h-12h, 14h-17h30",
        "09:00-12:00 14:00-17:30".replace(" ", " ; "),
        "de 9 h à 12 h et de 14 h à 17 h 30",
        "9h00 - 12h00 et 14h00 - 17h30",
        "14h–17h30, 9h–12h",
        "9-12, 14-17h30",
        "9\u00a0h\u202f–\u00a012\u00a0h puis 14.00-17.30",
    ],
)
def test_every_usual_way_of_writing_is_read(text):
    assert read_day(text) == [MORNING, AFTERNOON]


@pytest.mark.parametrize("text", ["", "  ", "fermé", "Fermée", "-", "–"])
def test_a_closed_day_has_no_span(text):
    assert read_day(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("le matin", "n’est pas une plage"),
        ("9 h", "n’est pas une plage"),
        ("12 h – 9 h", "finit avant"),
        ("9 h – 9 h", "finit avant"),
        ("9 h – 25 h", "n’existe pas"),
        ("9 h 75 – 12 h", "n’existe pas"),
        ("9 h – 12 h, 11 h – 14 h", "se recouvrent"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_would_do(text, reason):
    with pytest.raises(NotHours, match=reason):
        read_day(text)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 95), min_size=2, max_size=6)))
def test_what_is_written_is_read_back_the_same(quarters):
    days = {}
    for day, found in quarters.items():
        times = [time(q // 4, q % 4 * 15) for q in sorted(found)]
        days[day] = list(zip(times[::2], times[1::2], strict=False))
    hours = parse_hours(as_rows(days))
    assert {day: read_day(write_day(hours, day)) for day in days} == days
