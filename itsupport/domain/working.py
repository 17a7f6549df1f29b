"""What the work on a request leaves: time, kilometres, things to do, a part that becomes another request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from itsupport.domain.log import log, touch
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import ChecklistItem, Ticket, TicketFile, TicketMessage, TimeEntry
from itsupport.states.tickets import EventKind, TicketChannel, TicketKind
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Minutes and kilometres of one agent on one day."""

    on: date
    minutes: int = 0
    kilometres: int = 0
    on_site: bool = False
    note: str = ""


@transaction.atomic
def spend(ticket_id: int, spent: Spent, *, by: User, at: datetime) -> TimeEntry:
    """Note the time spent on a request, for its commune."""
    ticket = Ticket.objects.locked(ticket_id)
    if ticket.commune_id is None:
        raise Refusal("Dites d’abord pour quelle commune est la demande.")
    if not spent.minutes and not spent.kilometres:
        raise Refusal("Notez des minutes ou des kilomètres.")
    entry = TimeEntry.objects.create(
        ticket=ticket,
        commune_id=ticket.commune_id,
        agent=by,
        on=spent.on,
        minutes=spent.minutes,
        kilometres=spent.kilometres,
        on_site=spent.on_site,
        note=spent.note,
    )
    record("spend", ticket, by=by, at=at, minutes=spent.minutes, kilometres=spent.kilometres)
    return entry


@transaction.atomic
def add_to_checklist(ticket_id: int, text: str, *, by: User | None, at: datetime) -> None:
    """One thing a line."""
    ticket = Ticket.objects.locked(ticket_id)
    lines = [" ".join(line.split())[:200] for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refusal("Écrivez au moins une chose à faire.")
    last = ticket.checklist.aggregate(Max("position"))["position__max"] or 0
    ChecklistItem.objects.bulk_create(
        ChecklistItem(ticket=ticket, commune_id=ticket.commune_id, position=last + rank, text=line)
        for rank, line in enumerate(lines, 1)
    )
    touch(ticket, at=at)


@transaction.atomic
def tick(ticket_id: int, item_id: int, *, by: User, at: datetime) -> None:
    """Done; a second time, not done after all."""
    ticket = Ticket.objects.locked(ticket_id)
    item = ticket.checklist.get(pk=item_id)
    item.done_at, item.done_by = (None, None) if item.done_at else (at, by)
    item.save(update_fields=["done_at", "done_by"])
    touch(ticket, at=at)


@transaction.atomic
def split(ticket_id: int, message_id: int, title: str, *, by: User, at: datetime) -> Ticket:
    """Make another request of one message, which speaks of something else."""
    ticket = Ticket.objects.locked(ticket_id)
    message = TicketMessage.objects.get(ticket=ticket, pk=message_id)
    if ticket.messages.count() == 1:
        raise Refusal("La demande n’a que ce message : changez plutôt son objet.")
    other = open_ticket(
        NewTicket(
            commune_id=ticket.commune_id,
            title=title,
            text=message.text or "Pièce jointe",
            channel=TicketChannel(ticket.channel),
            kind=TicketKind(ticket.kind),
            requester_id=ticket.requester_id,
            name=message.author,
            email=ticket.requester_email,
            phone=ticket.requester_phone,
            site_id=ticket.site_id,
            parent_id=ticket.pk,
            message_id=message.message_id,
            html=message.html,
            acknowledge=False,
        ),
        by=by,
        at=at,
    )
    first = other.messages.get()
    TicketFile.objects.filter(message=message).update(ticket=other, message=first)
    log(ticket, EventKind.SPLIT, by=by, at=at, after=other.ref)
    touch(ticket, at=at)
    return other
