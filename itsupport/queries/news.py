"""What a request said since its last notice to the desk, and that nobody of the desk has answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from itsupport.models import Ticket, TicketMessage
from itsupport.states.tickets import Direction
from portal.mail.models import DigestItem

if TYPE_CHECKING:
    from django.db.models import QuerySet

NEWS = "itsupport.ticket.news"
"""The reminders that take the place of the notices beyond the cap of the day."""


def spoken() -> QuerySet[Ticket]:
    """The open requests whose last word is not the desk's; notes do not count."""
    said = TicketMessage.objects.filter(ticket=OuterRef("pk")).exclude(direction=Direction.NOTE)
    last = Subquery(said.order_by("-pk").values("direction")[:1])
    return Ticket.objects.open().annotate(last=last).filter(last=Direction.IN)


def still_spoken(ticket_id: int) -> bool:
    """Whether this request still waits for the desk to read it."""
    return spoken().filter(pk=ticket_id).exists()


def unread_news(email: str) -> QuerySet[Ticket]:
    """The requests that this address will read about in its next summary."""
    waiting = DigestItem.objects.filter(
        kind=NEWS, to=email.lower(), email=None, dropped_at=None
    ).values("subject_id")
    return spoken().filter(pk__in=waiting)
