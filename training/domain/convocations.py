"""The invitations of a calendar, as they were last sent: one a half day, which only go forward (RFC 5546)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from training.models import CalendarItem
from training.states.registrations import OUTCOMES, CalendarMethod, RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import Registration, Slot

A_SECOND = timedelta(seconds=1)


def follow(registration: Registration, *, at: datetime) -> list[CalendarItem]:
    """Make the invitations say what the registration is now; return those to send, new, changed or taken back.

    Called with each line of the log. SEQUENCE goes up when the hours or the state change; a new room alone is a
    new stamp (RFC 5546, 2.1.4). What presence says afterwards changes no calendar.
    """
    if registration.state in OUTCOMES:
        return []
    if registration.state == RegistrationState.CONFIRMED:
        return _invite(registration, at=at)
    return _uninvite(registration, at=at)


def _invite(registration: Registration, *, at: datetime) -> list[CalendarItem]:
    kept = {item.slot_id: item for item in registration.calendar.all()}
    changed = []
    slots = registration.session.slots.filter(live=True)
    for slot in slots.select_related("room__commune", "room__site"):
        content = content_hash(registration, slot)
        item = kept.get(slot.pk)
        if item is None:
            changed.append(_first(registration, slot, content, at=at))
        elif item.method == CalendarMethod.REQUEST and item.content_hash != content:
            moved = (item.starts_at, item.ends_at) != (slot.starts_at, slot.ends_at)
            item.sequence += moved
            item.stamped_at = max(at, item.stamped_at + A_SECOND)
            item.starts_at, item.ends_at = slot.starts_at, slot.ends_at
            item.content_hash = content
            item.save()
            changed.append(item)
    return changed


def _uninvite(registration: Registration, *, at: datetime) -> list[CalendarItem]:
    """Take back every invitation that was sent. Registering again makes a new registration, with new ones."""
    gone = list(registration.calendar.filter(method=CalendarMethod.REQUEST))
    for item in gone:
        item.method = CalendarMethod.CANCEL
        item.sequence += 1
        item.stamped_at = max(at, item.stamped_at + A_SECOND)
        item.save()
    return gone


def content_hash(registration: Registration, slot: Slot) -> str:
    """Of what the reader sees: title, place and hours."""
    place = slot.room.full_address if slot.room else ""
    words = (
        registration.session.course.title,
        place,
        slot.starts_at.isoformat(),
        slot.ends_at.isoformat(),
    )
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _first(registration: Registration, slot: Slot, content: str, *, at: datetime) -> CalendarItem:
    host = urlsplit(settings.PORTAL_BASE_URL).hostname
    return CalendarItem.objects.create(
        registration=registration,
        commune_id=registration.commune_id,
        slot=slot,
        uid=f"{registration.uuid}-{slot.pk}@{host}",
        stamped_at=at,
        method=CalendarMethod.REQUEST,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        content_hash=content,
    )
