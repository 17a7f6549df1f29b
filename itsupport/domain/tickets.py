"""The life of a request for help, from both sides: the town hall that asks, the desk that answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune
from itsupport.domain.files import keep_files
from itsupport.domain.log import check_version, log, move, set_deadlines, touch
from itsupport.domain.telling import tell_answer, tell_received, tell_team
from itsupport.models import Ticket, TicketAsset, TicketMessage, TicketSeries
from itsupport.queries.priority import priority_of
from itsupport.states.tickets import (
    OPEN_STATES,
    Direction,
    EventKind,
    Level,
    TicketChannel,
    TicketKind,
    TicketState,
)
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.files import Given

REOPENED_FOR = timedelta(days=14)
"""How long a solved request is reopened by a word of the commune; then it closes, and a word opens another."""
TITLE, FIRST_WORDS = 200, 80


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What is known when somebody asks for help. `commune_id` is None when a sender may write for several."""

    commune_id: int | None
    text: str
    title: str = ""
    channel: TicketChannel = TicketChannel.WEB
    kind: TicketKind = TicketKind.INCIDENT
    category_id: int | None = None
    urgency: int = Level.MEDIUM
    impact: int = Level.MEDIUM
    site_id: int | None = None
    requester_id: int | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    asset_ids: tuple[int, ...] = ()
    files: tuple[Given, ...] = ()
    html: str = ""
    message_id: str = ""
    parent_id: int | None = None
    acknowledge: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as it was written: its text, its files, the mail it came in."""

    text: str
    author: str
    files: tuple[Given, ...] = ()
    html: str = ""
    message_id: str = ""


@transaction.atomic
def open_ticket(new: NewTicket, *, by: User | None, at: datetime) -> Ticket:
    """Give the request its number, its first message and its deadlines; tell both sides.

    What the service planned itself, it is not told.
    """
    if not new.text.strip() and not new.files:
        raise Refusal("Dites en quelques mots ce qui se passe.")
    ticket = Ticket.objects.create(
        ref=_next_ref(at),
        commune=Commune.objects.get(pk=new.commune_id) if new.commune_id else None,
        title=(new.title.strip() or _first_words(new.text))[:TITLE],
        channel=new.channel,
        kind=new.kind,
        category_id=new.category_id,
        urgency=new.urgency,
        impact=new.impact,
        priority=priority_of(new.urgency, new.impact),
        site_id=new.site_id,
        requester_id=new.requester_id,
        requester_name=new.name,
        requester_email=new.email,
        requester_phone=new.phone,
        parent_id=new.parent_id,
        opened_at=at,
        opened_by=by,
        changed_at=at,
    )
    log(ticket, EventKind.STATE, by=by, at=at, after=TicketState.NEW)
    record("open", ticket, by=by, at=at, channel=str(new.channel))
    _keep_first_message(ticket, new, by=by, at=at)
    if new.commune_id:
        TicketAsset.objects.bulk_create(
            TicketAsset(ticket=ticket, asset_id=pk, commune_id=new.commune_id)
            for pk in dict.fromkeys(new.asset_ids)
        )
    set_deadlines(ticket)
    _tell_both(ticket, new, at=at)
    return ticket


@transaction.atomic
def say(ticket_id: int, said: Said, *, by: User | None, at: datetime) -> Ticket:
    """A word of the commune: it wakes a request that waited for it, and reopens a solved one.

    On a request that ended, it opens another, which says where it comes from. Returns the one spoken on.
    """
    ticket = Ticket.objects.locked(ticket_id)
    if not said.text.strip() and not said.files:
        raise Refusal("Écrivez un mot, ou joignez un fichier.")
    if ticket.state == TicketState.MERGED and ticket.merged_into_id:
        return say(ticket.merged_into_id, said, by=by, at=at)
    if not _still_listens(ticket, at=at):
        return _go_on_elsewhere(ticket, said, by=by, at=at)
    keep_message(ticket, said, Direction.IN, by=by, at=at)
    if ticket.state == TicketState.SOLVED:
        move("reopen", ticket, by=by, at=at, solved_at=None, warned_at=None)
    elif ticket.state == TicketState.WAITING_COMMUNE:
        move("resume", ticket, by=by, at=at)
    else:
        touch(ticket, at=at)
    tell_team(ticket, at=at)
    return ticket


@transaction.atomic
def solve_for_commune(ticket_id: int, *, by: User | None, at: datetime) -> Ticket:
    """« Résolu », says the commune itself: it is. Said of a request already solved, it changes nothing."""
    ticket = Ticket.objects.locked(ticket_id)
    if ticket.is_open and ticket.commune_id is not None:
        move("solve", ticket, by=by, at=at, solved_at=at)
    return ticket


@transaction.atomic
def reply(
    ticket_id: int,
    said: Said,
    *,
    by: User,
    at: datetime,
    version: int | None = None,
    then: str = "",
) -> TicketMessage:
    """Answer the one who asked, by mail and on the portal; `then` is the verb that the request goes on with.

    `then`: « ask », « await_supplier », « await_part », « solve », or nothing, which takes a new request up.
    """
    ticket = Ticket.objects.locked(ticket_id)
    check_version(ticket, version)
    if not said.text.strip():
        raise Refusal("Écrivez votre réponse.")
    if ticket.commune_id is None:
        raise Refusal("Dites d’abord pour quelle commune est la demande.")
    message = keep_message(ticket, said, Direction.OUT, by=by, at=at)
    changes: dict[str, object] = {} if ticket.answered_at else {"answered_at": at}
    if ticket.assignee_id is None:
        changes["assignee"] = by
        log(ticket, EventKind.ASSIGNEE, by=by, at=at, after=str(by))
    verb = then or ("take" if ticket.state in {TicketState.NEW, TicketState.REOPENED} else "")
    if verb == "solve":
        changes["solved_at"] = at
    if verb:
        move(verb, ticket, by=by, at=at, **changes)
    else:
        touch(ticket, at=at, **changes)
        set_deadlines(ticket)
    tell_answer(ticket, message, at=at)
    return message


@transaction.atomic
def note(ticket_id: int, said: Said, *, by: User, at: datetime) -> TicketMessage:
    """A note that only the team reads. It moves nothing."""
    ticket = Ticket.objects.locked(ticket_id)
    if not said.text.strip() and not said.files:
        raise Refusal("Écrivez votre note.")
    message = keep_message(ticket, said, Direction.NOTE, by=by, at=at)
    touch(ticket, at=at)
    return message


def close_solved(*, at: datetime) -> int:
    """Close what has been solved for 14 days without a word; return how many."""
    due = Ticket.objects.filter(state=TicketState.SOLVED, solved_at__lt=at - REOPENED_FOR)
    closed = 0
    for pk in list(due.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            ticket = Ticket.objects.locked(pk)
            if ticket.state == TicketState.SOLVED:
                move("close", ticket, by=None, at=at)
                closed += 1
    return closed


def _tell_both(ticket: Ticket, new: NewTicket, *, at: datetime) -> None:
    if new.acknowledge:
        tell_received(ticket, at=at)
    if new.channel != TicketChannel.PLAN:
        tell_team(ticket, at=at)


def _still_listens(ticket: Ticket, *, at: datetime) -> bool:
    """Open, or solved for less than a fortnight."""
    if ticket.state == TicketState.SOLVED:
        return ticket.solved_at is not None and at - ticket.solved_at <= REOPENED_FOR
    return ticket.state in OPEN_STATES


def _go_on_elsewhere(ticket: Ticket, said: Said, *, by: User | None, at: datetime) -> Ticket:
    """A word on a request that ended opens another, for the same commune and people."""
    new = NewTicket(
        commune_id=ticket.commune_id,
        title=ticket.title,
        text=said.text,
        channel=TicketChannel.MAIL if said.message_id else TicketChannel.WEB,
        kind=TicketKind(ticket.kind),
        category_id=ticket.category_id,
        urgency=ticket.urgency,
        impact=ticket.impact,
        site_id=ticket.site_id,
        requester_id=ticket.requester_id,
        name=ticket.requester_name or said.author,
        email=ticket.requester_email,
        phone=ticket.requester_phone,
        asset_ids=tuple(ticket.assets.values_list("pk", flat=True)),
        files=said.files,
        html=said.html,
        message_id=said.message_id,
        parent_id=ticket.pk,
    )
    return open_ticket(new, by=by, at=at)


def _keep_first_message(
    ticket: Ticket, new: NewTicket, *, by: User | None, at: datetime
) -> TicketMessage:
    said = Said(
        text=new.text,
        author=new.name or new.email or "la mairie",
        files=new.files,
        html=new.html,
        message_id=new.message_id,
    )
    return keep_message(ticket, said, Direction.IN, by=by, at=at)


def keep_message(
    ticket: Ticket, said: Said, direction: Direction, *, by: User | None, at: datetime
) -> TicketMessage:
    """A message and its files, on a request that the caller holds. It moves nothing and tells nobody."""
    message = TicketMessage.objects.create(
        ticket=ticket,
        commune_id=ticket.commune_id,
        direction=direction,
        at=at,
        by=by,
        author=said.author[:120],
        text=said.text.strip(),
        html=said.html,
        message_id=said.message_id,
    )
    keep_files(ticket, message, said.files, at=at)
    record(f"message_{direction.value}", ticket, by=by, at=at, message=message.pk)
    return message


def _next_ref(at: datetime) -> str:
    """« 2026-00123 »: the year in Paris, then a number without holes."""
    year = paris_date(at).year
    TicketSeries.objects.bulk_create([TicketSeries(year=year)], ignore_conflicts=True)
    series = TicketSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year}-{series.last:05d}"


def _first_words(text: str) -> str:
    """The first line, cut at a word near eighty characters."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    line = next((line for line in lines if line), "Demande d’aide")
    return line if len(line) <= FIRST_WORDS else f"{line[:FIRST_WORDS].rsplit(' ', 1)[0]}…"
