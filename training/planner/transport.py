"""Send people to a few rooms of limited size with the least way in all. Exact: successive shortest paths. Pure."""

from collections.abc import Sequence
from itertools import pairwise

Costs = Sequence[Sequence[int]]
"""For each room, the way of one person of each demand, in whole units."""
Flows = list[list[int]]
"""For each room, the people of each demand who go there."""
_Edge = tuple[int, int]
"""What one person who changes room adds, and her demand."""


def carried(
    costs: Costs,
    people: Sequence[int],
    places: Sequence[int],
    *,
    limit: int | None = None,
    farthest: int | None = None,
) -> Flows | None:
    """The flows with the least way in all; None when there are none, or none within `limit`.

    `farthest`: the longest way that one person may have.
    """
    flows = _to_the_nearest(costs, people, farthest)
    if flows is None:
        return None
    total = way(costs, flows)
    load = [sum(flow) for flow in flows]
    while any(n > size for n, size in zip(load, places, strict=True)):
        if limit is not None and total > limit:
            return None
        edges = _edges(costs, flows, farthest)
        path = _cheapest_path(edges, load, places)
        if path is None:
            return None
        total += _move(path, edges, flows, load, places)
    return None if limit is not None and total > limit else flows


def with_nearest_farthest(
    costs: Costs, people: Sequence[int], places: Sequence[int], flows: Flows, limit: int
) -> Flows:
    """Among all flows within `limit`, as these are, the shortest of those whose farthest person is nearest."""
    floor = max(min(row[d] for row in costs) for d, n in enumerate(people) if n)
    now = longest(costs, flows)
    tried = sorted({cost for row in costs for cost, n in zip(row, people, strict=True)
                    if n and floor <= cost < now})  # fmt: skip
    low, high = 0, len(tried)
    while low < high:
        middle = (low + high) // 2
        better = carried(costs, people, places, limit=limit, farthest=tried[middle])
        if better is None:
            low = middle + 1
        else:
            flows, high = better, middle
    return flows


def way(costs: Costs, flows: Flows) -> int:
    """What everybody drives in all."""
    return sum(
        cost * n
        for row, flow in zip(costs, flows, strict=True)
        for cost, n in zip(row, flow, strict=True)
    )


def longest(costs: Costs, flows: Flows) -> int:
    """What the person who goes farthest drives."""
    return max(
        cost
        for row, flow in zip(costs, flows, strict=True)
        for cost, n in zip(row, flow, strict=True)
        if n
    )


def _to_the_nearest(costs: Costs, people: Sequence[int], farthest: int | None) -> Flows | None:
    flows = [[0] * len(people) for _ in costs]
    for d, n in enumerate(people):
        if not n:
            continue
        way, room = min((row[d], r) for r, row in enumerate(costs))
        if farthest is not None and way > farthest:
            return None
        flows[room][d] = n
    return flows


def _edges(costs: Costs, flows: Flows, farthest: int | None) -> dict[tuple[int, int], _Edge]:
    """The cheapest change between each two rooms, among the people who are in the first."""
    edges: dict[tuple[int, int], _Edge] = {}
    for here, flow in enumerate(flows):
        inside = [d for d, n in enumerate(flow) if n]
        for there, row in enumerate(costs):
            changes = [
                (row[d] - costs[here][d], d)
                for d in inside
                if farthest is None or row[d] <= farthest
            ]
            if here != there and changes:
                edges[here, there] = min(changes)
    return edges


def _cheapest_path(
    edges: dict[tuple[int, int], _Edge], load: Sequence[int], places: Sequence[int]
) -> list[int] | None:
    """The rooms from one that overflows to one with a place left (Bellman-Ford)."""
    reached: dict[int, tuple[int, list[int]]] = {
        r: (0, [r]) for r, (n, size) in enumerate(zip(load, places, strict=True)) if n > size
    }
    for _ in load:
        for (here, there), (cost, _) in edges.items():
            if here in reached:
                way, path = reached[here]
                if there not in reached or way + cost < reached[there][0]:
                    reached[there] = (way + cost, [*path, there])
    open_rooms = [(*reached[r], r) for r in reached if load[r] < places[r]]
    return min(open_rooms)[1] if open_rooms else None


def _move(
    path: Sequence[int],
    edges: dict[tuple[int, int], _Edge],
    flows: Flows,
    load: list[int],
    places: Sequence[int],
) -> int:
    """Move as many people as one way allows along the path; what that adds."""
    steps = [(here, there, *edges[here, there]) for here, there in pairwise(path)]
    first, last = path[0], path[-1]
    number = min(
        load[first] - places[first],
        places[last] - load[last],
        *(flows[here][d] for here, _, _, d in steps),
    )
    for here, there, _, d in steps:
        flows[here][d] -= number
        flows[there][d] += number
    load[first] -= number
    load[last] += number
    return number * sum(cost for _, _, cost, _ in steps)
