"""Lines, VAT and totals: what the town pays is what the invoice says, to the cent."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib.money import (
    Line,
    from_cents,
    line_ht,
    to_cents,
    totals,
    vat_of,
)

few = settings(max_examples=80, deadline=None)
lines = st.builds(
    Line,
    quantity=st.decimals(-1000, 1000, places=3),
    unit_price=st.decimals(0, 5000, places=4),
    vat_rate=st.sampled_from([Decimal(r) for r in ("0", "5.5", "10", "20")]),
)


@pytest.mark.parametrize(
    ("quantity", "price", "cents"),
    [
        ("3", "12.3450", 3704),  # 37.035
        ("-3", "12.3450", -3704),
        ("0.5", "0.01", 1),  # half a cent
        ("2.5", "19.9999", 5000),
        ("0", "99", 0),
    ],
)
def test_a_line_is_rounded_half_away_from_zero(quantity, price, cents):
    assert line_ht(Decimal(quantity), Decimal(price)) == cents


def test_the_credit_example_of_the_european_norm():
    # EN 16931: −6491.34 at 25 % is −1622.835, written −1622.84
    assert vat_of(-649134, Decimal(25)) == -162284


def test_vat_is_reckoned_per_rate_and_not_per_line():
    twice = [Line(Decimal(1), Decimal("17.79"), Decimal(21))] * 2

    assert sum(vat_of(line.ht, line.vat_rate) for line in twice) == 748
    assert totals(twice).vat == 747
    assert totals(twice).ttc == 3558 + 747


def test_an_order_at_two_rates():
    order = totals(
        [
            Line(Decimal(9), Decimal("6.8500"), Decimal(20)),  # 61.65
            Line(Decimal(2), Decimal("89.9000"), Decimal(20)),  # 179.80
            Line(Decimal(1), Decimal("15.0000"), Decimal("5.5")),
        ]
    )

    assert [(r.rate, r.base, r.vat) for r in order.by_rate] == [
        (Decimal("5.5"), 1500, 83),  # 0.825 → 0.83
        (Decimal(20), 24145, 4829),
    ]
    assert (order.ht, order.vat, order.ttc) == (25645, 4912, 30557)


def test_an_empty_order_is_worth_nothing():
    assert (totals([]).ht, totals([]).ttc, totals([]).by_rate) == (0, 0, ())


def test_rates_written_differently_are_one_rate():
    rates = totals(
        [
            Line(Decimal(1), Decimal(1), Decimal(20)),
            Line(Decimal(1), Decimal(1), Decimal("20.00")),
        ]
    ).by_rate

    assert len(rates) == 1


@few
@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(0, 10**6, places=4))
def test_a_line_agrees_with_decimal_rounding(quantity, price):
    expected = (quantity * price).quantize(Decimal("0.01"), ROUND_HALF_UP)

    assert from_cents(line_ht(quantity, price)) == expected


@few
@given(st.lists(lines, max_size=12), st.randoms(use_true_random=False))
def test_totals_are_exact_mirrored_by_a_credit_and_free_of_the_order_of_lines(rows, random):
    found = totals(rows)
    credit = totals([Line(-r.quantity, r.unit_price, r.vat_rate) for r in rows])
    shuffled = random.sample(rows, len(rows))

    assert found.ht == sum(row.ht for row in rows)
    assert found.ttc == found.ht + sum(rate.vat for rate in found.by_rate)
    assert (credit.ht, credit.vat, credit.ttc) == (-found.ht, -found.vat, -found.ttc)
    assert totals(shuffled) == found


@few
@given(st.integers(-(10**30), 10**30))
def test_cents_and_amounts_go_both_ways(cents):
    assert to_cents(from_cents(cents)) == cents
    assert from_cents(cents).as_tuple().exponent == -2


def test_what_is_not_money_is_refused():
    with pytest.raises(ValueError, match="whole number of cents"):
        to_cents(Decimal("1.005"))
    with pytest.raises(ValueError, match="not an amount"):
        to_cents(Decimal("NaN"))
    with pytest.raises(TypeError):
        line_ht(1.5, Decimal(1))
    with pytest.raises(ValueError, match="per cent"):
        vat_of(100, Decimal(-5))
