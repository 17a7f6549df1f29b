"""The seats of sessions as they stand: who holds one, who waits, who is called and why the others are not.

They read the registrations of every commune: the caller has opened the wall, or uses `lines_of`, which gives each
her own place and nothing of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from portal.walls.acting import wall_for_all
from training import seats
from training.models import Registration, Session, Slot, SlotHolding
from training.states.registrations import SEATED, Decision, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

_R = RegistrationState


@dataclass(frozen=True, slots=True)
class Board:
    """One session's seats, at the moment of the question."""

    session: Session
    seated: tuple[seats.Seated, ...] = ()
    waiting: tuple[seats.Waiting, ...] = ()

    def decide(
        self,
        newcomers: Iterable[seats.Waiting] = (),
        *,
        at: datetime,
        without: int | None = None,
    ) -> seats.Verdict:
        """Who is called now, `newcomers` counted among those who wait; `without`: a registration left aside."""
        waiting = (one for one in self.waiting if one.key != without)
        return seats.decide(
            self.seated,
            (*waiting, *newcomers),
            capacity=self.session.maximum,
            quota=self.session.quota,
            open=calls_seats(self.session, at=at),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """The place of somebody who waits: her position from 1, and why nobody calls her."""

    position: int
    reason: seats.Reason


def takes_people(session: Session, *, at: datetime) -> bool:
    """Whether people still come in and out: until it begins, swept or not."""
    begins = session.starts_at
    return session.state in TAKING_SESSIONS and begins is not None and at < begins


def calls_seats(session: Session, *, at: datetime) -> bool:
    """Whether freed seats are still given: never once the list is closed or the session has begun."""
    closes = session.waiting_closes_at
    return takes_people(session, at=at) and (closes is None or at < closes)


def board_of(session: Session) -> Board:
    return boards_of([session])[session.pk]


def boards_of(sessions: Collection[Session]) -> dict[int, Board]:
    """By session, in one question whatever their number."""
    found: dict[int, tuple[list[seats.Seated], list[seats.Waiting]]] = {
        session.pk: ([], []) for session in sessions
    }
    rows = Registration.objects.filter(
        Q(state__in=(_R.TO_VALIDATE, _R.WAITING)) | Q(state__in=SEATED), session__in=found
    )
    for one in rows.annotate(busy=Exists(_clashes())).order_by("pk"):
        seated, waiting = found[one.session_id]
        if one.seat is not None and one.commune_seat is not None:
            firm = one.state not in {_R.TO_VALIDATE, _R.OFFERED}
            seated.append(seats.Seated(one.commune_id, one.seat, one.commune_seat, firm))
        else:
            waiting.append(_waiting(one, busy=one.busy))  # type: ignore[attr-defined]
    return {
        session.pk: Board(session, *(tuple(part) for part in found[session.pk]))  # type: ignore[arg-type]
        for session in sessions
    }


def lines_of(sessions: Collection[Session], *, at: datetime) -> dict[int, Line]:
    """By registration, the place of each who waits in these sessions; computed from everybody's registrations."""
    with wall_for_all():
        boards = boards_of(sessions)
    found: dict[int, Line] = {}
    for board in boards.values():
        reasons = board.decide(at=at).reasons
        order = sorted(board.waiting, key=lambda one: (one.priority, one.rank))
        for position, one in enumerate(order, 1):
            found[one.key] = Line(position, reasons.get(one.key, seats.Reason.FULL))
    return found


def is_busy(person_id: int, session: Session) -> bool:
    """Whether somebody holds a seat elsewhere at the hours of this session."""
    holdings = SlotHolding.objects.filter(
        person_id=person_id,
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    )
    slots = Slot.objects.filter(session=session, live=True)
    return slots.filter(Exists(holdings.exclude(slot__session=session))).exists()


def refused_people(people: Collection[int], sessions: Collection[int]) -> set[tuple[int, int]]:
    """(session, person) where the last word of the mayor is no. One question."""
    rows = Registration.objects.filter(person__in=people, session__in=sessions)
    said = rows.exclude(decision=Decision.NONE).order_by("decided_at", "pk")
    last = {(one.session_id, one.person_id): one.decision for one in said}
    return {key for key, decision in last.items() if decision == Decision.REFUSED}


def _clashes() -> QuerySet[Slot]:
    """Half days of a registration's session during which its person holds a seat in another one."""
    holdings = SlotHolding.objects.filter(
        person=OuterRef(OuterRef("person")),
        starts_at__lt=OuterRef("ends_at"),
        ends_at__gt=OuterRef("starts_at"),
    ).exclude(slot__session=OuterRef("session"))
    return Slot.objects.filter(Exists(holdings), session=OuterRef("session"), live=True)


def _waiting(one: Registration, *, busy: bool) -> seats.Waiting:
    return seats.Waiting(
        one.pk,
        one.commune_id,
        one.priority,
        one.rank,
        together=one.together,
        approved=one.approved and one.state == _R.WAITING,
        busy=busy,
    )
