"""The rule of swaps, against every pair looked at by hand."""

from hypothesis import HealthCheck, given, settings, strategies as st

from training.swaps import Traveller, swap_of, swaps_of

WAYS = st.fixed_dictionaries(dict.fromkeys((1, 2, 3), st.none() | st.integers(0, 9)))
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PEOPLE = st.lists(st.tuples(st.integers(1, 3), WAYS), max_size=8)


@patient
@given(PEOPLE)
def test_a_pair_is_found_if_and_only_if_neither_travels_more_and_both_together_less(rows):
    people = [Traveller(key, session, ways) for key, (session, ways) in enumerate(rows)]

    for one in people:
        found = {swap.key: (swap.saves, swap.other_saves) for swap in swaps_of(one, people)}
        wanted = {}
        for other in people:
            ways = (
                one.kilometres.get(one.session),
                one.kilometres.get(other.session),
                other.kilometres.get(other.session),
                other.kilometres.get(one.session),
            )
            if one.session == other.session or None in ways:
                continue
            before, after, hers_before, hers_after = ways
            if (
                after <= before
                and hers_after <= hers_before
                and (after + hers_after < before + hers_before)
            ):
                wanted[other.key] = (before - after, hers_before - hers_after)
        assert found == wanted


@patient
@given(PEOPLE)
def test_what_one_side_sees_the_other_sees_too(rows):
    people = [Traveller(key, session, ways) for key, (session, ways) in enumerate(rows)]

    for one in people:
        for other in people:
            mine, hers = swap_of(one, other), swap_of(other, one)
            assert (mine is None) == (hers is None)
            if mine and hers:
                assert (mine.saves, mine.other_saves) == (hers.other_saves, hers.saves)


def test_the_one_that_saves_most_comes_first():
    one = Traveller(1, 1, {1: 20, 2: 5})
    others = [Traveller(key, 2, {2: 30, 1: 30 - saved}) for key, saved in ((2, 3), (3, 9), (4, 3))]

    assert [swap.key for swap in swaps_of(one, others)] == [3, 2, 4]
