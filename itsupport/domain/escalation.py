"""Telling the desk before a deadline passes, once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport import sla
from itsupport.domain.log import log
from itsupport.domain.telling import tell_warning
from itsupport.models import Ticket
from itsupport.queries.service import calendar_for, promise_for
from itsupport.states.tickets import OPEN_STATES, EventKind
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from datetime import datetime

AHEAD = timedelta(days=14)
"""No warning comes earlier than this: a percentage of the longest promise is less, holidays included."""
MANY = 500


def warn_due(*, at: datetime) -> int:
    """Warn of each request that has less left than its promise's share; return how many were told."""
    rows = Ticket.objects.filter(
        state__in=OPEN_STATES, warned_at=None, due_at__isnull=False, due_at__lt=at + AHEAD
    )
    told = 0
    for pk in list(rows.order_by("due_at").values_list("pk", flat=True)[:MANY]):
        with transaction.atomic():
            ticket = Ticket.objects.locked(pk)
            if _is_near(ticket, at=at):
                ticket.warned_at = at
                ticket.save(update_fields=["warned_at"])
                log(ticket, EventKind.ESCALATION, by=None, at=at)
                tell_warning(ticket, at=at)
                told += 1
    return told


def _is_near(ticket: Ticket, *, at: datetime) -> bool:
    """Whether what is left, in business minutes, is at most the promised share of the whole."""
    if ticket.due_at is None or ticket.warned_at is not None or not ticket.is_open:
        return False
    opened_on = paris_date(ticket.opened_at)
    promise = promise_for(ticket.priority, on=opened_on)
    calendar = calendar_for(ticket.commune, on=opened_on)
    if promise is None or calendar is None:
        return False
    left = sla.minutes_between(at, ticket.due_at, calendar)
    return left * 100 <= promise.solve * promise.warn_percent
