"""Order, hours and shares of a round, for any places."""

import datetime as dt

import pytest
from hypothesis import given, strategies as st

from itsupport import routes
from portal.lib.dates import PARIS

POINTS = st.tuples(st.floats(48.5, 49.2), st.floats(6.5, 7.3))
LEAVES = dt.datetime(2026, 11, 12, 8, 30, tzinfo=PARIS)


@given(POINTS, st.lists(POINTS, max_size=8))
def test_the_order_suggested_takes_each_once_and_is_never_longer(start, places):
    order = routes.suggest(start, places)

    assert sorted(order) == list(range(len(places)))
    given_order = routes.length(start, range(len(places)), places)
    assert routes.length(start, order, places) <= given_order + 1e-6


def test_a_crossing_is_undone():
    start = (48.7, 6.9)
    square = [(48.8, 7.0), (48.7, 7.1), (48.8, 6.9), (48.6, 7.0)]

    order = routes.suggest(start, square)

    assert routes.length(start, order, square) < routes.length(start, range(4), square) * 0.8


@given(POINTS, st.lists(st.tuples(st.none() | POINTS, st.integers(5, 240)), max_size=6))
def test_hours_follow_one_another_on_five_minutes(start, stops):
    stays = [stay for _place, stay in stops]
    found = routes.hours(LEAVES, start, [place for place, _stay in stops], stays)

    assert all(hour.minute % 5 == 0 and hour >= LEAVES for hour in found)
    for earlier, later, stay in zip(found, found[1:], stays, strict=False):
        assert later - earlier >= dt.timedelta(minutes=stay)


@given(
    st.integers(0, 2000),
    st.dictionaries(st.integers(1, 99), st.floats(0, 60), min_size=1, max_size=28),
)
def test_the_kilometres_shared_sum_to_those_driven(total, weights):
    shares = routes.share(total, weights)

    assert sum(shares.values()) == total
    assert set(shares) == set(weights)
    whole = sum(weights.values())
    for key, weight in weights.items():
        exact = total * weight / whole if whole > 1e-9 else total / len(weights)
        if whole > 1e-9 or not whole:
            assert abs(shares[key] - exact) < 1 + 1e-6


@pytest.mark.parametrize(("total", "weights"), [(-1, {1: 1.0}), (5, {}), (5, {1: -1.0, 2: 3.0})])
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(ValueError, match="positive"):
        routes.share(total, weights)
