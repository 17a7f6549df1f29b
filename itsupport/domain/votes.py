"""What the town hall thinks of the service, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.log import log, touch
from itsupport.models import Ticket
from itsupport.states.tickets import EventKind, TicketState
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def vote(
    ticket_id: int, satisfaction: int, *, word: str = "", by: User | None, at: datetime
) -> None:
    """1 (no) to 3 (yes), with a word. It may be changed: the last one counts."""
    ticket = Ticket.objects.locked(ticket_id)
    if ticket.state not in {TicketState.SOLVED, TicketState.CLOSED}:
        raise Refusal("La demande n’est pas encore résolue : votre avis viendra ensuite.")
    before = ticket.satisfaction
    touch(
        ticket,
        at=at,
        satisfaction=satisfaction,
        satisfaction_word=word.strip()[:300],
        voted_at=at,
    )
    log(ticket, EventKind.VOTE, by=by, at=at, before=before, after=satisfaction)
    record("vote", ticket, by=by, at=at, satisfaction=satisfaction)
