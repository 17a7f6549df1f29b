"""The mails of a registration: each line of its log is told once to each who must know it, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from portal.lib.dates import paris_date
from portal.mail.notifications import enqueue
from training.domain.convocations import follow
from training.domain.inviting import invite
from training.notifications import registrations as mails
from training.queries.boards import lines_of
from training.queries.wording import dates_in_words
from training.states.registrations import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from training.models import Registration, RegistrationEvent

_K = EventKind
OF_THE_PERSON: dict[str, type[mails.RegistrationMail]] = {
    _K.REGISTERED: mails.RegistrationReceived,
    _K.CONFIRMED: mails.RegistrationConfirmed,
    _K.REFUSED: mails.RegistrationRefused,
    _K.LAPSED: mails.HoldLapsed,
    _K.OFFERED: mails.SeatOffered,
    _K.DECLINED: mails.OfferDeclined,
    _K.EXPIRED: mails.OfferExpired,
    _K.CANCELLED: mails.RegistrationCancelled,
    _K.REPLACED: mails.SeatGiven,
    _K.REPLACES: mails.SeatReceived,
    _K.SWAP_OFFERED: mails.SwapOffered,
    _K.SWAP_CLOSED: mails.SwapClosed,
    _K.SWAPPED_OUT: mails.SwappedOut,
    _K.SWAPPED_IN: mails.SwappedIn,
    _K.SESSION_CANCELLED: mails.SessionCancelled,
    _K.UNSEATED: mails.NoSeatLeft,
    _K.MOVED: mails.SessionMoved,
    _K.ROOM_CHANGED: mails.RoomChanged,
}
"""What the person reads; the waiting list has a rank besides. The mayor is written to by `asking_mayors`."""


def tell(
    event: RegistrationEvent,
    registration: Registration,
    *,
    at: datetime,
    other: str = "",
    before: tuple[str, ...] = (),
    until: datetime | None = None,
) -> None:
    """Write the mails of one event; the invitations of the calendar follow the state.

    `other`: the colleague of a replacement, the commune of a swap; `before`: the dates that changed, or those of other
    sessions; `until`: when the answer is due, if the registration does not say it.
    """
    items = follow(registration, at=at)
    facts = _facts(event, registration, other=other, before=before, at=at)
    facts["until"] = facts["until"] or until
    to = address_of(registration, at=at)
    enqueue(
        *invite(_to_person(event, registration, facts, to=to, at=at), registration, items, to=to),
        at=at,
    )


def _to_person(
    event: RegistrationEvent,
    registration: Registration,
    facts: dict[str, Any],
    *,
    to: str,
    at: datetime,
) -> Iterator[mails.RegistrationMail]:
    if not to:
        return
    if event.kind in {_K.WAITING, _K.ACCEPTED}:
        line = lines_of([registration.session], at=at).get(registration.pk)
        position = line.position if line else 0
        yield mails.OnWaitingList(
            to=to, position=position, agreed=event.kind == _K.ACCEPTED, **facts
        )
    elif kind := OF_THE_PERSON.get(event.kind):
        yield kind(to=to, **facts)


def address_of(registration: Registration, *, at: datetime) -> str:
    """Hers; without one, her town hall's."""
    person = registration.person
    own = person.email or (person.user.email if person.user else "")
    commune_id = registration.commune_id
    return own or town_hall_addresses([commune_id], on=paris_date(at)).get(commune_id, "")


def _facts(
    event: RegistrationEvent,
    registration: Registration,
    *,
    other: str,
    before: tuple[str, ...],
    at: datetime,
) -> dict[str, Any]:
    session = registration.session
    return {
        "commune_id": registration.commune_id,
        "registration_id": registration.pk,
        "seq": event.seq,
        "person": str(registration.person),
        "commune": registration.commune.name,
        "course": session.course.title,
        "number": session.number,
        "halves": dates_in_words(session),
        "before": before,
        "until": registration.offer_until or registration.hold_until,
        "cancel_until": session.cancel_until,
        "late": bool(event.details.get("late")),
        "reason": str(event.details.get("reason", "")),
        "other": other,
        "url": settings.PORTAL_BASE_URL
        + reverse("training:registration_detail", args=(registration.pk,)),
    }
