"""What the law asks, counted: worked examples, then any rule and any dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from training.obligations import Done, Rule, count, rule_in_force

POST = date(2026, 3, 2)
FIRST_YEAR = Rule(
    kind="secrétaire général de mairie, première année",
    half_days=30,
    months=12,
    recurring=False,
    alert_days=90,
    legal_ref="loi n° 2023-1380",
    valid_from=date(2024, 1, 1),
)
ALL_ALONG = replace(FIRST_YEAR, kind="tout au long", half_days=4, months=60, recurring=True)


def test_fifteen_days_in_the_first_year_of_a_post():
    done = [Done(date(2026, 5, 4), 2), Done(date(2026, 9, 1), 1), Done(date(2026, 12, 7), 4)]

    found = count(FIRST_YEAR, done, start=POST, on=date(2026, 11, 30))

    assert (found.due, found.done, found.planned, found.left) == (30, 3, 4, 27)
    assert (found.begins_on, found.due_on) == (POST, date(2027, 3, 1))
    assert found.alert_on == date(2026, 12, 1)
    assert found.state == "running"


@pytest.mark.parametrize(
    ("on", "half_days", "state"),
    [
        (date(2026, 11, 30), 29, "running"),
        (date(2026, 12, 1), 29, "soon"),
        (date(2027, 3, 1), 29, "soon"),
        (date(2027, 3, 2), 29, "late"),
        (date(2027, 3, 2), 30, "met"),
        (date(2026, 3, 2), 0, "running"),
    ],
)
def test_one_is_warned_then_late(on, half_days, state):
    assert count(FIRST_YEAR, [Done(POST, half_days)], start=POST, on=on).state == state


def test_what_is_done_late_counts_but_not_twice_when_the_rule_recurs():
    late = [Done(date(2031, 3, 5), 4)]

    assert count(FIRST_YEAR, late, start=POST, on=date(2031, 4, 1)).done == 4
    before, after = (
        count(ALL_ALONG, late, start=POST, on=day) for day in (date(2031, 3, 1), date(2031, 4, 1))
    )
    assert (before.done, before.left, before.due_on) == (0, 4, date(2031, 3, 1))
    assert (after.done, after.left, after.begins_on) == (4, 0, date(2031, 3, 2))


def test_what_was_followed_before_the_post_does_not_count():
    assert count(FIRST_YEAR, [Done(date(2026, 3, 1), 9)], start=POST, on=POST).done == 0


def test_a_leap_day_does_not_make_dates_drift():
    yearly = replace(ALL_ALONG, months=12)

    found = count(yearly, [], start=date(2024, 2, 29), on=date(2028, 3, 1))

    assert found.begins_on == date(2028, 2, 29)
    assert found.due_on == date(2029, 2, 27)


def test_the_text_in_force_that_day_is_taken():
    old = replace(
        FIRST_YEAR, valid_from=date(2008, 1, 1), valid_to=date(2023, 12, 31), half_days=10
    )
    rules = [old, FIRST_YEAR, ALL_ALONG]

    assert rule_in_force(rules, FIRST_YEAR.kind, on=date(2023, 12, 31)) == old
    assert rule_in_force(rules, FIRST_YEAR.kind, on=date(2024, 1, 1)) == FIRST_YEAR
    assert rule_in_force(rules, FIRST_YEAR.kind, on=date(2007, 1, 1)) is None
    assert rule_in_force(rules, "autre", on=POST) is None
    with pytest.raises(ValueError, match="two rules"):
        rule_in_force([*rules, FIRST_YEAR], FIRST_YEAR.kind, on=POST)


@pytest.mark.parametrize(
    "wrong",
    [
        {"half_days": 0},
        {"months": 0},
        {"alert_days": -1},
        {"valid_to": date(2023, 12, 31)},
    ],
)
def test_a_rule_that_asks_nothing_is_none(wrong):
    with pytest.raises(ValueError, match=r"a rule asks|a text ends"):
        replace(FIRST_YEAR, **wrong)


def test_nothing_is_counted_before_it_begins_nor_below_zero():
    with pytest.raises(ValueError, match="before it begins"):
        count(FIRST_YEAR, [], start=POST, on=POST - timedelta(days=1))
    with pytest.raises(ValueError, match="below zero"):
        Done(POST, -1)


days = st.dates(date(2020, 1, 1), date(2045, 12, 31))
rules = st.builds(
    Rule,
    kind=st.just("x"),
    half_days=st.integers(1, 40),
    months=st.integers(1, 72),
    recurring=st.booleans(),
    alert_days=st.integers(0, 200),
    legal_ref=st.just(""),
    valid_from=st.just(date(2008, 1, 1)),
)
followed = st.lists(st.builds(Done, days, st.integers(0, 6)), max_size=12)


@given(rules, followed, days, st.integers(0, 9000))
def test_any_counter_is_coherent(rule, done, start, after):
    on = start + timedelta(days=after)

    found = count(rule, done, start=start, on=on)

    assert found.left == max(0, found.due - found.done)
    assert start <= found.begins_on <= on
    assert found.begins_on <= found.due_on
    assert (found.state == "met") == (found.left == 0)
    assert (found.state == "late") == (found.left > 0 and on > found.due_on)
    assert (found.state == "soon") == (found.left > 0 and found.alert_on <= on <= found.due_on)
    assert found.done + found.planned <= sum(one.half_days for one in done)
    if rule.recurring:
        assert on <= found.due_on


@given(rules.map(lambda rule: replace(rule, recurring=True)), followed, days, st.integers(0, 3000))
def test_periods_follow_one_another_and_each_day_counts_once(rule, done, start, after):
    last = start + timedelta(days=after)
    counted, on = 0, start
    while on <= last:
        found = count(rule, done, start=start, on=on)
        assert found.begins_on == on
        counted += count(rule, done, start=start, on=min(found.due_on, last)).done
        on = found.due_on + timedelta(days=1)

    assert counted == sum(one.half_days for one in done if start <= one.day <= last)
