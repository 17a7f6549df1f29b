"""Who is told what of a request, by mail: written in the transaction of the fact."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from communes.queries.addresses import team_addresses
from communes.states import Role
from itsupport.domain.caps import take_one
from itsupport.notifications.tickets import (
    TicketAnswered,
    TicketMoved,
    TicketReceived,
    TicketWarned,
)
from itsupport.queries.linked import communes_of_requester
from itsupport.queries.links import reply_address, sent_message_id, ticket_link
from itsupport.queries.news import NEWS
from portal.lib.dates import paris_date, short_date
from portal.mail.digest import Reminder, remind
from portal.mail.notifications import Attached, enqueue

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Ticket, TicketMessage

MAILED = 5 * 1024 * 1024
"""Bytes of files that leave with an answer; beyond, mail servers refuse them."""


def tell_received(ticket: Ticket, *, at: datetime) -> None:
    """« Nous avons bien reçu votre demande », and « pour quelle commune ? »: automatic, once a request, capped."""
    if take_one(ticket.requester_email, ticket, at=at) is None:
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
            which=_which(ticket, at=at),
        ),
        at=at,
    )


def _which(ticket: Ticket, *, at: datetime) -> tuple[str, ...]:
    """The communes to choose from, while nobody said for which one it is."""
    if ticket.commune_id is not None:
        return ()
    return tuple(commune.name for commune in communes_of_requester(ticket, at=at))


def tell_answer(ticket: Ticket, message: TicketMessage, *, at: datetime) -> None:
    """The answer, to the one who asked and to those in copy, in the thread of what they wrote."""
    references = tuple(
        message_id
        for message_id in ticket.messages.exclude(message_id="").values_list(
            "message_id", flat=True
        )
    )[-10:]
    attached = _attached(message)
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
                attachments=attached,
                link=ticket_link(ticket),
            )
            for rank, email in enumerate(to)
        ),
        at=at,
    )


def _attached(message: TicketMessage) -> tuple[Attached, ...]:
    """The files of the answer, all of them or none: beyond 5 MB the mail gives the address of the page."""
    files = list(message.files.order_by("pk"))
    if sum(file.size for file in files) > MAILED:
        return ()
    return tuple(
        Attached(name=file.name, kind=file.content_type, stored=str(file.file.name))
        for file in files
    )


def tell_team(ticket: Ticket, *, at: datetime) -> None:
    """A request arrived or spoke: its agent is told, or the whole desk while it has none.

    Capped as every automatic mail: beyond, the news goes into the one summary of the next morning, which is the fifth
    of the day. A mail of the desk's own robots causes no other: it is known, and files itself.
    """
    last = ticket.messages.order_by("-pk").first()
    if last is None:
        return
    left = {email: take_one(email, ticket, at=at, spared=1) for email in _desk_of(ticket, at=at)}
    remind(*(_news(ticket, email, at=at) for email, rest in left.items() if rest is None), at=at)
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
                last=rest == 0,
            )
            for email, rest in left.items()
            if rest is not None
        ),
        at=at,
    )


def _news(ticket: Ticket, email: str, *, at: datetime) -> Reminder:
    """A line of the next summary, once a request however much it says."""
    today = paris_date(at)
    return Reminder(
        key=f"{NEWS}:{ticket.pk}:{today:%Y-%m-%d}:{email.lower()}"[:200],
        to=email,
        kind=NEWS,
        subject_id=ticket.pk,
        day=today + timedelta(days=1),
        title=ticket.title,
        text=f"{ticket.commune or 'Commune à préciser'}, demande {ticket.ref} : du nouveau le {short_date(today)}.",
        url=reverse("itsupport:desk_ticket", args=(ticket.pk,)),
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
