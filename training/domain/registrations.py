"""Coming and leaving: registering, the mayor's word aside; cancelling; giving one's seat to a colleague."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import transaction

from communes.models import Position
from portal.journal.record import record
from portal.lib.dates import instant_in_words, paris_date
from portal.lib.refusal import Refusal
from portal.lib.stopwatch import Stopwatch
from portal.lib.text import commune_of
from training.domain.log import log
from training.domain.seating import (
    NO_SEAT,
    call_again,
    everybody,
    hold_end,
    hold_registration,
    hold_session,
    leave_seat,
    next_rank,
    offer_seats,
    take_half_days,
)
from training.domain.telling import tell
from training.models import Registration
from training.queries.boards import board_of, is_busy, refused_people
from training.seats import Call, Waiting
from training.states.registrations import REGISTRATION_FLOW, EventKind, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from communes.models import Commune, Person
    from portal.accounts.models import User
    from training.models import Session

_R = RegistrationState
USUAL_PRIORITY = 2


@transaction.atomic
def register(
    session_id: int, *, person: Person, commune: Commune, by: User | None, at: datetime
) -> Registration:
    """Give a seat when one is free, else a rank in the waiting list; the mayor's agreement comes first if asked for.

    Refusal when the session takes nobody, the person is of another commune, is already there, or has another
    course at these hours.
    """
    return _register(session_id, (person,), commune=commune, by=by, at=at)[0]


@transaction.atomic
def register_together(
    session_id: int, *, people: Sequence[Person], commune: Commune, by: User | None, at: datetime
) -> list[Registration]:
    """The same for several agents who come together: all have a seat, or all wait."""
    if not people:
        raise Refusal("Choisissez au moins une personne.")
    return _register(session_id, people, commune=commune, by=by, at=at)


@transaction.atomic
def cancel(
    registration_id: int, *, by: User | None, at: datetime, reason: str = ""
) -> Registration:
    """Leave, whatever was held is called in the same transaction. Late once `cancel_until` is past.

    Refusal once the session has begun.
    """
    one = hold_registration(registration_id, by=by)
    session = one.session
    if session.starts_at is not None and session.starts_at <= at:
        raise Refusal("La session a commencé : on ne se désiste plus, l’absence sera notée.")
    late = (
        one.state == _R.CONFIRMED
        and session.cancel_until is not None
        and at > session.cancel_until
    )
    verb = "cancel_late" if late else "cancel"
    REGISTRATION_FLOW.apply(
        verb, one, by=by, at=at, cancelled_at=at, cancel_reason=reason, **NO_SEAT
    )
    leave_seat(one)
    event = log(one, EventKind.CANCELLED, by=by, at=at, late=late)
    tell(event, one, at=at)
    call_again(one.session_id, [one.person_id], by=by, at=at)
    return one


@transaction.atomic
def replace(
    registration_id: int, *, person: Person, by: User | None, at: datetime
) -> Registration:
    """A colleague of the same commune takes the very seat, whatever the waiting list; returns her registration."""
    one = hold_registration(registration_id, by=by)
    session = one.session
    REGISTRATION_FLOW.check("replace", one)
    if session.starts_at is not None and session.starts_at <= at:
        raise Refusal("La session a commencé : la place ne se cède plus.")
    _check_position(person, one.commune, at=at)
    with everybody(by):
        if is_busy(person.pk, session):
            raise Refusal(f"{person} a déjà une formation à ces heures.")
        if refused_people([person.pk], [session.pk]):
            raise Refusal(f"Le maire a refusé l’inscription de {person} à cette session.")
        rank = next_rank(session)
    seat: dict[str, Any] = {"seat": one.seat, "commune_seat": one.commune_seat}
    other = _colleague(one, person, rank, by=by, at=at)
    REGISTRATION_FLOW.apply(
        "replace", one, by=by, at=at, cancelled_at=at, replaced_by=other, **NO_SEAT
    )
    leave_seat(one)
    REGISTRATION_FLOW.apply("confirm", other, by=by, at=at, **seat)
    take_half_days(other)
    tell(log(one, EventKind.REPLACED, by=by, at=at, to=other.pk), one, other=str(person), at=at)
    event = log(other, EventKind.REPLACES, by=by, at=at, of=one.pk)
    tell(event, other, other=str(one.person), at=at)
    call_again(one.session_id, [one.person_id], by=by, at=at)
    return other


def _register(
    session_id: int,
    people: Sequence[Person],
    *,
    commune: Commune,
    by: User | None,
    at: datetime,
) -> list[Registration]:
    watch = Stopwatch(at)
    session = hold_session(session_id, by=by)
    _check_taking(session, at=watch.now())
    together = uuid.uuid4() if len(people) > 1 else None
    with everybody(by):
        for person in people:
            _check_person(person, session, commune, at=at)
        newcomers = _newcomers(session, len(people), commune, together=together)
        calls = board_of(session).decide(newcomers, at=at).calls
        offer_seats(session, [call for call in calls if call.key > 0], at=at)
    given = {call.key: call for call in calls}
    return [
        _enter(
            session,
            person,
            new,
            given.get(new.key),
            together=together,
            commune=commune,
            by=by,
            at=at,
        )
        for person, new in zip(people, newcomers, strict=True)
    ]


def _newcomers(
    session: Session, number: int, commune: Commune, *, together: uuid.UUID | None
) -> list[Waiting]:
    """Those who come now, after the last rank; their keys are negative: they have no row yet."""
    rank = next_rank(session)
    approved = session.hold_pending or not session.needs_approval
    return [
        Waiting(
            -(place + 1),
            commune.pk,
            USUAL_PRIORITY,
            rank + place,
            together=together,
            approved=approved,
        )
        for place in range(number)
    ]


def _enter(
    session: Session,
    person: Person,
    new: Waiting,
    call: Call | None,
    *,
    together: uuid.UUID | None,
    commune: Commune,
    by: User | None,
    at: datetime,
) -> Registration:
    """Write the registration behind the commune's own wall: it cannot be another's."""
    state = _R.WAITING if call is None else _R.CONFIRMED
    kind = EventKind.WAITING if call is None else EventKind.CONFIRMED
    held: dict[str, Any] = {}
    if session.needs_approval:
        state, kind = _R.TO_VALIDATE, EventKind.REGISTERED
    if call is not None:
        held = {"seat": call.seat, "commune_seat": call.commune_seat}
        if session.needs_approval:
            held["hold_until"] = hold_end(session, at=at)
    one = Registration.objects.create(
        session=session,
        commune=commune,
        person=person,
        registered_by=by,
        registered_at=at,
        state=state,
        rank=new.rank,
        priority=new.priority,
        together=together,
        needs_approval=session.needs_approval,
        **held,
    )
    if call is not None:
        take_half_days(one)
    record("register", one, by=by, at=at, state=str(state))
    tell(log(one, kind, by=by, at=at), one, at=at)
    return one


def _check_taking(session: Session, *, at: datetime) -> None:
    if session.state not in TAKING_SESSIONS:
        raise Refusal(f"Les inscriptions ne sont pas ouvertes : {session.get_state_display()}.")
    if session.opens_at is not None and at < session.opens_at:
        raise Refusal(f"Les inscriptions ouvrent {instant_in_words(session.opens_at)}.")
    if session.closes_at is not None and at >= session.closes_at:
        raise Refusal(
            f"Les inscriptions sont closes depuis {instant_in_words(session.closes_at)}."
        )


def _check_person(person: Person, session: Session, commune: Commune, *, at: datetime) -> None:
    _check_position(person, commune, at=at)
    if Registration.objects.live().filter(session=session, person=person).exists():
        raise Refusal(f"{person} a déjà une inscription à cette session.")
    if is_busy(person.pk, session):
        raise Refusal(f"{person} a déjà une formation à ces heures.")


def _check_position(person: Person, commune: Commune, *, at: datetime) -> None:
    held = Position.objects.on(paris_date(at)).filter(person=person, commune=commune)
    if not held.exists():
        raise Refusal(f"{person} n’a pas de fonction dans la {commune_of(commune.name)}.")


def _colleague(
    one: Registration, person: Person, rank: int, *, by: User | None, at: datetime
) -> Registration:
    """The registration that receives the seat: a new one, or the one with which the colleague was waiting.

    The mayor's agreement was given to the seat of the commune: it goes with it.
    """
    agreed = {
        "needs_approval": one.needs_approval,
        "decision": one.decision,
        "decided_at": one.decided_at,
        "decided_as": one.decided_as,
        "decided_via": one.decided_via,
    }
    there = Registration.objects.live().filter(session=one.session, person=person).first()
    if there is None:
        new = Registration.objects.create(
            session=one.session,
            commune=one.commune,
            person=person,
            registered_by=by,
            registered_at=at,
            state=_R.WAITING,
            rank=rank,
            priority=one.priority,
            **agreed,
        )
        record("register", new, by=by, at=at, replaces=one.pk)
        return new
    if there.state != _R.WAITING or there.commune_id != one.commune_id:
        raise Refusal(f"{person} a déjà une inscription à cette session.")
    for name, value in agreed.items():
        setattr(there, name, value)
    there.together = None
    there.save(update_fields=[*agreed, "together"])
    return there
