"""Who is called to a free seat, and why each of the others is not.

Pure: no database, no clock. The order is priority (1 before 3), then rank of arrival. Somebody is passed over for a
named reason only; those who come together are called together or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence


class Reason(StrEnum):
    """Why somebody who waits is not called."""

    CLOSED = "closed"
    """Seats are called no more: the waiting list is closed, or the session has begun."""
    APPROVAL = "approval"
    """The mayor has not answered."""
    CONFLICT = "conflict"
    """She has another course at these hours."""
    QUOTA = "quota"
    """Her commune has all the seats it may have."""
    TOGETHER = "together"
    """Those who come with her cannot all have a seat."""
    OFFERS = "offers"
    """Every seat is taken, some are only offered or held: an answer may free one."""
    FULL = "full"
    """Every seat is taken."""


@dataclass(frozen=True, slots=True)
class Seated:
    """A seat that is held. `firm`: neither an offer, nor held for the mayor."""

    commune: Hashable
    seat: int
    commune_seat: int
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits; `together` is the same for all those who come together, None for who comes alone."""

    key: int
    commune: Hashable
    priority: int
    rank: int
    together: Hashable | None = None
    approved: bool = True
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A seat for somebody who waited; the ordinals are the smallest free ones, from 1."""

    key: int
    seat: int
    commune_seat: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who is called, in order, and the reason of each of the others. Every key is in one of the two."""

    calls: tuple[Call, ...] = ()
    reasons: dict[int, Reason] = field(default_factory=dict)


def decide(
    seated: Iterable[Seated],
    waiting: Iterable[Waiting],
    *,
    capacity: int,
    quota: int | None,
    open: bool,  # noqa: A002 -- the word of the subject
) -> Verdict:
    """Call people until no free seat may be given. `quota`: seats of one commune at most, None without limit."""
    room = _Room(tuple(seated), capacity, quota)
    order = sorted(waiting, key=lambda one: (one.priority, one.rank))
    if not open:
        return Verdict((), {one.key: Reason.CLOSED for one in order})
    calls: list[Call] = []
    short: set[int] = set()
    parties = _parties(order)
    for party in parties:
        if _blocked(party) is None and room.fits(party):
            calls += [room.give(one) for one in party]
        elif len(party) > 1 and room.free:
            short |= {one.key for one in party}
    called = {call.key for call in calls}
    left = [one for one in order if one.key not in called]
    return Verdict(tuple(calls), {one.key: _reason(one, room, short) for one in left})


class _Room:
    """The seats as they are given, one after the other."""

    def __init__(self, seated: Sequence[Seated], capacity: int, quota: int | None) -> None:
        self.capacity, self.quota = capacity, quota
        self.taken = {one.seat for one in seated}
        self.of: dict[Hashable, set[int]] = {}
        for one in seated:
            self.of.setdefault(one.commune, set()).add(one.commune_seat)
        self.loose = any(not one.firm for one in seated)

    @property
    def free(self) -> int:
        return self.capacity - len(self.taken)

    def left_of(self, commune: Hashable) -> int:
        """Seats that this commune may still have."""
        held = len(self.of.get(commune, ()))
        return self.free if self.quota is None else min(self.free, self.quota - held)

    def fits(self, party: Sequence[Waiting]) -> bool:
        communes = [one.commune for one in party]
        return len(party) <= self.free and all(
            communes.count(commune) <= self.left_of(commune) for commune in set(communes)
        )

    def give(self, one: Waiting) -> Call:
        mine = self.of.setdefault(one.commune, set())
        call = Call(one.key, _smallest(self.taken), _smallest(mine))
        self.taken.add(call.seat)
        mine.add(call.commune_seat)
        return call


def _smallest(taken: set[int]) -> int:
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def _parties(order: Sequence[Waiting]) -> list[list[Waiting]]:
    """Those who come together, at the place of the first of them; who comes alone is a party of one."""
    found: dict[Hashable, list[Waiting]] = {}
    for one in order:
        found.setdefault(("alone", one.key) if one.together is None else one.together, []).append(
            one
        )
    return list(found.values())


def _blocked(party: Iterable[Waiting]) -> Reason | None:
    """What keeps one of the party from any seat, however many are free."""
    for one in party:
        if not one.approved:
            return Reason.APPROVAL
        if one.busy:
            return Reason.CONFLICT
    return None


def _reason(one: Waiting, room: _Room, short: set[int]) -> Reason:
    """Her own reason first, then what concerns her commune, then her party, then everybody.

    `short`: those whose party was passed over while seats were free.
    """
    own = _blocked([one])
    if own is not None:
        return own
    if room.quota is not None and len(room.of.get(one.commune, ())) >= room.quota:
        return Reason.QUOTA
    if one.key in short:
        return Reason.TOGETHER
    return Reason.OFFERS if room.loose else Reason.FULL
