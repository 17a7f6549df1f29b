"""A seat that is offered: taken, left, or lost at its hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.dates import instant_in_words
from portal.lib.refusal import Refusal
from portal.lib.stopwatch import Stopwatch
from training.domain.log import log
from training.domain.seating import NO_SEAT, call_again, hold_registration, leave_seat
from training.domain.telling import tell
from training.states.registrations import REGISTRATION_FLOW, EventKind

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Registration


@transaction.atomic
def accept_offer(registration_id: int, *, by: User | None, at: datetime) -> Registration:
    """Take the seat. Refusal from the very instant of the deadline, swept or not, the wait for its lock counted."""
    watch = Stopwatch(at)
    one = hold_registration(registration_id, by=by)
    REGISTRATION_FLOW.check("take_offer", one)
    if one.offer_until is None or one.offer_until <= watch.now():
        until = instant_in_words(one.offer_until) if one.offer_until else ""
        raise Refusal(
            f"La place était proposée jusqu’au {until} : elle va à la personne suivante."
        )
    REGISTRATION_FLOW.apply("take_offer", one, by=by, at=at, offer_until=None)
    tell(log(one, EventKind.CONFIRMED, by=by, at=at), one, at=at)
    return one


@transaction.atomic
def decline_offer(registration_id: int, *, by: User | None, at: datetime) -> Registration:
    """Leave the seat to the next; she waits no more."""
    one = hold_registration(registration_id, by=by)
    _free(one, "decline_offer", EventKind.DECLINED, by=by, at=at)
    return one


@transaction.atomic
def expire_offer(registration_id: int, *, at: datetime) -> bool:
    """Take back an offer whose hour has come. False when there is none."""
    one = hold_registration(registration_id, by=None)
    if one.offer_until is None or one.offer_until > at:
        return False
    _free(one, "expire", EventKind.EXPIRED, by=None, at=at)
    return True


def _free(one: Registration, verb: str, kind: EventKind, *, by: User | None, at: datetime) -> None:
    REGISTRATION_FLOW.apply(verb, one, by=by, at=at, **NO_SEAT)
    leave_seat(one)
    tell(log(one, kind, by=by, at=at), one, at=at)
    call_again(one.session_id, [one.person_id], by=by, at=at)
