"""The visit of an extinguisher is ordered when the register says so, and only then."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from purchasing.arithmetic.extinguishers import (
    Extinguisher,
    Kind,
    Operation,
    Rules,
    add_months,
    check_window,
    next_operation,
    plan,
    plan_all,
)

few = settings(max_examples=60, deadline=None)
CHECK, FIVE, TEN, REPLACE = Operation
VISIT = date(2027, 3, 15)
CHECKED = date(2026, 3, 20)
CODES = {
    "annual_check": "VERIF",
    "five_years": "MAA",
    "ten_years": "REV10",
    "replace_powder": "NEUF",
}
devices = st.builds(
    Extinguisher,
    kind=st.sampled_from(Kind),
    made_in=st.integers(1990, 2026),
    checked_on=st.none() | st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    overhauled_on=st.none() | st.dates(date(2000, 1, 1), date(2027, 1, 1)),
)


@pytest.mark.parametrize(
    ("kind", "made_in", "overhauled_on", "operations"),
    [
        (Kind.WATER, 2024, None, (CHECK,)),
        (Kind.WATER, 2022, None, (CHECK, FIVE)),
        (Kind.WATER, 2022, date(2027, 1, 10), (CHECK,)),
        (Kind.POWDER, 2017, date(2022, 3, 1), (CHECK, TEN)),
        (Kind.POWDER, 2018, date(2023, 3, 1), (CHECK,)),
        (Kind.FOAM, 2012, date(2022, 5, 1), (CHECK, FIVE)),
        (Kind.WATER, 2007, date(2022, 5, 1), (REPLACE,)),
        (Kind.WATER, 2008, date(2023, 5, 1), (CHECK,)),
        (Kind.CO2, 2022, None, (CHECK,)),
        (Kind.CO2, 2017, None, (CHECK, TEN)),
        (Kind.CO2, 2005, date(2015, 6, 1), (CHECK, TEN)),
        (Kind.CO2, 2005, date(2025, 6, 1), (CHECK,)),
    ],
)
def test_the_age_of_a_device_says_what_is_done(kind, made_in, overhauled_on, operations):
    device = Extinguisher(kind, made_in, CHECKED, overhauled_on)

    assert plan(device, VISIT).operations == operations


def test_a_check_is_ordered_from_two_months_before_and_late_two_months_after():
    device = Extinguisher(Kind.WATER, 2024, CHECKED)

    assert check_window(CHECKED).due == date(2027, 3, 20)
    assert plan(device, date(2027, 1, 19)).operations == ()
    assert plan(device, date(2027, 1, 20)).operations == (CHECK,)
    assert not plan(device, date(2027, 5, 20)).overdue
    assert plan(device, date(2027, 5, 21)).overdue


def test_a_device_never_checked_is_checked_at_once():
    found = plan(Extinguisher(Kind.FOAM, 2026), VISIT)

    assert (found.operations, found.check, found.overdue) == ((CHECK,), None, True)


def test_the_items_of_a_building_are_counted():
    park = [
        Extinguisher(Kind.WATER, 2024, CHECKED),
        Extinguisher(Kind.WATER, 2022, CHECKED),
        Extinguisher(Kind.POWDER, 2007, CHECKED),
    ]

    assert plan_all(park, VISIT, codes=CODES) == {"MAA": 1, "NEUF": 1, "VERIF": 2}
    assert plan_all(park, VISIT, codes={"annual_check": "VERIF"}) == {"VERIF": 2}


def test_replacing_names_the_kind_of_device():
    old = plan(Extinguisher(Kind.POWDER, 2007), VISIT)

    assert old.asset_rules == ["replace_powder"]
    assert old.item_codes({"replace_water": "EAU6", "replace_powder": "POUDRE6"}) == ["POUDRE6"]


def test_the_rules_are_data():
    short = {Kind.WATER: Rules(replace_at=3)}

    assert plan(Extinguisher(Kind.WATER, 2024, CHECKED), VISIT, rules=short).operations == (
        REPLACE,
    )
    with pytest.raises(ValueError, match="no rule"):
        plan(Extinguisher(Kind.CO2, 2024), VISIT, rules=short)
    with pytest.raises(ValueError, match="after the visit"):
        plan(Extinguisher(Kind.WATER, 2028), VISIT)


def test_a_year_after_the_last_day_of_february():
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@few
@given(devices, st.integers(0, 200))
def test_an_old_device_is_replaced_and_nothing_else_and_waiting_cancels_nothing(device, days):
    now, later = plan(device, VISIT), plan(device, VISIT + timedelta(days=days))

    if REPLACE in now.operations:
        assert now.operations == (REPLACE,)
        assert device.kind is not Kind.CO2
    if CHECK in now.operations and REPLACE not in later.operations:
        assert CHECK in later.operations
    assert not now.overdue or later.overdue


@few
@given(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.integers(-60, 60))
def test_adding_months_lands_in_the_right_month(day, months):
    moved = add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("kind", "made_in", "overhauled_on", "coming"),
    [
        (Kind.WATER, 2025, None, (2030, FIVE)),
        (
            Kind.WATER,
            2011,
            date(2026, 3, 20),
            None,
        ),  # 15 years done this year: the end of life is next
        (Kind.WATER, 2016, date(2021, 3, 20), (2026, TEN)),  # due this year
        (Kind.WATER, 2014, date(2019, 3, 20), (2024, TEN)),  # two years late, still owed
        (Kind.CO2, 2014, date(2024, 3, 20), (2034, TEN)),
    ],
)
def test_the_next_larger_operation_is_the_one_owed_then_the_one_to_come(
    kind, made_in, overhauled_on, coming
):
    device = Extinguisher(kind, made_in, CHECKED, overhauled_on)

    assert next_operation(device, date(2026, 11, 25)) == coming


@few
@given(devices)
def test_a_larger_operation_in_the_plan_is_the_next_one_of_the_register(device):
    larger = {FIVE, TEN} & set(plan(device, VISIT).operations)

    assert not larger or next_operation(device, VISIT)[1] in larger
