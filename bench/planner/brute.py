"""The best plan found by trying everything: each set of rooms, each person in each room. It shares no line with ours.

Angles come from dot products, not from haversines; kilometres are floats, compared within a hair.
"""

from __future__ import annotations

from itertools import combinations, product
from math import atan2, cos, hypot, radians, sin
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

HAIR = 1e-7
Placed = tuple[float, float, int]


def kilometres(one: Sequence[float], other: Sequence[float]) -> float:
    """Along a road a third longer than the great circle."""
    u, v = _on_sphere(one), _on_sphere(other)
    dot = sum(a * b for a, b in zip(u, v, strict=True))
    cross = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    return atan2(hypot(*cross), dot) * 6371.0088 * 1.3


def best(
    demand: Sequence[Placed], rooms: Sequence[Placed], rooms_at_most: int
) -> tuple[float, float, int] | None:
    """(kilometres, those of the farthest person, fewest rooms); None when people cannot be seated."""
    people = [d for d, (_, _, number) in enumerate(demand) for _ in range(number)]
    ways = [[kilometres(room, one) for room in rooms] for one in demand]
    found = []
    for size in range(1, rooms_at_most + 1):
        for chosen in combinations(range(len(rooms)), size):
            for seats in product(chosen, repeat=len(people)):
                if all(seats.count(r) <= rooms[r][2] for r in chosen):
                    driven = [ways[d][r] for d, r in zip(people, seats, strict=True)]
                    found.append((sum(driven), max(driven, default=0.0), len(set(seats))))
    if not found:
        return None
    shortest = min(total for total, _, _ in found)
    short = [one for one in found if one[0] <= shortest + HAIR]
    nearest = min(farthest for _, farthest, _ in short)
    fewest = min(number for _, farthest, number in short if farthest <= nearest + HAIR)
    return shortest, nearest, fewest


def _on_sphere(place: Sequence[float]) -> tuple[float, float, float]:
    latitude, longitude = radians(place[0]), radians(place[1])
    return cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)
