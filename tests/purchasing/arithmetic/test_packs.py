"""Goods sold by packs: nobody receives, or pays, more than it said it would take."""

import pytest
from hypothesis import given, settings, strategies as st

from purchasing.arithmetic.packs import (
    Demand,
    completes_packs,
    distribute_in_order,
    distribute_prorata,
    missing_to_next_pack,
    packs_to_order,
)

few = settings(max_examples=80, deadline=None)
demands = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=28).map(
    lambda rows: [Demand(f"57{n:03}", firm, more) for n, (firm, more) in enumerate(rows)]
)


@pytest.mark.parametrize(
    ("unit_size", "quantity", "tolerance", "packs"),
    [
        # the published table of the group-ordering software Foodsoft
        (4, 0, 2, 0),
        (4, 0, 5, 0),
        (4, 2, 2, 1),
        (4, 4, 2, 1),
        (4, 4, 4, 1),
        (4, 5, 3, 2),
        (4, 5, 4, 2),
        # its worked order by packs of three: 5 firm and 5 tolerated units
        (3, 5, 5, 2),
        # the edges of the rule
        (4, 5, 2, 1),
        (1, 7, 0, 7),
        (6, 6, 0, 1),
    ],
)
def test_packs_are_ordered_as_in_the_published_table(unit_size, quantity, tolerance, packs):
    assert packs_to_order(unit_size=unit_size, quantity=quantity, tolerance=tolerance) == packs


@pytest.mark.parametrize(
    ("quantity", "tolerance", "missing"),
    [
        (6, 0, 0), (5, 0, 1), (1, 2, 3), (1, 1, 4), (4, 1, 1), (3, 0, 3),
        (2, 1, 3), (2, 2, 2), (7, 0, 5), (4, 2, 0), (0, 0, 0), (0, 2, 0),
    ],
)  # fmt: skip
def test_the_units_missing_to_complete_a_pack_of_six(quantity, tolerance, missing):
    assert missing_to_next_pack(6, quantity, tolerance) == missing


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ((4, 1), (4, 1), True),
        ((3, 0), (2, 0), False),
        ((2, 1), (2, 2), True),
        ((7, 0), (6, 0), True),
        ((7, 0), (1, 0), False),
        ((4, 2), (6, 0), True),
        ((6, 0), (5, 0), False),
        ((1, 2), (1, 1), False),
    ],
)
def test_after_the_closing_only_changes_that_complete_packs_pass(before, after, allowed):
    assert completes_packs(unit_size=6, before=before, after=after) is allowed


@pytest.mark.parametrize(
    ("wanted", "units", "given_out", "left"),
    [
        ([(3, 2), (1, 3), (1, 0)], 6, [4, 1, 1], 0),
        ([(3, 2), (1, 3), (1, 0)], 0, [0, 0, 0], 0),
        ([(3, 2), (1, 3), (1, 0)], 4, [3, 1, 0], 0),
        ([(3, 0), (2, 0), (2, 0)], 6, [3, 2, 1], 0),
        ([(3, 0), (2, 0), (2, 0)], 7, [3, 2, 2], 0),
        ([(3, 2), (1, 3), (1, 0)], 1, [1, 0, 0], 0),
        ([(3, 2), (1, 1), (1, 0)], 10, [5, 2, 1], 2),
    ],
)
def test_the_first_served_receive_as_in_the_published_cases(wanted, units, given_out, left):
    rows = [Demand(str(n), *row) for n, row in enumerate(wanted)]

    found = distribute_in_order(units, rows)

    assert (found.units, found.left) == (given_out, left)


def test_a_shortage_is_shared_in_proportion_of_what_was_firm():
    # 8 units for 10, 4 and 2 firm: 5, 2 and 1
    rows = [Demand("57048", 10), Demand("57374", 4), Demand("57461", 2)]

    assert distribute_prorata(8, rows).units == [5, 2, 1]


def test_what_completes_a_pack_goes_to_those_who_accepted_more():
    rows = [Demand("57048", 3, 2), Demand("57374", 1, 3), Demand("57461", 1, 0)]

    # one unit more than firm: 2/5 and 3/5 of it, the larger remainder takes it
    assert distribute_prorata(6, rows).units == [3, 2, 1]


@few
@given(demands, st.integers(0, 2500), st.sampled_from([distribute_prorata, distribute_in_order]))
def test_units_given_and_left_are_the_units_ordered_and_nobody_gets_too_much(rows, units, rule):
    found = rule(units, rows)

    assert sum(found.units) + found.left == units
    assert all(0 <= u <= d.firm + d.tolerance for u, d in zip(found.units, rows, strict=True))
    assert found.left == max(0, units - sum(d.firm + d.tolerance for d in rows))
    if units >= sum(d.firm for d in rows):
        assert all(u >= d.firm for u, d in zip(found.units, rows, strict=True))
    else:
        assert all(u <= d.firm for u, d in zip(found.units, rows, strict=True))


@few
@given(st.integers(1, 50), st.integers(0, 5000), st.integers(0, 200))
def test_packs_never_exceed_what_was_accepted_and_leave_less_than_a_pack(size, firm, more):
    packs = packs_to_order(unit_size=size, quantity=firm, tolerance=more)

    assert packs * size <= firm + more
    assert firm - packs * size < size
    if missing_to_next_pack(size, firm, more) == 0:
        assert packs * size >= firm


@pytest.mark.parametrize("bad", [(0, 1, 1), (1, -1, 0), (1, 0, -1)])
def test_an_empty_pack_or_a_negative_quantity_is_refused(bad):
    size, quantity, tolerance = bad
    with pytest.raises(ValueError, match="or more"):
        packs_to_order(unit_size=size, quantity=quantity, tolerance=tolerance)
    with pytest.raises(ValueError, match="or more"):
        distribute_prorata(1, [Demand("a", -1)])
