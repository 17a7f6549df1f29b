"""What registrations must do, said a second time and as plainly as possible: lists, loops, no database.

It knows nothing of ordinals, locks or mails. After each verb every session is settled: whoever may be called is.
Those who come together are left to the properties of `training.seats`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LIVE = {"to_validate", "waiting", "offered", "confirmed"}


class No(Exception):  # noqa: N818 -- an answer, not an error
    """The verb is refused, and nothing changed."""


@dataclass
class Plan:
    """The rules of a session; hours counted from the first instant. Two sessions of one `day` overlap."""

    day: int
    seats: int
    quota: int | None
    approval: bool
    hold: bool
    closes: int
    waiting_closes: int
    cancel_until: int
    starts: int
    offer_hours: int
    hold_hours: int


@dataclass
class Entry:
    """One registration. `until`: the end of the offer, or of the held seat."""

    number: int
    session: int
    person: int
    rank: int
    state: str
    seat: bool = False
    until: int | None = None
    approved: bool = False


@dataclass
class Model:
    plans: list[Plan]
    commune_of: list[int]
    now: int = 0
    entries: list[Entry] = field(default_factory=list)

    def register(self, session: int, person: int) -> None:
        plan = self.plans[session]
        if self.now >= plan.closes or self.live(session, person) or self.busy(session, person):
            raise No
        got = self.room_for(session, person)
        new = Entry(len(self.entries), session, person, self.next_rank(session), "waiting")
        if plan.approval:
            new.state, new.seat = "to_validate", got and plan.hold
            new.until = self.end(session, plan.hold_hours) if new.seat else None
        else:
            new.approved, new.seat = True, got
            new.state = "confirmed" if got else "waiting"
        self.entries.append(new)
        self.settle()

    def cancel(self, number: int) -> None:
        one = self.entries[number]
        plan = self.plans[one.session]
        if self.now >= plan.starts or one.state not in LIVE:
            raise No
        late = one.state == "confirmed" and self.now > plan.cancel_until
        self.leave(one, "cancelled_late" if late else "cancelled")

    def accept(self, number: int) -> None:
        one = self.undecided(number)
        if one.seat and one.until is not None and one.until <= self.now:
            self.lapse(one)
        one.approved = True
        if one.seat or (self.open(one.session) and self.may_sit(one)):
            one.state, one.seat, one.until = "confirmed", True, None
        else:
            one.state, one.until = "waiting", None
        self.settle()

    def refuse(self, number: int) -> None:
        self.leave(self.undecided(number), "refused")

    def take(self, number: int) -> None:
        one = self.entries[number]
        if one.state != "offered" or one.until is None or one.until <= self.now:
            raise No
        one.state, one.until = "confirmed", None

    def decline(self, number: int) -> None:
        one = self.entries[number]
        if one.state != "offered":
            raise No
        self.leave(one, "declined")

    def replace(self, number: int, person: int) -> None:
        one = self.entries[number]
        there = self.live(one.session, person)
        if (
            one.state != "confirmed"
            or self.now >= self.plans[one.session].starts
            or self.busy(one.session, person)
            or self.commune_of[one.person] != self.commune_of[person]
            or (there is not None and there.state != "waiting")
            or self.was_refused(one.session, person)
        ):
            raise No
        if there is None:
            rank = self.next_rank(one.session)
            there = Entry(len(self.entries), one.session, person, rank, "waiting")
            self.entries.append(there)
        one.state, one.seat = "replaced", False
        there.state, there.seat, there.approved = "confirmed", True, True
        self.settle()

    def was_refused(self, session: int, person: int) -> bool:
        """The last word of the mayor about her is no."""
        words = [
            one.state
            for one in self.entries
            if (one.session, one.person) == (session, person)
            and (one.approved or one.state == "refused")
        ]
        return words[-1:] == ["refused"]

    def resize(self, session: int, seats: int, quota: int | None) -> None:
        held = [self.commune_of[one.person] for one in self.seated(session)]
        if len(held) > seats or (quota and any(held.count(one) > quota for one in held)):
            raise No
        self.plans[session].seats, self.plans[session].quota = seats, quota
        self.settle()

    def sweep(self) -> None:
        for one in self.entries:
            if one.state == "offered" and one.until is not None and one.until <= self.now:
                self.leave(one, "expired")
        for one in self.entries:
            if one.state == "to_validate" and one.seat and (one.until or 0) <= self.now:
                self.lapse(one)

    def settle(self) -> None:
        """Call everybody who may be called, the first of each list first."""
        for session in range(len(self.plans)):
            while called := next(self.callable(session), None):
                called.state, called.seat = "offered", True
                called.until = self.end(session, self.plans[session].offer_hours)

    def callable(self, session: int) -> Iterator[Entry]:
        """Those who wait and might sit, in order: none is left when the session is at rest."""
        if self.open(session):
            for one in sorted(self.of(session), key=lambda entry: entry.rank):
                if one.state == "waiting" and one.approved and self.may_sit(one):
                    yield one

    def of(self, session: int) -> list[Entry]:
        return [one for one in self.entries if one.session == session]

    def seated(self, session: int) -> list[Entry]:
        return [one for one in self.of(session) if one.seat]

    def live(self, session: int, person: int) -> Entry | None:
        found = [one for one in self.of(session) if one.person == person and one.state in LIVE]
        return found[0] if found else None

    def busy(self, session: int, person: int) -> bool:
        day = self.plans[session].day
        return any(
            one.seat and one.person == person and self.plans[one.session].day == day
            for one in self.entries
            if one.session != session
        )

    def room_for(self, session: int, person: int) -> bool:
        plan, seated = self.plans[session], self.seated(session)
        mine = [one for one in seated if self.commune_of[one.person] == self.commune_of[person]]
        full = plan.quota is not None and len(mine) >= plan.quota
        return self.open(session) and len(seated) < plan.seats and not full

    def may_sit(self, one: Entry) -> bool:
        return self.room_for(one.session, one.person) and not self.busy(one.session, one.person)

    def open(self, session: int) -> bool:
        return self.now < min(self.plans[session].waiting_closes, self.plans[session].starts)

    def end(self, session: int, hours: int) -> int:
        plan = self.plans[session]
        return min(self.now + hours, plan.waiting_closes, plan.starts)

    def next_rank(self, session: int) -> int:
        return len(self.of(session)) + 1

    def undecided(self, number: int) -> Entry:
        one = self.entries[number]
        asked = self.plans[one.session].approval
        if not asked or one.approved or one.state not in {"to_validate", "waiting"}:
            raise No
        return one

    def lapse(self, one: Entry) -> None:
        one.state, one.seat, one.until = "waiting", False, None
        self.settle()

    def leave(self, one: Entry, state: str) -> None:
        one.state, one.seat, one.until = state, False, None
        self.settle()
