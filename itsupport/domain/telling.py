"""Who is told what of a request, by mail: written in the transaction of the fact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.queries.addresses import team_addresses
from communes.states import Role
from itsupport.notifications.tickets import (
    TicketAnswered,
    TicketMoved,
    TicketReceived,
    TicketWarned,
)
from itsupport.queries.links import reply_address, sent_message_id, ticket_link
from portal.lib.dates import paris_date
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Ticket, TicketMessage


def tell_received(ticket: Ticket, *, at: datetime) -> None:
    """« Nous avons bien reçu votre demande »: automatic, once a request."""
    if not ticket.requester_email:
        return
    first = ticket.messages.order_by("pk").first()
    references = (first.message_id,) if first and first.message_id else ()
    enqueue(
        TicketReceived(
            to=ticket.requester_email,
            commune_id=ticket.commune_id or 0,
            reply_to=reply_address(ticket),
            message_id=sent_message_id(ticket, 0),
            references=references,
            ticket_id=ticket.pk,
            ref=ticket.ref,
            title=ticket.title,
            due_at=ticket.due_at,
            link=ticket_link(ticket),
        ),
        at=at,
    )


def tell_answer(ticket: Ticket, message: TicketMessage, *, at: datetime) -> None:
    """The answer, to the one who asked and to those in copy, in the thread of what they wrote."""
    references = tuple(
        message_id
        for message_id in ticket.messages.exclude(message_id="").values_list(
            "message_id", flat=True
        )
    )[-10:]
    others = [watcher.email for watcher in ticket.watchers.order_by("pk")]
    to = [email for email in dict.fromkeys([ticket.requester_email, *others]) if email]
    message.message_id = sent_message_id(ticket, message.pk)
    message.save(update_fields=["message_id"])
    enqueue(
        *(
            TicketAnswered(
                to=email,
                commune_id=ticket.commune_id or 0,
                reply_to=reply_address(ticket),
                message_id=sent_message_id(ticket, message.pk, copy=rank),
                references=references,
                ticket_id=ticket.pk,
                serial=message.pk,
                ref=ticket.ref,
                title=ticket.title,
                text=message.text,
                author=message.author,
                solved=ticket.solved_at is not None,
                files=message.files.count(),
                link=ticket_link(ticket),
            )
            for rank, email in enumerate(to)
        ),
        at=at,
    )


def tell_team(ticket: Ticket, *, at: datetime) -> None:
    """A request arrived or spoke: its agent is told, or the whole desk while it has none."""
    last = ticket.messages.order_by("-pk").first()
    if last is None:
        return
    enqueue(
        *(
            TicketMoved(
                to=email,
                commune_id=0,
                ticket_id=ticket.pk,
                serial=last.pk,
                ref=ticket.ref,
                title=ticket.title,
                commune=ticket.commune.name if ticket.commune else "",
                author=last.author,
                text=last.text,
                due_at=ticket.due_at,
            )
            for email in _desk_of(ticket, at=at)
        ),
        at=at,
    )


def tell_warning(ticket: Ticket, *, at: datetime) -> None:
    """Before it is late: its agent, or the whole desk while it has none."""
    assert ticket.due_at is not None
    enqueue(
        *(
            TicketWarned(
                to=email,
                ticket_id=ticket.pk,
                ref=ticket.ref,
                title=ticket.title,
                commune=ticket.commune.name if ticket.commune else "",
                agent=str(ticket.assignee) if ticket.assignee else "",
                due_at=ticket.due_at,
                late=ticket.due_at <= at,
            )
            for email in _desk_of(ticket, at=at)
        ),
        at=at,
    )


def _desk_of(ticket: Ticket, *, at: datetime) -> list[str]:
    """Its agent, or the whole desk while it has none."""
    if ticket.assignee:
        return [ticket.assignee.email]
    return team_addresses(Role.IT_AGENT, on=paris_date(at))
