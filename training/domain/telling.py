"""The mails of a registration: each line of its log is told once to each who must know it, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from communes.queries.deciding import own_addresses
from portal.lib.dates import paris_date
from portal.mail.notifications import enqueue
from training.domain.convocations import follow
from training.domain.inviting import invite
from training.notifications import registrations as mails
from training.queries.boards import lines_of
from training.queries.links import approval_link
from training.queries.wording import dates_in_words
from training.states.registrations import EventKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from portal.mail.notifications import Notification
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
"""What the person reads; the waiting list has a rank besides."""
TO_THE_MAYOR = {_K.REGISTERED: mails.ApprovalAsked, _K.REMINDED: mails.ApprovalAskedAgain}


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
        *_to_mayor(event, facts, registration, at=at),
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


def _to_mayor(
    event: RegistrationEvent, facts: dict[str, Any], registration: Registration, *, at: datetime
) -> Iterator[Notification]:
    """The mayor and each deputy with an address of her own get a link; without any, the town hall reminds."""
    kind = TO_THE_MAYOR.get(_K(event.kind))
    if kind is None:
        return
    on = paris_date(at)
    own = own_addresses(registration.commune_id, on=on)
    for person_id, email in own.items():
        yield kind(to=email, link=approval_link(registration, person_id), **facts)
    hall = town_hall_addresses([registration.commune_id], on=on).get(registration.commune_id, "")
    if hall and not own:
        yield kind(to=hall, link="", **facts)


def reaches_mayor(registration: Registration, *, at: datetime) -> bool:
    """Whether somebody would read what is asked of the mayor."""
    on, commune_id = paris_date(at), registration.commune_id
    return bool(own_addresses(commune_id, on=on) or town_hall_addresses([commune_id], on=on))


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
