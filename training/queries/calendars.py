"""Half days as calendars hold them: one registration's, one person's, one commune's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from training.calendar import CalendarEvent
from training.models import CalendarItem
from training.states.registrations import CalendarMethod

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from training.models import CalendarFeed

CANCELLED_FOR = timedelta(days=30)
"""How long a feed still says that a half day was taken back."""
PAST_FOR = timedelta(days=365)


def event_of(item: CalendarItem, *, attendee: str = "", named: str = "") -> CalendarEvent:
    """`attendee`: for a mail, who is invited; `named`: for the feed of a town hall, whose half day it is."""
    session = item.registration.session
    title = session.course.title
    return CalendarEvent(
        uid=item.uid,
        sequence=item.sequence,
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        summary=f"{title} ({named})" if named else title,
        location=item.slot.room.full_address if item.slot.room else "",
        description=f"Formation, session {session.number}.",
        organizer=settings.DEFAULT_FROM_EMAIL,
        attendee=attendee,
        stamped_at=item.stamped_at,
        cancelled=item.method == CalendarMethod.CANCEL,
        url=settings.PORTAL_BASE_URL + reverse("training:session_detail", args=(session.pk,)),
    )


def items_of(feed: CalendarFeed, *, at: datetime) -> QuerySet[CalendarItem]:
    """A person's, whichever commune sends her; or of all whom a commune sends. The caller opens the wall."""
    rows = CalendarItem.objects.filter(
        Q(method=CalendarMethod.REQUEST, ends_at__gt=at - PAST_FOR)
        | Q(method=CalendarMethod.CANCEL, stamped_at__gt=at - CANCELLED_FOR)
    )
    if feed.person_id is not None:
        rows = rows.filter(registration__person_id=feed.person_id)
    else:
        rows = rows.filter(commune_id=feed.commune_id)
    return with_what_is_said(rows)


def with_what_is_said(rows: QuerySet[CalendarItem]) -> QuerySet[CalendarItem]:
    return rows.select_related(
        "registration__session__course",
        "registration__person",
        "slot__room__commune",
        "slot__room__site",
    ).defer("slot__room__commune__outline")


def events_of(feed: CalendarFeed, items: Iterable[CalendarItem]) -> list[CalendarEvent]:
    """The feed of a town hall says who goes; one's own need not."""
    return [
        event_of(item, named="" if feed.person_id else str(item.registration.person))
        for item in items
    ]
