"""The mayor's word: agreement, refusal, and the seat that is held meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.lib.dates import instant_in_words
from portal.lib.refusal import Refusal
from training.domain.log import log
from training.domain.seating import (
    NO_SEAT,
    call_again,
    everybody,
    hold_registration,
    leave_seat,
    offer_seats,
    take_half_days,
)
from training.domain.telling import tell
from training.queries.boards import board_of, takes_people
from training.seats import Waiting
from training.states.registrations import (
    REGISTRATION_FLOW,
    UNDECIDED,
    Decision,
    DecisionChannel,
    EventKind,
    RegistrationState,
)

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Position
    from portal.accounts.models import User
    from training.models import Registration
    from training.seats import Call

_R = RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Who decides: `decided_as` is the name and the function, as written under the decision.

    `noted_by`: who was told it, by telephone and only then.
    """

    decided_as: str
    via: DecisionChannel
    noted_by: User | None = None


def decided_as(position: Position) -> str:
    """The name and the function, as written under the decision."""
    return f"{position.person}, {position.title or position.get_role_display()}"


@transaction.atomic
def accept(registration_id: int, word: Word, *, by: User | None, at: datetime) -> Registration:
    """The mayor agrees: the seat that was held is given; without one, she has the next that is hers, or waits.

    A seat held too long is given back first, even when nobody swept it yet.
    """
    one = _undecided(registration_id, by=by, at=at)
    if one.hold_until is not None and one.hold_until <= at:
        _lapse(one, at=at)
    agreed: dict[str, Any] = {
        "decision": Decision.ACCEPTED,
        "decided_at": at,
        "decided_as": word.decided_as,
        "decided_via": word.via,
        "decision_noted_by": word.noted_by,
        "link_version": one.link_version + 1,
    }
    if one.seat is not None:
        REGISTRATION_FLOW.apply("accept", one, by=by, at=at, hold_until=None, **agreed)
        _told(one, EventKind.CONFIRMED, by=by, at=at, decided_as=word.decided_as)
        return one
    with everybody(by):
        call = _call_of(one, at=at)
    if call is None:
        _wait(one, agreed, by=by, at=at)
        return one
    take_half_days(one)
    verb = "confirm" if one.state == _R.WAITING else "accept"
    seat: dict[str, Any] = {"seat": call.seat, "commune_seat": call.commune_seat}
    REGISTRATION_FLOW.apply(verb, one, by=by, at=at, **seat, **agreed)
    _told(one, EventKind.CONFIRMED, by=by, at=at, decided_as=word.decided_as)
    return one


@transaction.atomic
def refuse(
    registration_id: int, word: Word, *, reason: str, by: User | None, at: datetime
) -> Registration:
    """The mayor refuses and says why; the seat that was held is called at once."""
    one = _undecided(registration_id, by=by, at=at)
    if not reason.strip():
        raise Refusal("Dites pourquoi : la personne le lira.")
    REGISTRATION_FLOW.apply(
        "refuse",
        one,
        by=by,
        at=at,
        decision=Decision.REFUSED,
        decided_at=at,
        decided_as=word.decided_as,
        decided_via=word.via,
        decision_noted_by=word.noted_by,
        link_version=one.link_version + 1,
        refuse_reason=reason.strip(),
        **NO_SEAT,
    )
    leave_seat(one)
    _told(one, EventKind.REFUSED, by=by, at=at, reason=one.refuse_reason)
    call_again(one.session_id, [one.person_id], by=by, at=at)
    return one


@transaction.atomic
def lapse(registration_id: int, *, at: datetime) -> bool:
    """Give back a seat held for a mayor who did not answer in time. False when there is nothing to give back."""
    one = hold_registration(registration_id, by=None)
    if one.hold_until is None or one.hold_until > at:
        return False
    _lapse(one, at=at)
    return True


def _undecided(registration_id: int, *, by: User | None, at: datetime) -> Registration:
    one = hold_registration(registration_id, by=by)
    if one.decision != Decision.NONE and one.decided_at is not None:
        raise Refusal(
            f"{one.decided_as} a déjà répondu, {instant_in_words(one.decided_at)} :"
            f" {one.get_decision_display()}."
        )
    if one.state not in UNDECIDED or not one.needs_approval:
        raise Refusal(f"Cette inscription n’attend pas de réponse : {one.get_state_display()}.")
    if not takes_people(one.session, at=at):
        raise Refusal("La session a commencé, ou n’aura pas lieu : il n’y a plus rien à décider.")
    return one


def _lapse(one: Registration, *, at: datetime) -> None:
    """She waits, with the rank of her arrival; the mayor may still agree."""
    REGISTRATION_FLOW.apply("lapse", one, by=None, at=at, **NO_SEAT)
    leave_seat(one)
    _told(one, EventKind.LAPSED, by=None, at=at)
    call_again(one.session_id, [one.person_id], by=None, at=at)


def _call_of(one: Registration, *, at: datetime) -> Call | None:
    """The seat that is hers now that the mayor agrees; those called with her are offered theirs."""
    board = board_of(one.session)
    mine = next(waiting for waiting in board.waiting if waiting.key == one.pk)
    agreed = Waiting(
        one.pk, one.commune_id, one.priority, one.rank, together=one.together, busy=mine.busy
    )
    calls = board.decide([agreed], at=at, without=one.pk).calls
    offer_seats(one.session, [call for call in calls if call.key != one.pk], at=at)
    return next((call for call in calls if call.key == one.pk), None)


def _wait(one: Registration, agreed: dict[str, Any], *, by: User | None, at: datetime) -> None:
    if one.state == _R.TO_VALIDATE:
        REGISTRATION_FLOW.apply("accept_to_wait", one, by=by, at=at, **agreed)
    else:
        for name, value in agreed.items():
            setattr(one, name, value)
        one.save(update_fields=list(agreed))
    _told(one, EventKind.ACCEPTED, by=by, at=at, decided_as=one.decided_as)


def _told(
    one: Registration, kind: EventKind, *, by: User | None, at: datetime, **details: Any
) -> None:
    tell(log(one, kind, by=by, at=at, **details), one, at=at)
