"""The mark of an audit: worked by hand, then what holds whatever the answers."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.scoring import (
    FEWEST,
    THRESHOLDS,
    VALUES,
    Rank,
    Reply,
    Score,
    by_domain,
    counted,
    priority,
    rank,
    score,
)

few = settings(max_examples=150, deadline=None)
HALF = Fraction(1, 2)
weights = st.integers(1, 5)
values = st.sampled_from([0, HALF, 1, None]) | st.fractions(0, 1, max_denominator=20)
answer = st.tuples(weights, values, st.booleans())
audits = st.lists(answer, min_size=1, max_size=64)
marks = st.fractions(0, 1, max_denominator=12)


def test_an_audit_worked_by_hand():
    """3 × 1 + 2 × ½ + 4 × 0 = 4 of 14 known; 5 of 14 unknown."""
    found = score([(3, 1, False), (2, HALF, False), (4, 0, False), (5, None, False)])

    assert found == Score(Fraction(4, 14), Fraction(9, 14), Fraction(5, 14), "E")


def test_a_critical_no_caps_the_whole_and_a_critical_unknown_does_not():
    well = [(5, 1, False)] * 19

    assert score([*well, (5, 0, False)]) == Score(Fraction(19, 20), Fraction(19, 20), 0, "A")
    assert score([*well, (5, 0, True)]).letter == "D"
    assert score([*well, (5, 0, True)]).low == Fraction(19, 20)
    assert score([*well, (5, None, True)]).letter == "A"
    assert score([*well, (5, HALF, True)]).letter == "A"


def test_the_cap_never_lifts_a_letter():
    assert score([(5, 0, True)]).letter == "E"
    assert score([(1, 1, False), (2, 0, True)]).letter == "D"


@pytest.mark.parametrize(
    ("hundredths", "letter"),
    [
        (100, "A"), (85, "A"), (84, "B"), (70, "B"), (69, "C"), (50, "C"), (49, "D"), (30, "D"),
        (29, "E"), (0, "E"),
    ],
)  # fmt: skip
def test_a_letter_is_given_from_its_threshold_on(hundredths, letter):
    assert score([(1, Fraction(hundredths, 100), False)]).letter == letter


def test_the_letter_follows_the_low_bound():
    assert score([(1, 1, False), (1, None, False)]) == Score(HALF, Fraction(1), HALF, "C")


def test_nothing_to_mark_has_no_mark():
    assert score([]) == Score(None, None, Fraction(), None)
    assert score(counted([(3, Reply.NOT_APPLICABLE, True)])) == score([])


def test_what_does_not_apply_weighs_nothing():
    replies = [(3, Reply.YES, False), (5, Reply.NOT_APPLICABLE, True), (1, Reply.UNKNOWN, False)]

    assert counted(replies) == [(3, 1, False), (1, None, False)]
    assert set(VALUES) == set(Reply) - {Reply.NOT_APPLICABLE}


def test_numbers_of_all_kinds_give_the_same_exact_mark():
    kinds = [HALF, Decimal("0.5"), 0.5]

    assert len({score([(2, kind, False), (Decimal(1), 1, False)]) for kind in kinds}) == 1
    assert isinstance(score([(1, 0.5, False)]).low, Fraction)
    assert score([(1, Decimal("0.1"), False)] * 3).low == Fraction(1, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        (0, 1, False),
        (-1, 1, False),
        (1, -1, False),
        (1, 2, False),
        (1, Decimal("1.01"), False),
        (1, float("nan"), False),
        (1, float("inf"), False),
        (Decimal("Infinity"), 1, False),
        (Decimal("NaN"), 1, False),
    ],
)
def test_an_answer_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"above 0|between|finite|NaN"):
        score([wrong])


@pytest.mark.parametrize(
    "thresholds",
    [
        (),
        (("A", HALF), ("D", Fraction(3, 4)), ("E", 0)),
        (("A", HALF), ("D", HALF), ("E", 0)),
        (("A", HALF), ("D", Fraction(1, 10))),
        (("A", HALF), ("E", 0)),
        (("A", 2), ("D", 1), ("E", 0)),
    ],
)
def test_thresholds_that_cannot_be_are_refused(thresholds):
    with pytest.raises(ValueError, match=r"threshold|letter|between"):
        score([(1, 1, False)], thresholds=thresholds)


def test_other_thresholds_give_other_letters():
    strict = (("A", Decimal("0.95")), ("D", Decimal("0.9")), ("E", 0))

    assert score([(1, Fraction(9, 10), False)], thresholds=strict).letter == "D"
    assert by_domain([("G", (1, Fraction(9, 10), False))], thresholds=strict)["G"].letter == "D"


def test_each_domain_has_its_score_in_the_order_of_the_grid():
    rows = [("S", (5, 0, True)), ("G", (3, 1, False)), ("S", (5, 1, False))]

    assert by_domain(rows) == {
        "S": Score(HALF, HALF, Fraction(), "D"),
        "G": Score(Fraction(1), Fraction(1), Fraction(), "A"),
    }


def test_a_commune_sees_its_place_and_the_median_only():
    others = [Fraction(n, 10) for n in (9, 5, 5, 2)]

    assert rank(HALF, others) == Rank(place=2, out_of=5, median=HALF)
    assert rank(0, others).place == 5
    assert rank(1, others[:3]) == Rank(place=1, out_of=4, median=None)
    assert rank(HALF, []) == Rank(place=1, out_of=1, median=None)


def test_what_removes_the_most_risk_for_the_least_work_comes_first():
    assert priority(5, 0, 1) == 5
    assert priority(5, HALF, 1) == Fraction(5, 2)
    assert priority(4, 0, 3) == Fraction(4, 3)
    assert priority(5, 1, 1) == 0
    assert priority(3, None, 2) == priority(3, 0, 2)
    with pytest.raises(ValueError, match="above 0"):
        priority(3, 0, 0)


@few
@given(audits)
def test_the_interval_is_within_bounds_and_as_wide_as_what_is_unknown(answers):
    found = score(answers)

    assert 0 <= found.low <= found.high <= 1
    assert found.high - found.low == found.unknown_share
    assert found.letter in dict(THRESHOLDS)


@few
@given(audits, st.integers())
def test_the_order_of_the_answers_does_not_count(answers, seed):
    shuffled = Random(seed).sample(answers, len(answers))

    assert score(iter(shuffled)) == score(answers)


@few
@given(audits, st.integers(1, 9))
def test_only_the_proportions_of_the_weights_count(answers, times):
    assert score([(w * times, v, c) for w, v, c in answers]) == score(answers)


@few
@given(audits, answer, st.fractions(0, 1))
def test_knowing_more_narrows_the_interval(answers, one, value):
    weight, _, critical = one
    before = score([*answers, (weight, None, critical)])
    after = score([*answers, (weight, value, critical)])

    assert before.low <= after.low <= after.high <= before.high
    assert after.unknown_share < before.unknown_share


@few
@given(audits, st.data())
def test_doing_better_never_gives_a_worse_letter(answers, data):
    place = data.draw(st.integers(0, len(answers) - 1))
    weight, value, critical = answers[place]
    better = data.draw(st.fractions(value or 0, 1)) if value != 1 else 1
    improved = [*answers[:place], (weight, better, critical), *answers[place + 1 :]]
    if value is None and critical and better == 0:
        return  # what was not known is known to be missing

    assert score(improved).low >= score(answers).low
    assert score(improved).letter <= score(answers).letter


@few
@given(audits)
def test_a_critical_no_gives_d_at_best_and_nothing_else_caps(answers):
    capped = any(critical and value == 0 for _, value, critical in answers)
    plain = score([(weight, value, False) for weight, value, _ in answers]).letter

    assert score(answers).letter == (max(plain, "D") if capped else plain)


@few
@given(st.lists(st.tuples(st.sampled_from("GIPCS"), answer), min_size=1, max_size=40))
def test_the_whole_is_the_weighted_mean_of_its_domains(rows):
    domains = by_domain(rows)
    weight = {
        name: sum(Fraction(one[0]) for domain, one in rows if domain == name) for name in domains
    }
    total = sum(weight.values())

    whole = score([one for _, one in rows])
    assert whole.low == sum(weight[n] * domains[n].low for n in domains) / total
    assert whole.high == sum(weight[n] * domains[n].high for n in domains) / total


@few
@given(marks, st.lists(marks, max_size=27))
def test_a_rank_is_among_the_communes_and_its_median_in_the_middle(mark, others):
    found = rank(mark, others)
    everybody = [mark, *others]

    assert 1 <= found.place <= found.out_of == len(everybody)
    assert found.place == 1 + sorted(everybody, reverse=True).index(mark)
    assert (found.median is None) == (len(everybody) < FEWEST)
    if found.median is not None:
        assert sum(m < found.median for m in everybody) * 2 <= len(everybody)
        assert sum(m > found.median for m in everybody) * 2 <= len(everybody)


@few
@given(weights, st.fractions(0, 1), st.integers(1, 5), st.integers(1, 5))
def test_a_priority_grows_with_the_risk_and_falls_with_the_effort(weight, value, effort, more):
    assert priority(weight, value, effort) >= priority(weight, value, effort + more)
    assert priority(weight + more, value, effort) >= priority(weight, value, effort)
    assert 0 <= priority(weight, value, effort) <= priority(weight, 0, effort)
