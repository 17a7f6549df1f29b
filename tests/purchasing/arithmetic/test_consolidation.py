"""The need of 28 communes in one table that proves itself."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib.money import line_ht
from purchasing.arithmetic.consolidation import (
    NeedLine,
    Oddity,
    Snapshot,
    anomalies,
    consolidate,
    difference,
    read_snapshot,
    snapshot,
)

few = settings(max_examples=60, deadline=None)
needs = st.lists(
    st.builds(
        NeedLine,
        item=st.sampled_from(["EAU6", "POUDRE6", "CO2-2", "VERIF"]),
        commune=st.sampled_from(["57048", "57374", "57461", "57540"]),
        site=st.sampled_from(["mairie", "école", "salle"]),
        quantity=st.decimals(0, 500, places=3),
        unit_price=st.decimals(0, 300, places=4),
    ),
    max_size=30,
    unique_by=lambda line: (line.item, line.commune, line.site),
)


def need(item, commune, site, quantity, price="10"):
    return NeedLine(item, commune, site, Decimal(quantity), Decimal(price))


def test_two_sites_of_a_commune_are_one_cell():
    table = consolidate(
        [
            need("VERIF", "57461", "mairie", 9, "6.85"),
            need("VERIF", "57461", "école", 3, "6.85"),
            need("VERIF", "57048", "mairie", 4, "6.85"),
            need("EAU6", "57048", "mairie", 1, "62.40"),
        ]
    )

    assert (table.items, table.communes) == (("EAU6", "VERIF"), ("57048", "57461"))
    assert (table.at("VERIF", "57461").quantity, table.at("VERIF", "57461").ht) == (12, 8220)
    assert (table.by_item["VERIF"].quantity, table.by_item["VERIF"].ht) == (16, 10960)
    assert table.by_commune["57048"].ht == 2740 + 6240
    assert table.total.ht == 17200
    assert table.at("EAU6", "57461").quantity == 0


def test_a_site_that_asks_twice_for_an_item_is_refused():
    with pytest.raises(ValueError, match="asks twice"):
        consolidate([need("EAU6", "57461", "mairie", 1), need("EAU6", "57461", "mairie", 2)])


def test_nobody_needs_anything():
    assert consolidate([]).total.ht == 0


@few
@given(needs, st.randoms(use_true_random=False))
def test_rows_columns_and_lines_sum_to_one_total_whatever_the_order(lines, random):
    table = consolidate(lines)
    shuffled = random.sample(lines, len(lines))

    assert table.total.quantity == sum(line.quantity for line in lines)
    assert table.total.ht == sum(line_ht(line.quantity, line.unit_price) for line in lines)
    assert sum(one.ht for one in table.by_item.values()) == table.total.ht
    assert sum(one.ht for one in table.by_commune.values()) == table.total.ht
    assert consolidate(shuffled) == table
    assert snapshot(shuffled) == snapshot(lines)
    assert difference(consolidate(shuffled), table) == []


@few
@given(needs)
def test_a_snapshot_is_read_back_and_its_table_is_the_same(lines):
    assert consolidate(read_snapshot(snapshot(lines))) == consolidate(lines)


def test_useless_zeros_do_not_change_the_hash_and_a_real_change_does():
    line = need("EAU6", "57461", "école", "3", "62.4")
    same = need("EAU6", "57461", "école", "3.000", "62.4000")

    assert snapshot([line]) == snapshot([same])
    assert snapshot([line]).text == (
        '[{"commune":"57461","item":"EAU6","quantity":"3","site":"école","unit_price":"62.4"}]'
    )
    assert snapshot([line]).sha256 != snapshot([replace(line, quantity=Decimal(4))]).sha256
    assert snapshot([replace(line, quantity=Decimal("-0.0"))]).text.count('"quantity":"0"') == 1


def test_the_order_of_the_lines_does_not_change_the_hash():
    lines = [need("EAU6", "57461", "mairie", 3), need("EAU6", "57461", "école", 2)]

    assert snapshot(lines) == snapshot(lines[::-1])


def test_a_snapshot_touched_by_hand_is_refused():
    kept = snapshot([need("EAU6", "57461", "mairie", 3)])

    with pytest.raises(ValueError, match="does not match"):
        read_snapshot(Snapshot(kept.text.replace('"3"', '"4"'), kept.sha256))


def test_the_difference_with_last_year_names_each_changed_cell():
    before = consolidate([need("A", "57048", "m", 2), need("B", "57048", "m", 1)])
    now = consolidate([need("A", "57048", "m", 2), need("C", "57461", "m", 5)])

    assert [(c.item, c.commune, c.before, c.after) for c in difference(now, before)] == [
        ("B", "57048", 1, 0),
        ("C", "57461", 0, 5),
    ]


def test_what_looks_odd_is_shown_and_what_is_usual_is_not():
    last_year = consolidate([need(i, "57048", "m", q) for i, q in [("A", 2), ("B", 2), ("C", 5)]])
    now = consolidate(
        [
            need("A", "57048", "m", 7),  # more than three times two
            need("B", "57048", "m", 6),  # exactly three times: usual
            need("C", "57048", "m", 0),
            need("D", "57048", "m", 4),
            need("A", "57461", "m", 12),  # nothing last year here, but not a new item
        ]
    )

    found = anomalies(now, last_year, steps={"A": Decimal(6), "B": Decimal(6)})

    assert [(a.item, a.commune, a.oddity) for a in found] == [
        ("A", "57048", Oddity.MUCH_MORE),
        ("A", "57048", Oddity.OFF_STEP),
        ("C", "57048", Oddity.NOW_ZERO),
        ("D", "57048", Oddity.NEW_ITEM),
    ]
    assert found[0].oddity.label == "plus de trois fois l’an dernier"
