"""Seats under one lock: the session's row is held first, the seats are counted after, in READ COMMITTED.

A town hall's wall shows its own rows only. What concerns everybody (counting, calling who waits) opens the wall for
the time of the question; what a commune writes for itself stays behind its own.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from training.domain.log import log
from training.domain.telling import tell
from training.models import Registration, Session, Slot, SlotHolding
from training.queries.boards import board_of
from training.states.registrations import REGISTRATION_FLOW, EventKind, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from portal.accounts.models import User
    from training.seats import Call

TRIES = 5
"""Each further one means that somebody took a seat elsewhere at the very same instant; the sweep does the rest."""
ONE_PLACE = "slot_holding_one_place_at_a_time"


@contextmanager
def everybody(by: User | None) -> Iterator[None]:
    """The registrations of every commune, until the end of the block."""
    with wall_for_all(user_id=by.pk if by else None):
        yield


def hold_session(session_id: int, *, by: User | None) -> Session:
    """The session's row, held until the end of the transaction. Session.DoesNotExist when there is none."""
    with everybody(by):
        return Session.objects.locked(session_id)


def hold_registration(registration_id: int, *, by: User | None) -> Registration:
    """A registration with its session held, and those in which the same person waits, in the order of their keys.

    Registration.DoesNotExist for one of a commune that the caller does not see.
    """
    found = Registration.objects.get(pk=registration_id)
    with everybody(by):
        Session.objects.all_locked({found.session_id, *_waits_in([found.person_id])})
    return (
        Registration.objects.select_for_update(of=("self",))
        .select_related("session__course", "commune", "person__user")
        .get(pk=registration_id)
    )


def hold_two(one_id: int, other_id: int, *, by: User | None) -> tuple[Registration, Registration]:
    """Two registrations of any commune, their sessions and those in which these people wait, in the order of keys.

    Registration.DoesNotExist when there is no such row.
    """
    with everybody(by):
        found = Registration.objects.filter(pk__in=(one_id, other_id))
        pairs = list(found.values_list("session_id", "person_id"))
        people = [person for _, person in pairs]
        Session.objects.all_locked({*(pk for pk, _ in pairs), *_waits_in(people)})
        rows = found.select_for_update(of=("self",)).order_by("pk")
        held = {
            one.pk: one
            for one in rows.select_related("session__course", "commune", "person__user")
        }
    if held.keys() != {one_id, other_id}:
        raise Registration.DoesNotExist
    return held[one_id], held[other_id]


def hold_all(session_id: int, *, by: User | None, also: Collection[int] = ()) -> Session:
    """A session, and those in which the people who have a seat there wait: all will be called again.

    `also`: others, held in the same order.
    """
    with everybody(by):
        seated = Registration.objects.filter(session_id=session_id).seated()
        people = list(seated.values_list("person_id", flat=True))
        Session.objects.all_locked({session_id, *also, *_waits_in(people)})
        return Session.objects.select_related("course").get(pk=session_id)


def next_rank(session: Session) -> int:
    """The wall is open: ranks are counted over all communes."""
    last = Registration.objects.filter(session=session).aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def take_half_days(registration: Registration) -> None:
    """Hold each half day for the person. Refusal when one is held elsewhere, even by somebody at the same instant."""
    slots = Slot.objects.filter(session_id=registration.session_id, live=True)
    holdings = [
        SlotHolding(
            registration=registration,
            commune_id=registration.commune_id,
            person_id=registration.person_id,
            slot=slot,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
        )
        for slot in slots
    ]
    try:
        with transaction.atomic():
            SlotHolding.objects.bulk_create(holdings)
    except IntegrityError as error:
        if ONE_PLACE not in str(error):
            raise
        raise Refusal(f"{registration.person} a déjà une formation à ces heures.") from error


def leave_seat(registration: Registration) -> None:
    """Forget the half days; the ordinals are emptied by the transition that the caller applies."""
    SlotHolding.objects.filter(registration=registration).delete()


NO_SEAT: dict[str, Any] = {
    "seat": None,
    "commune_seat": None,
    "hold_until": None,
    "offer_until": None,
}
"""What a transition that frees a seat writes."""


def call_next(session: Session, *, at: datetime) -> None:
    """Offer the free seats of a held session to those who wait, in order, each for the hours of the session."""
    for _ in range(TRIES):
        calls = board_of(session).decide(at=at).calls
        if not calls or offer_seats(session, calls, at=at):
            return


@transaction.atomic
def call_freed(session_id: int, *, at: datetime) -> None:
    """Call who waits for the free seats of a session, whatever freed them; the wall is open."""
    call_next(hold_session(session_id, by=None), at=at)


def call_again(session_id: int, people: Collection[int], *, by: User | None, at: datetime) -> None:
    """After seats were freed: this session, then those where the people who left it waited for another.

    The caller holds this one, and those that it knew of. One that somebody else holds is not waited for, out of turn:
    the sweep calls there.
    """
    with everybody(by):
        concerned = {session_id, *_waits_in(people)}
        rows = Session.objects.select_for_update(of=("self",), skip_locked=True)
        for session in rows.filter(pk__in=concerned).order_by("pk"):
            call_next(session, at=at)


def offer_seats(session: Session, calls: Iterable[Call], *, at: datetime) -> bool:
    """Write the offers. False when somebody took another seat at the same instant: decide again."""
    for call in calls:
        registration = (
            Registration.objects.select_for_update(of=("self",))
            .select_related("session__course", "commune", "person__user")
            .get(pk=call.key)
        )
        try:
            take_half_days(registration)
        except Refusal:
            return False
        until = offer_end(session, at=at)
        REGISTRATION_FLOW.apply(
            "offer",
            registration,
            by=None,
            at=at,
            seat=call.seat,
            commune_seat=call.commune_seat,
            offer_until=until,
        )
        event = log(registration, EventKind.OFFERED, by=None, at=at, until=until.isoformat())
        tell(event, registration, at=at)
    return True


def offer_end(session: Session, *, at: datetime) -> datetime:
    """An offer never outlives the waiting list, nor the beginning of the session."""
    return min(at + timedelta(hours=session.offer_hours), *_ends(session))


def hold_end(session: Session, *, at: datetime) -> datetime:
    """Until when a seat is held for the mayor."""
    return min(at + timedelta(hours=session.hold_hours), *_ends(session))


def _ends(session: Session) -> list[datetime]:
    return [end for end in (session.waiting_closes_at, session.starts_at) if end is not None]


def _waits_in(people: Collection[int]) -> set[int]:
    """The sessions in which these people wait: a half day that they give back may let them be called there."""
    rows = Registration.objects.filter(
        person_id__in=people,
        state=RegistrationState.WAITING,
        session__state__in=TAKING_SESSIONS,
    )
    return set(rows.values_list("session_id", flat=True))
