"""Which request a received mail goes on with, and whether its sender takes part in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from communes.models import Commune, Position
from communes.states import Role
from itsupport.inbound.addressing import read_ticket_id
from itsupport.inbound.threading import candidate_of
from itsupport.models import Ticket
from itsupport.queries.linked import communes_of_address
from itsupport.queries.links import mail_domain, mail_key
from itsupport.states.tickets import TicketState
from portal.lib.dates import paris_date
from portal.lib.text import fold

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.inbound import InboundMessage
    from portal.accounts.models import User

_NOBODY = "nobody@invalid"
"""In the place of a mailbox that is not set: no address was ever sealed for it."""


def ticket_of(message: InboundMessage, *, at: datetime) -> Ticket | None:
    """The request that a mail goes on with, the one it was merged into. A number in a subject counts only from
    somebody who takes part in it; a seal of ours counts from anybody, since we wrote it to somebody of the request.
    """
    candidate = candidate_of(
        message, key=mail_key(), domain=mail_domain(), mailbox=settings.SUPPORT_ADDRESS or _NOBODY
    )
    if candidate is None:
        return None
    if candidate.ticket_id is not None:
        return _living(Ticket.objects.filter(pk=candidate.ticket_id).first())
    ticket = Ticket.objects.filter(ref=candidate.reference).first()
    if ticket is None or not takes_part(message.from_address, ticket, at=at):
        return None
    return _living(ticket)


def ticket_of_bounce(message: InboundMessage, *, at: datetime) -> Ticket | None:
    """The request whose mail did not arrive: the notice names our Message-ID."""
    if message.bounced:
        found = read_ticket_id(message.bounced.message_id, key=mail_key(), domain=mail_domain())
        if found is not None:
            return _living(Ticket.objects.filter(pk=found).first())
    return ticket_of(message, at=at)


def takes_part(address: str, ticket: Ticket, *, at: datetime) -> bool:
    """Who asked, who is in copy, anybody of the same town hall, an agent of the desk."""
    if not address:
        return False
    if address == ticket.requester_email.lower() or agent_of(address, at=at) is not None:
        return True
    if ticket.watchers.filter(email__iexact=address).exists():
        return True
    return ticket.commune_id in communes_of_address(address, on=paris_date(at))


def agent_of(address: str, *, at: datetime) -> User | None:
    """Somebody of the desk who writes from her own address."""
    held = Position.objects.on(paris_date(at)).filter(role=Role.IT_AGENT)
    found = held.filter(person__user__email__iexact=address).select_related("person__user").first()
    return found.person.user if found else None


def commune_named(words: str, ticket: Ticket, *, at: datetime) -> Commune | None:
    """The commune whose name, whole, is the first line of an answer to « pour quelle commune ? »."""
    first = next((fold(line) for line in words.splitlines() if line.strip()), "").strip(" .,;!")
    found = communes_of_address(ticket.requester_email, on=paris_date(at))
    same = [one for one in Commune.objects.filter(pk__in=found) if fold(one.name) == first]
    return same[0] if len(same) == 1 else None


def _living(ticket: Ticket | None) -> Ticket | None:
    """What was merged goes on where it was merged; merged in a ring, it stays."""
    seen = set()
    while ticket and ticket.state == TicketState.MERGED and ticket.merged_into_id not in seen:
        seen.add(ticket.pk)
        ticket = ticket.merged_into
    return ticket
