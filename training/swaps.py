"""Which two people should change sessions: neither travels more, and together they travel less.

Pure: no database, no clock. Kilometres are one way, over all the days of a session.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Traveller:
    """Somebody with a seat. `kilometres`: from her town hall, by session; None or absent when a place is not known."""

    key: int
    session: int
    kilometres: Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Swap:
    """With whom, and what each saves, in kilometres one way; their sum is at least one."""

    key: int
    saves: int
    other_saves: int

    @property
    def total(self) -> int:
        return self.saves + self.other_saves


def swap_of(one: Traveller, other: Traveller) -> Swap | None:
    """What they would both gain by changing places; None when one of them would lose, or nobody would gain."""
    if one.session == other.session:
        return None
    saves = _saved(one, other.session)
    other_saves = _saved(other, one.session)
    if saves is None or other_saves is None or min(saves, other_saves) < 0:
        return None
    return Swap(other.key, saves, other_saves) if saves + other_saves > 0 else None


def swaps_of(one: Traveller, others: Iterable[Traveller]) -> list[Swap]:
    """Every swap that she may propose, the one that saves most first."""
    found = [swap for other in others if (swap := swap_of(one, other)) is not None]
    return sorted(found, key=lambda swap: (-swap.total, -swap.saves, swap.key))


def _saved(one: Traveller, session: int) -> int | None:
    here, there = one.kilometres.get(one.session), one.kilometres.get(session)
    return None if here is None or there is None else here - there
