"""The invitations of a calendar, as they were last sent: one a half day, which only go forward (RFC 5546)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from training.calendar import Sent, next_message
from training.models import CalendarItem
from training.queries.calendars import event_of
from training.states.registrations import OUTCOMES, CalendarMethod, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from training.calendar import CalendarEvent
    from training.models import Registration, Slot


def follow(registration: Registration, *, at: datetime) -> list[CalendarItem]:
    """Make the invitations say what the registration is now; return those to send, new, changed or taken back.

    Called with each line of the log; `next_message` says what is due. What presence says afterwards changes no
    calendar. Registering again makes a new registration, with new invitations.
    """
    if registration.state in OUTCOMES:
        return []
    kept = {item.slot_id: item for item in registration.calendar.all()}
    comes = registration.state == RegistrationState.CONFIRMED
    slots = registration.session.slots.select_related("room__commune", "room__site")
    changed = []
    for slot in slots.filter(live=True) if comes else slots.filter(pk__in=kept):
        item = kept.get(slot.pk) or _first(registration, slot, at=at)
        item.slot = slot
        if item.method != CalendarMethod.CANCEL and _keep(item, _facts(item, comes=comes), at=at):
            changed.append(item)
    return changed


def _facts(item: CalendarItem, *, comes: bool) -> CalendarEvent:
    """What is taken back keeps the hours that were sent."""
    if not comes:
        return replace(event_of(item), cancelled=True)
    return replace(event_of(item), starts_at=item.slot.starts_at, ends_at=item.slot.ends_at)


def _keep(item: CalendarItem, facts: CalendarEvent, *, at: datetime) -> bool:
    """Write what is to be sent. False when nothing is."""
    message = next_message(_sent(item) if item.pk else None, facts, at=at)
    if message is None:
        return False
    now = message.sent
    item.method = CalendarMethod(message.method)
    item.sequence, item.stamped_at = now.sequence, now.stamped_at
    item.starts_at, item.ends_at, item.content_hash = now.starts_at, now.ends_at, now.content
    item.save()
    return True


def _sent(item: CalendarItem) -> Sent:
    return Sent(
        uid=item.uid,
        sequence=item.sequence,
        stamped_at=item.stamped_at,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        cancelled=item.method == CalendarMethod.CANCEL,
        content=item.content_hash,
    )


def _first(registration: Registration, slot: Slot, *, at: datetime) -> CalendarItem:
    """Not sent yet, nor written."""
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    return CalendarItem(
        registration=registration,
        commune_id=registration.commune_id,
        slot=slot,
        uid=f"{registration.uuid}-{slot.pk}@{host}",
        stamped_at=at,
        method=CalendarMethod.REQUEST,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )
