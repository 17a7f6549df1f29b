"""The invitations of calendars, in the mails that tell the same thing in words: one half day a mail.

The first leaves with the mail of the event; each of the others in a short mail of its own, because calendars read one
invitation a mail.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from portal.mail.notifications import Alternative
from training.calendar import invitation
from training.notifications.registrations import CalendarInvitation
from training.queries.calendars import event_of
from training.queries.wording import half_in_words
from training.states.registrations import CalendarMethod

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from training.models import CalendarItem, Registration
    from training.notifications.registrations import RegistrationMail

FILE, FILE_KIND = "invite.ics", "application/ics"


def invite(
    written: Iterable[RegistrationMail],
    registration: Registration,
    items: Iterable[CalendarItem],
    *,
    to: str,
) -> Iterator[RegistrationMail | CalendarInvitation]:
    """The mails with their invitations. `items`: what `follow` gave; `to`: empty when nobody can be written to."""
    waiting = sorted(items, key=lambda item: item.starts_at) if to else []
    for mail in written:
        first, waiting = waiting[:1], waiting[1:]
        parts = tuple(alternative_of(item, registration, to=to) for item in first)
        yield replace(mail, alternatives=parts)
    for item in waiting:
        yield _alone(item, registration, to=to)


def alternative_of(item: CalendarItem, registration: Registration, *, to: str) -> Alternative:
    """A part of the mail, and the same as a file."""
    method = str(item.method)
    event = event_of(item, attendee=f"{registration.person} <{to}>")
    return Alternative(
        kind=f"text/calendar; method={method}",
        content=invitation(event, method=method).decode(),
        name=FILE,
        file_kind=FILE_KIND,
    )


def _alone(item: CalendarItem, registration: Registration, *, to: str) -> CalendarInvitation:
    path = reverse("training:registration_detail", args=(registration.pk,))
    return CalendarInvitation(
        to=to,
        commune_id=registration.commune_id,
        uid=item.uid,
        stamp=item.stamped_at.isoformat(),
        cancelled=item.method == CalendarMethod.CANCEL,
        person=str(registration.person),
        course=registration.session.course.title,
        number=registration.session.number,
        half=half_in_words(item.slot),
        url=settings.PORTAL_BASE_URL + path,
        alternatives=(alternative_of(item, registration, to=to),),
    )
