"""The rooms chosen, beside a search that tries everything; and faults that this comparison must find."""

import re

import pytest

from bench.planner import trial
from training.planner import plan, search, transport

SARREBOURG, FENETRANGE, LORQUIN = (48.738, 7.047), (48.848, 7.021), (48.670, 6.999)


def test_two_hundred_small_instances_are_as_good_as_trying_everything():
    assert trial.compare(200, seed=4) == []


def test_people_stay_near_and_overflow_by_the_cheapest_way():
    demand = [(*SARREBOURG, 3), (*FENETRANGE, 2)]

    found = plan(demand, [(*SARREBOURG, 2), (*FENETRANGE, 9), (*LORQUIN, 9)], rooms_at_most=3)

    assert found.rooms == (0, 1, 2)
    assert found.assignment == ({0: 2, 2: 1}, {1: 2})
    assert found.kilometres == found.farthest == pytest.approx(10.844, abs=0.001)


def test_the_worst_traveller_settles_what_kilometres_do_not():
    """On one meridian, both ways of sending two people make 40 hundredths of a degree; one is 30 long."""
    demand = [(48.5, 7.0, 1), (48.6, 7.0, 1)]
    rooms = [(48.7, 7.0, 1), (48.8, 7.0, 1)]

    found = plan(demand, rooms, rooms_at_most=2)

    assert found.assignment == ({0: 1}, {1: 1})


def test_among_equals_fewer_rooms_then_those_who_hosted_least():
    demand = [(*SARREBOURG, 4)]
    twins = [(*SARREBOURG, 4), (*SARREBOURG, 4), (*SARREBOURG, 4)]

    assert plan(demand, twins, rooms_at_most=3).rooms == (0,)
    assert plan(demand, twins, rooms_at_most=3, hosted=[2, 1, 1]).rooms == (1,)


def test_spare_kilometres_let_hosts_rotate():
    demand = [(*SARREBOURG, 1), (*LORQUIN, 1)]
    rooms = [(*SARREBOURG, 9), (*LORQUIN, 9)]

    assert plan(demand, rooms, rooms_at_most=1, hosted=[1, 0]).rooms == (1,)
    near = [(48.739, 7.047, 9), (*LORQUIN, 9)]
    assert plan(demand, near, rooms_at_most=1, hosted=[0, 9]).rooms == (1,)
    spared = plan(demand, [*near, (48.669, 6.999, 9)], rooms_at_most=1, hosted=[9, 9, 0],
                  spare_kilometres=1)  # fmt: skip
    assert spared.rooms in {(1,), (2,)}
    assert spared.kilometres <= plan(demand, near, rooms_at_most=1).kilometres + 1


def test_nobody_to_seat_takes_no_room():
    found = plan([(*SARREBOURG, 0)], [(*LORQUIN, 5)], rooms_at_most=1)

    assert (found.rooms, found.assignment, found.kilometres) == ((), ({},), 0)
    assert plan([], [], rooms_at_most=2).assignment == ()


@pytest.mark.parametrize(
    ("demand", "rooms", "words", "why"),
    [
        ([(0, 0, 5)], [(0, 0, 2), (0, 0, 2)], {}, "5 people are expected, 4 places"),
        ([(0, 0, 1)], [], {}, "1 people are expected, 0 places"),
        ([(0, 0, -1)], [(0, 0, 2)], {}, "below zero"),
        ([(0, 0, 1)], [(0, 0, -2)], {}, "below zero"),
        ([(0, 0, 1)], [(0, 0, 2)], {"rooms_at_most": 0}, "at least one room"),
        ([(0, 0, 1)], [(0, 0, 2)], {"hosted": [1, 2]}, "how often each room hosted"),
        ([(0, 0, 1)], [(0, 0, 2)] * 76, {"rooms_at_most": 5}, "too many to weigh"),
    ],
)
def test_what_cannot_be_planned_is_refused(demand, rooms, words, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        plan(demand, rooms, **{"rooms_at_most": 2, **words})


def test_rooms_near_the_people_save_what_the_real_map_says():
    """A quarter of the kilometres at least with two rooms instead of always Sarrebourg, for the 28."""
    where = trial.territory(old=True)
    today = trial.territory(old=False)
    sarrebourg = (*today.places[today.insee.index(trial.SARREBOURG)], 28)

    always = plan(where.demand(), [sarrebourg], rooms_at_most=1)
    found = plan(where.demand(), where.rooms(15), rooms_at_most=2)

    assert len(where.places) == 28
    assert 1 - found.kilometres / always.kilometres > 0.25


def any_of(first, *others):
    """Takes a change of room that is not the cheapest."""
    return max(first) if isinstance(first, list) else min(first, *others)


@pytest.mark.parametrize(
    ("module", "name", "wrong"),
    [
        (search, "with_nearest_farthest", lambda _costs, _people, _places, flows, _: flows),
        (search, "DETOUR", 1.0),
        (transport, "min", any_of),
    ],
    ids=["any of the equals", "as the crow flies", "any change of room"],
)
def test_the_comparison_finds_a_planner_that_is_wrong(monkeypatch, module, name, wrong):
    monkeypatch.setattr(module, name, wrong, raising=False)

    assert trial.compare(200, seed=4) != []
