"""The order of a round's stops, the hours it gives, and how its kilometres are shared. Pure.

Distances are as the crow flies: they put stops in order, they are never shown as kilometres driven.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.lib.distances import DETOUR, Point, distance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KM_PER_MINUTE = 0.75
"""A road is driven at 45 km/h: only to suggest hours."""
STEP = timedelta(minutes=5)


def length(start: Point, order: Sequence[int], places: Sequence[Point]) -> float:
    """Kilometres from the start, through the places in that order, and back."""
    path = [start, *(places[i] for i in order), start]
    return sum(distance(a, b) for a, b in pairwise(path))


def suggest(start: Point, places: Sequence[Point]) -> list[int]:
    """A short order of the places, by their rank: the nearest first, then crossings undone (2-opt).

    A permutation of the ranks, never longer than the order given: at worst it is that one.
    """
    given = list(range(len(places)))
    candidates = [_untangled(start, order, places) for order in (_nearest(start, places), given)]
    return min(candidates, key=lambda order: length(start, order, places))


def hours(
    leaves: datetime, start: Point, places: Sequence[Point | None], minutes: Sequence[int]
) -> list[datetime]:
    """When each stop is reached, rounded up to five minutes; a place unknown is taken to be next door."""
    reached, at, here = [], leaves, start
    for place, stay in zip(places, minutes, strict=True):
        there = place or here
        at = _rounded(at + timedelta(minutes=distance(here, there) * DETOUR / KM_PER_MINUTE))
        reached.append(at)
        at, here = at + timedelta(minutes=stay), there
    return reached


def share(total: int, weights: Mapping[int, float]) -> dict[int, int]:
    """Whole kilometres of each key, in proportion to its weight; they sum to the total (largest remainder).

    All alike when no weight is above zero. Equal remainders go to the smaller key. ValueError: a negative total or
    weight, or nobody to share between.
    """
    if total < 0 or not weights or any(weight < 0 for weight in weights.values()):
        raise ValueError("a positive total is shared between somebody, by positive weights")
    exact = {key: Fraction(weight) for key, weight in sorted(weights.items())}
    whole = sum(exact.values())
    if not whole:
        exact, whole = dict.fromkeys(exact, Fraction(1)), Fraction(len(exact))
    due = {key: total * weight / whole for key, weight in exact.items()}
    shares = {key: part.numerator // part.denominator for key, part in due.items()}
    left = total - sum(shares.values())
    for key in sorted(due, key=lambda one: (shares[one] - due[one], one))[:left]:
        shares[key] += 1
    return shares


def _nearest(start: Point, places: Sequence[Point]) -> list[int]:
    here, order, left = start, [], set(range(len(places)))
    while left:
        closest = min(left, key=lambda i: (distance(here, places[i]), i))
        order.append(closest)
        left.remove(closest)
        here = places[closest]
    return order


def _untangled(start: Point, order: list[int], places: Sequence[Point]) -> list[int]:
    """Turn a stretch round while that makes the way shorter."""
    best, shortest = order, length(start, order, places)
    better = True
    while better:
        better = False
        for i in range(len(best) - 1):
            for j in range(i + 2, len(best) + 1):
                turned = [*best[:i], *reversed(best[i:j]), *best[j:]]
                if (way := length(start, turned, places)) < shortest - 1e-9:
                    best, shortest, better = turned, way, True
    return best


def _rounded(at: datetime) -> datetime:
    over = (at - datetime.min.replace(tzinfo=at.tzinfo)) % STEP
    return at + (STEP - over if over else timedelta())
