"""Every set of rooms, the most promising first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb

from portal.lib.distances import DETOUR, distance
from training.planner.transport import Costs, Flows, carried, longest, way, with_nearest_farthest

UNIT = 10**9
"""Units in a kilometre: ways are whole numbers."""
HAIR = 100
"""A tenth of a millimetre, in units: two plans that differ by no more are as short."""
MOST_SETS = 200_000
"""Some three seconds of search: three rooms out of 106."""

Demand = tuple[float, float, int]
Room = tuple[float, float, int]
_Bounded = tuple[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """`rooms`: ranks of the rooms taken, ascending. `assignment`: for each demand, people by rank of room.

    `kilometres`: one way, summed over people, nobody sharing a car; `farthest`: those of the person who drives most.
    """

    rooms: tuple[int, ...]
    assignment: tuple[dict[int, int], ...]
    kilometres: float
    farthest: float


def plan(
    demand: Sequence[Demand],
    rooms: Sequence[Room],
    *,
    rooms_at_most: int,
    hosted: Sequence[int] = (),
    spare_kilometres: float = 0,
) -> Plan:
    """The plan with the fewest kilometres: people × haversine × 1.3, one way.

    `demand`: (latitude, longitude, people) in degrees; the people of one demand may be split between rooms. `rooms`:
    (latitude, longitude, capacity). Between plans as short, the one whose worst traveller drives least, then with
    fewer rooms, then whose hosts received least often (`hosted`: how many times each room did lately), then the first
    ranks. `spare_kilometres`: plans longer by no more than that are as short, so that hosts really rotate.
    ValueError: not enough places in so many rooms, a negative number, no room allowed, as many `hosted` as rooms
    missing, more sets of rooms than `MOST_SETS`.
    """
    _check(demand, rooms, rooms_at_most, hosted)
    people = [one[2] for one in demand]
    if not sum(people):
        return Plan((), tuple({} for _ in demand), 0.0, 0.0)
    costs = [[_units(room, one) for one in demand] for room in rooms]
    places = [room[2] for room in rooms]
    spare = round(spare_kilometres * UNIT) + HAIR
    found = _shortest(costs, people, places, rooms_at_most, spare)
    if not found:
        raise ValueError(_too_few(people, rooms, rooms_at_most))
    limit = min(total for total, _, _ in found) + spare
    turns = hosted or [0] * len(rooms)
    return min(
        (
            _plan(costs, people, places, taken, flows, limit=limit)
            for total, taken, flows in found
            if total <= limit
        ),
        key=lambda one: (
            one.farthest, len(one.rooms), sum(turns[r] for r in one.rooms),
            one.kilometres, one.rooms,
        ),
    )  # fmt: skip


def _shortest(
    costs: Costs, people: Sequence[int], places: Sequence[int], at_most: int, spare: int
) -> list[tuple[int, tuple[int, ...], Flows]]:
    """The way, rooms and flows of the sets that were once as short as the shortest, the spare ones given."""
    limit: int | None = None
    found = []
    weighted = [[cost * n for cost, n in zip(row, people, strict=True)] for row in costs]
    for bound, rooms in sorted(_sets(weighted, at_most)):
        if limit is not None and bound > limit:
            break
        if sum(places[r] for r in rooms) < sum(people):
            continue
        rows = [costs[r] for r in rooms]
        flows = carried(rows, people, [places[r] for r in rooms], limit=limit)
        if flows is not None:
            total = way(rows, flows)
            found.append((total, rooms, flows))
            limit = min(total + spare, total + spare if limit is None else limit)
    return found


def _sets(weighted: Costs, at_most: int) -> Iterator[_Bounded]:
    """Every set of so many rooms at most, with what people would drive if each room held everybody."""
    nowhere = [max(column) for column in zip(*weighted, strict=True)]
    return _grown((), nowhere, weighted, at_most)


def _grown(
    rooms: tuple[int, ...], lowest: Sequence[int], weighted: Costs, more: int
) -> Iterator[_Bounded]:
    for r in range(rooms[-1] + 1 if rooms else 0, len(weighted)):
        if more == 1:
            yield sum(map(min, lowest, weighted[r])), (*rooms, r)
        else:
            nearest = list(map(min, lowest, weighted[r]))
            yield sum(nearest), (*rooms, r)
            yield from _grown((*rooms, r), nearest, weighted, more - 1)


def _plan(
    costs: Costs,
    people: Sequence[int],
    places: Sequence[int],
    rooms: tuple[int, ...],
    flows: Flows,
    *,
    limit: int,
) -> Plan:
    rows = [costs[r] for r in rooms]
    flows = with_nearest_farthest(rows, people, [places[r] for r in rooms], flows, limit)
    assignment = tuple(
        {r: flow[d] for r, flow in zip(rooms, flows, strict=True) if flow[d]}
        for d in range(len(people))
    )
    return Plan(rooms, assignment, way(rows, flows) / UNIT, longest(rows, flows) / UNIT)


def _units(room: Room, demand: Demand) -> int:
    return round(distance(room[:2], demand[:2]) * DETOUR * UNIT)


def _check(
    demand: Sequence[Demand], rooms: Sequence[Room], at_most: int, hosted: Sequence[int]
) -> None:
    if any(one[2] < 0 for one in (*demand, *rooms)):
        raise ValueError("neither people nor places are below zero")
    if at_most < 1:
        raise ValueError("at least one room is allowed")
    if hosted and len(hosted) != len(rooms):
        raise ValueError("how often each room hosted, or nothing")
    sets = sum(comb(len(rooms), size) for size in range(1, at_most + 1))
    if sets > MOST_SETS:
        raise ValueError(f"{sets} sets of rooms are too many to weigh: allow fewer rooms")


def _too_few(people: Sequence[int], rooms: Sequence[Room], at_most: int) -> str:
    largest = sum(sorted((room[2] for room in rooms), reverse=True)[:at_most])
    return f"{sum(people)} people are expected, {largest} places are found in {at_most} rooms"
