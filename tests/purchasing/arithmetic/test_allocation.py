"""Sharing a cost between communes: to the cent, and the same whatever the order of the rows."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from purchasing.arithmetic.allocation import (
    allocate,
    allocate_carrying,
    can_carry,
    exact_shares,
)

few = settings(max_examples=80, deadline=None)
weights = st.lists(
    st.one_of(
        st.integers(0, 10**6),
        st.decimals(0, 10**6, places=3),
        st.fractions(0, 1000, max_denominator=97),
    ),
    min_size=1,
    max_size=28,
).filter(any)
totals = st.integers(-(10**12), 10**12)


def insee(weights):
    return [f"57{n:03}" for n in range(len(weights))]


def test_a_hundred_euros_between_three_gives_the_cent_left_to_the_lowest_code():
    assert allocate(10_000, [1, 1, 1], keys=["57461", "57048", "57374"]) == [3333, 3334, 3333]


def test_the_largest_remainder_is_served_first():
    # 1000 × 1/7, 2/7, 4/7 = 142.86, 285.71, 571.43
    assert allocate(1000, [1, 2, 4], keys=["a", "b", "c"]) == [143, 286, 571]


def test_a_population_of_zero_pays_nothing_even_when_a_cent_is_left():
    assert allocate(1, [0, 1, 1], keys=["a", "b", "c"]) == [0, 1, 0]


def test_a_refund_is_the_mirror_of_the_cost():
    assert allocate(-1000, [1, 2, 4], keys=["a", "b", "c"]) == [-143, -286, -571]


@pytest.mark.parametrize(
    ("ws", "keys"),
    [
        ([], []),
        ([0, 0], ["a", "b"]),
        ([1, -1], ["a", "b"]),
        ([1, 1], ["a"]),
        ([1, 1], ["a", "a"]),
        ([Decimal("NaN")], ["a"]),
        ([Decimal("Infinity")], ["a"]),
    ],
)
def test_a_sharing_that_means_nothing_is_refused(ws, keys):
    with pytest.raises(ValueError, match=r"\w"):
        allocate(100, ws, keys=keys)


@pytest.mark.parametrize("weight", [1.0, True, "1"])
def test_a_weight_that_is_not_exact_is_refused(weight):
    with pytest.raises(TypeError):
        allocate(100, [weight], keys=["a"])


@few
@given(totals, weights)
def test_shares_sum_to_the_cost_and_each_is_within_a_cent_of_its_exact_share(total, ws):
    keys = insee(ws)
    shares = allocate(total, ws, keys=keys)

    assert sum(shares) == total
    for share, exact, weight in zip(shares, exact_shares(total, ws, keys=keys), ws, strict=True):
        assert abs(share - exact) < 1
        assert weight or share == 0


@few
@given(totals, weights, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(total, ws, random):
    keys = insee(ws)
    before = dict(zip(keys, allocate(total, ws, keys=keys), strict=True))
    rows = list(zip(keys, ws, strict=True))
    random.shuffle(rows)

    after = allocate(total, [w for _, w in rows], keys=[key for key, _ in rows])

    assert dict(zip([key for key, _ in rows], after, strict=True)) == before


@few
@given(totals, weights)
def test_any_refund_mirrors_its_cost(total, ws):
    keys = insee(ws)

    mirrored = [-share for share in allocate(total, ws, keys=keys)]
    assert allocate(-total, ws, keys=keys) == mirrored


@few
@given(st.integers(10**4, 10**7), st.lists(st.integers(1, 900), min_size=1, max_size=10))
def test_a_heavier_commune_never_pays_less(total, ws):
    shares = allocate(total, ws, keys=insee(ws))

    by_weight = sorted(zip(ws, shares, strict=True))
    for (light, less), (heavy, more) in pairwise(by_weight):
        assert less <= more or light == heavy


def test_a_subscription_of_one_euro_for_three_costs_each_the_same_after_three_months():
    keys, carry, paid = ["a", "b", "c"], {}, [0, 0, 0]
    for _ in range(3):
        month = allocate_carrying(100, [1, 1, 1], keys=keys, carry=carry)
        carry = month.carry
        paid = [before + share for before, share in zip(paid, month.shares, strict=True)]

    assert paid == [100, 100, 100]
    assert not any(carry.values())


@few
@given(
    st.lists(st.integers(100, 10**6), min_size=1, max_size=8),
    st.lists(st.integers(0, 50), min_size=1, max_size=12),
)
def test_the_drift_of_a_subscription_stays_under_a_cent(instalments, ws):
    keys, carry = insee(ws), {}
    paid, exact = [0] * len(ws), [Fraction(0)] * len(ws)
    for total in instalments:
        if not any(ws) or not can_carry(total, ws, keys=keys):
            continue
        month = allocate_carrying(total, ws, keys=keys, carry=carry)
        carry = month.carry
        assert sum(month.shares) == total
        assert min(month.shares) >= 0
        alone = exact_shares(total, ws, keys=keys)
        paid = [a + b for a, b in zip(paid, month.shares, strict=True)]
        exact = [a + b for a, b in zip(exact, alone, strict=True)]
        assert all(abs(a - b) < 1 for a, b in zip(paid, exact, strict=True))


def test_a_member_that_leaves_hands_its_remainder_over():
    first = allocate_carrying(100, [1, 1, 1], keys=["a", "b", "c"], carry={})
    assert first.shares == [34, 33, 33]

    second = allocate_carrying(100, [1, 1, 0], keys=["a", "b", "c"], carry=first.carry)

    assert sum(second.shares) == 100
    assert second.shares[2] == 0
    assert sum(second.carry.values()) == 0


def test_an_instalment_too_small_or_a_false_carry_is_refused():
    with pytest.raises(ValueError, match="one cent"):
        allocate_carrying(2, [1, 1, 1], keys=["a", "b", "c"], carry={})
    with pytest.raises(ValueError, match="sum to zero"):
        allocate_carrying(100, [1], keys=["a"], carry={"a": Fraction(1, 3)})
