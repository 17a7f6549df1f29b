"""Saying for which commune a request is: its log, its messages and its files follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.log import log, set_deadlines, touch
from itsupport.models import (
    ChecklistItem,
    Ticket,
    TicketAsset,
    TicketEvent,
    TicketFile,
    TicketMessage,
    TimeEntry,
    Watcher,
)
from itsupport.states.tickets import ENDED_STATES, EventKind
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Commune
    from portal.accounts.models import User

_FOLLOW = (TicketEvent, TicketMessage, TicketFile, Watcher, ChecklistItem)


@transaction.atomic
def choose_commune(ticket_id: int, commune: Commune, *, by: User | None, at: datetime) -> None:
    """Give a request its commune, or change it while nothing of the former one hangs from it."""
    with wall_for_all(user_id=by.pk if by else None):
        ticket = Ticket.objects.locked(ticket_id)
        if ticket.commune_id == commune.pk:
            return
        if ticket.state in ENDED_STATES:
            raise Refusal("La demande est close : sa commune ne change plus.")
        if TimeEntry.objects.filter(ticket=ticket).exists():
            raise Refusal("Du temps est déjà noté pour une autre commune : corrigez-le d’abord.")
        before = ticket.commune.name if ticket.commune else None
        TicketAsset.objects.filter(ticket=ticket).delete()
        touch(ticket, at=at, commune=commune, site=None)
        for table in _FOLLOW:
            table.objects.filter(ticket=ticket).update(commune=commune)
        log(ticket, EventKind.COMMUNE, by=by, at=at, before=before, after=commune.name)
        record("place", ticket, by=by, at=at, commune_id=commune.pk, before=before)
        set_deadlines(ticket)
