"""The log of a request, and the deadlines that derive from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itsupport import sla
from itsupport.models import Ticket, TicketEvent
from itsupport.queries.service import calendar_for, promise_for
from itsupport.states.tickets import (
    ENDED_STATES,
    OPEN_STATES,
    TICKET_FLOW,
    EventKind,
)
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


def log(
    ticket: Ticket,
    kind: EventKind,
    *,
    by: User | None,
    at: datetime,
    before: Any = None,
    after: Any = None,
) -> None:
    """Add a line to the log of a request that the caller holds.

    Lines never go back in time: two machines whose clocks differ, or a page that was slow to arrive, write the hour
    of the line before.
    """
    last, before_at = ticket.events.order_by("-seq").values_list("seq", "at").first() or (0, at)
    TicketEvent.objects.create(
        ticket=ticket,
        commune_id=ticket.commune_id,
        seq=last + 1,
        kind=kind,
        at=max(at, before_at),
        by=by,
        before=before,
        after=after,
    )


def move(verb: str, ticket: Ticket, *, by: User | None, at: datetime, **changes: Any) -> None:
    """Change the state of a request that the caller holds; its log and its deadlines follow."""
    before = ticket.state
    target = TICKET_FLOW.check(verb, ticket).target
    if target in ENDED_STATES:
        changes["ended_at"] = at
    changes = {"changed_at": at, "version": ticket.version + 1, **changes}
    TICKET_FLOW.apply(verb, ticket, by=by, at=at, **changes)
    if before != target:
        log(ticket, EventKind.STATE, by=by, at=at, before=before, after=target)
    set_deadlines(ticket)


def touch(ticket: Ticket, *, at: datetime, **changes: Any) -> None:
    """Save what changed of a request that the caller holds, but its state."""
    for name, value in {"changed_at": at, "version": ticket.version + 1, **changes}.items():
        setattr(ticket, name, value)
    ticket.save(update_fields=["changed_at", "version", *changes])


def set_deadlines(ticket: Ticket) -> None:
    """Compute both deadlines from the log. They are empty while the clock is stopped."""
    opened_on = paris_date(ticket.opened_at)
    promise = promise_for(ticket.priority, on=opened_on)
    calendar = calendar_for(ticket.commune, on=opened_on)
    answer_by = due_at = None
    if promise and calendar and ticket.state in OPEN_STATES:
        events = state_log(ticket)
        due_at = sla.due_at(events, minutes=promise.solve, calendar=calendar)
        if ticket.answered_at is None:
            answer_by = sla.due_at(events, minutes=promise.answer, calendar=calendar)
    if (ticket.answer_by, ticket.due_at) != (answer_by, due_at):
        ticket.answer_by, ticket.due_at = answer_by, due_at
        ticket.save(update_fields=["answer_by", "due_at"])


def state_log(ticket: Ticket) -> list[tuple[datetime, str]]:
    """(instant, state entered), in order: all that a deadline needs to know of a request."""
    rows = ticket.events.filter(kind=EventKind.STATE).order_by("seq")
    return [(at, str(after)) for at, after in rows.values_list("at", "after")]


def check_version(ticket: Ticket, version: int | None) -> None:
    """Refuse to write over what somebody else did since the page was opened."""
    if version is not None and version != ticket.version:
        raise Refusal(
            "Quelqu’un a changé cette demande pendant que vous écriviez : relisez-la, "
            "votre texte est gardé ci-dessous."
        )
