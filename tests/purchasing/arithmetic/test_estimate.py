"""The law's thresholds are dated data; the campaign learns from them what it must do."""

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from purchasing.arithmetic.estimate import (
    LotValue,
    Threshold,
    estimated_value,
    required_procedure,
)

few = settings(max_examples=60, deadline=None)
FREE, ADAPTED, FORMAL = "sans publicité ni mise en concurrence", "adaptée", "formalisée"


def threshold(procedure, euros, since, until=None, *, rank=0, kind="supplies_services", steps=()):
    return Threshold(kind, procedure, euros * 100, since, until, "décret", rank, steps)


LAW = [
    threshold(FREE, 0, date(2020, 1, 1), rank=1, steps=("Comparer des devis",)),
    threshold(ADAPTED, 40_000, date(2020, 1, 1), date(2026, 3, 31), rank=2),
    threshold(ADAPTED, 60_000, date(2026, 4, 1), rank=2, steps=("Publier un avis",)),
    threshold(FORMAL, 216_000, date(2026, 1, 1), rank=3, steps=("Publier au JOUE",)),
    threshold(FREE, 0, date(2020, 1, 1), rank=1, kind="works"),
    threshold(ADAPTED, 100_000, date(2026, 1, 1), rank=2, kind="works"),
]
days = st.dates(date(2026, 4, 1), date(2027, 12, 31))


def required(euros, on, kind="supplies_services"):
    return required_procedure(euros * 100, kind=kind, on=on, thresholds=LAW)


def test_the_same_purchase_changes_procedure_with_the_date():
    before, after = required(50_000, date(2026, 3, 31)), required(50_000, date(2026, 4, 1))

    assert (before.name, before.threshold.amount_cents) == (ADAPTED, 40_000_00)
    assert (after.name, after.steps) == (FREE, ("Comparer des devis",))
    assert after.following.amount_cents == 60_000_00
    assert after.distance_cents == 10_000_00


def test_an_amount_equal_to_the_threshold_has_reached_it():
    assert required(60_000, date(2026, 5, 1)).name == ADAPTED
    assert required(216_000, date(2026, 5, 1)).name == FORMAL
    assert required(216_000, date(2026, 5, 1)).distance_cents is None
    assert required(59_999, date(2026, 5, 1), kind="works").distance_cents == 40_001_00


def test_thresholds_that_contradict_or_lack_are_refused():
    day = date(2026, 5, 1)
    with pytest.raises(ValueError, match="same amount"):
        required_procedure(0, kind="works", on=day, thresholds=[*LAW, LAW[4]])
    with pytest.raises(ValueError, match="no threshold"):
        required(10, date(2019, 1, 1))
    with pytest.raises(ValueError, match="zero or more"):
        required(-1, day)


def test_a_text_not_read_yet_is_flagged():
    unread = Threshold(
        "works", ADAPTED, 1, date(2026, 1, 1), None, "page secondaire", confirmed=False
    )
    base = [LAW[4], unread]

    assert required_procedure(0, kind="works", on=date(2026, 5, 1), thresholds=base).to_check
    assert not required(0, date(2026, 5, 1)).to_check


@few
@given(st.integers(0, 400_000), st.integers(0, 400_000), days)
def test_a_dearer_campaign_never_gets_a_lighter_procedure(one, other, day):
    cheap, dear = sorted((one, other))

    assert required(cheap, day).threshold.rank <= required(dear, day).threshold.rank


@few
@given(st.integers(0, 400_000), days)
def test_the_distance_leads_exactly_to_the_next_threshold(euros, day):
    found = required(euros, day)

    if found.distance_cents is not None:
        there = required_procedure(
            euros * 100 + found.distance_cents,
            kind="supplies_services",
            on=day,
            thresholds=LAW,
        )
        assert there.threshold == found.following


def test_the_value_is_that_of_all_lots_over_the_whole_duration():
    # 12 000 € once, and 9 000 € a year for two years renewed once: 12 000 + 36 000
    lots = [LotValue(12_000_00), LotValue(9_000_00, yearly=True, months=24, renewals=1)]

    assert estimated_value(lots) == 48_000_00
    assert estimated_value([]) == 0
    assert estimated_value([LotValue(100, yearly=True, months=1)]) == 8
    assert estimated_value([LotValue(100, renewals=2)]) == 300


@pytest.mark.parametrize("lot", [LotValue(-1), LotValue(1, months=0), LotValue(1, renewals=-1)])
def test_a_lot_that_means_nothing_is_refused(lot):
    with pytest.raises(ValueError, match="not negative"):
        estimated_value([lot])
