"""A cost shared between communes: worked examples, then any cost, any rule and any people."""

import itertools

import pytest
from hypothesis import given, strategies as st

from training.shares import CARRIED, Parts, Sender, Share, share

ABRESCHVILLER, BEBING, DOLVING = "57003", "57059", "57180"


def cents(found):
    return {one.key: one.cents for one in found}


def test_by_person_who_came_the_last_cents_go_to_the_largest_remainders():
    people = [
        Sender(key=ABRESCHVILLER, came=2),
        Sender(key=BEBING, came=1),
        Sender(key=DOLVING, came=4),
    ]

    found = share(100_00, Parts(attended=100), people)

    # 100 € / 7 = 14,2857… : 28,571 + 14,286 + 57,143
    assert cents(found) == {ABRESCHVILLER: 28_57, BEBING: 14_29, DOLVING: 57_14}
    assert [one.people for one in found] == [2, 1, 4]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (Parts(attended=100), {BEBING: 60_00, DOLVING: 0}),
        (Parts(attended=100, late_pays=True), {BEBING: 40_00, DOLVING: 20_00}),
        (Parts(attended=100, absent_pays=True), {BEBING: 40_00, DOLVING: 20_00}),
        (Parts(seats=100), {BEBING: 30_00, DOLVING: 30_00}),
        (Parts(seats=100, late_pays=True), {BEBING: 24_00, DOLVING: 36_00}),
        (Parts(population=100), {BEBING: 15_00, DOLVING: 45_00}),
        (Parts(equal=100), {BEBING: 30_00, DOLVING: 30_00}),
        (Parts(carried=100), {BEBING: 0, DOLVING: 0, CARRIED: 60_00}),
        (Parts(carried=50, equal=50), {BEBING: 15_00, DOLVING: 15_00, CARRIED: 30_00}),
        (Parts(attended=30, population=70), {BEBING: 28_50, DOLVING: 31_50}),
    ],
)
def test_each_rule(parts, expected):
    people = [
        Sender(key=BEBING, came=2, population=200),
        Sender(key=DOLVING, excused=1, absent=1, late=1, population=600),
    ]

    assert cents(share(60_00, parts, people)) == expected


def test_what_nothing_measures_is_left_to_the_communaute():
    nobody = [Sender(key=BEBING, excused=1)]

    assert cents(share(90_01, Parts(attended=100), nobody)) == {BEBING: 0, CARRIED: 90_01}
    assert share(90_01, Parts(equal=100), []) == [Share(CARRIED, 90_01)]


@pytest.mark.parametrize(
    "parts", [{"attended": 99}, {"attended": 60, "equal": 50}, {"attended": -10, "equal": 110}]
)
def test_the_parts_make_a_hundred(parts):
    with pytest.raises(ValueError, match="make 100"):
        Parts(**parts)


@pytest.mark.parametrize("keys", [(BEBING, BEBING), (BEBING, CARRIED)])
def test_each_commune_is_named_once(keys):
    with pytest.raises(ValueError, match="named once"):
        share(1, Parts(equal=100), [Sender(key=key) for key in keys])


few = st.integers(0, 9)
senders = st.lists(
    st.builds(
        Sender,
        key=st.from_regex(r"57[0-9]{3}", fullmatch=True),
        came=few,
        excused=few,
        absent=few,
        late=few,
        population=st.integers(0, 13_000),
    ),
    max_size=28,
    unique_by=lambda one: one.key,
)
rules = st.builds(
    lambda cuts, late, absent: Parts(
        attended=cuts[0],
        seats=cuts[1] - cuts[0],
        population=cuts[2] - cuts[1],
        equal=cuts[3] - cuts[2],
        carried=100 - cuts[3],
        late_pays=late,
        absent_pays=absent,
    ),
    st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted),
    st.booleans(),
    st.booleans(),
)


@given(st.integers(-(10**7), 10**7), rules, senders, st.randoms())
def test_the_shares_are_the_cost_whatever_the_order(total, parts, people, random):
    found = share(total, parts, people)

    assert sum(one.cents for one in found) == total
    assert all(one.cents * total >= 0 for one in found)
    random.shuffle(people)
    assert share(total, parts, people) == found


@given(st.integers(0, 10**7), senders)
def test_who_sent_more_never_pays_less(total, people):
    found = cents(share(total, Parts(attended=100), people))

    ranked = sorted(people, key=lambda one: one.came)
    for less, more in itertools.pairwise(ranked):
        assert found[less.key] <= found[more.key] + (less.came == more.came)
