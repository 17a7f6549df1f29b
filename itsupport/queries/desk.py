"""A request as the desk reads it: the person, the town hall, the machines, what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum

from itsupport.models import (
    Asset,
    CannedReply,
    ChecklistItem,
    Presence,
    Ticket,
    TicketLink,
    TimeEntry,
    Watcher,
)
from itsupport.queries.desk_people import agents
from itsupport.queries.tickets import Conversation, messages_of, told
from itsupport.queries.tracks import Progress, asked_from, followed
from itsupport.states.tickets import TICKET_FLOW, Direction
from portal.database.together import together, totals
from portal.lib.dates import paris_date
from portal.lib.opening import is_open, next_opening, opening_in_words, parse_hours

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from portal.workflow import Transition

BESIDE = 5
PRESENT_FOR = timedelta(seconds=60)
BARE = ("resume", "await_supplier", "await_part", "solve", "reopen", "close", "reject")
"""The verbs that a button does alone; the others need a word, a date or another request."""


@dataclass(frozen=True, slots=True)
class TownHall:
    """Whether it is open now, and the opening under way or to come; no words when its hours are unknown."""

    open: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the desk sees beside the conversation."""

    verbs: list[Transition]
    town_hall: TownHall
    assets: list[Asset]
    checklist: list[ChecklistItem]
    times: list[TimeEntry]
    minutes: int
    kilometres: int
    watchers: list[Watcher]
    links: list[TicketLink]
    before: list[Ticket]
    replies: list[CannedReply]
    equipment: list[Progress]
    main: tuple[str, ...] = ("solve", "resume", "reopen", "close")
    """The verbs whose buttons stand first; the others are in a menu."""

    @property
    def done(self) -> int:
        return sum(item.done_at is not None for item in self.checklist)


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The conversation, what stands beside it, who else has it open, and to whom it may be given."""

    talk: Conversation
    beside: Beside
    others: list[Presence]
    agents: list[User]


def desk_page(ticket: Ticket, user: User, *, at: datetime) -> DeskPage:
    """All that the page of a request shows of it, asked in one statement; files and origins of mails come after."""
    times = TimeEntry.objects.filter(ticket=ticket)
    found = together(
        messages_of(ticket, user),
        ticket.assets.order_by("name"),
        ticket.checklist.all(),
        times.select_related("agent")[:BESIDE],
        totals(times, minutes=Sum("minutes"), kilometres=Sum("kilometres")),
        ticket.watchers.all(),
        ticket.links.select_related("other"),
        seen_before(ticket, user),
        CannedReply.objects.filter(active=True),
        _also_here(ticket, user, at=at),
        agents(on=paris_date(at)),
        asked_from(user, ticket=ticket),
    )
    messages, assets, checklist, worked, (spent,), watchers, links, before, replies = found[:9]
    around = Beside(
        verbs=[one for one in TICKET_FLOW.possible(ticket.state) if one.verb in BARE],
        town_hall=town_hall_of(ticket, at=at),
        assets=assets,
        checklist=checklist,
        times=worked,
        minutes=spent["minutes"] or 0,
        kilometres=spent["kilometres"] or 0,
        watchers=watchers,
        links=links,
        before=before,
        replies=replies,
        equipment=followed(found[11]),
    )
    return DeskPage(told(ticket, messages), around, others=found[9], agents=found[10])


def preview(
    ticket: Ticket | None, user: User, *, at: datetime, also: Sequence[QuerySet[Any, Any]] = ()
) -> tuple[dict[str, object], list[Any]]:
    """What the side of the inbox shows of the request in hand, nothing of none; and the answers to other questions
    of the page, asked in the same statement.
    """
    if ticket is None:
        return {"ticket": None}, together(*also)
    said = ticket.messages.exclude(direction=Direction.NOTE).order_by("-at", "-pk")[:1]
    last, assets, before, *others = together(
        said, ticket.assets.order_by("name"), seen_before(ticket, user), *also
    )
    shown = {
        "ticket": ticket,
        "last": last[0] if last else None,
        "town_hall": town_hall_of(ticket, at=at),
        "assets": assets,
        "before": before,
    }
    return shown, others


def also_here(ticket: Ticket, user: User, *, at: datetime) -> list[Presence]:
    """The colleagues who have the request open, those who write first."""
    return list(_also_here(ticket, user, at=at))


def _also_here(ticket: Ticket, user: User, *, at: datetime) -> QuerySet[Presence]:
    rows = Presence.objects.filter(ticket=ticket, seen_at__gt=at - PRESENT_FOR).exclude(user=user)
    return rows.select_related("user").order_by("-writing", "user__last_name")


def seen_before(ticket: Ticket, user: User) -> QuerySet[Ticket]:
    """Earlier requests on the same machines or of the same category there, the latest first."""
    if ticket.commune_id is None:
        return Ticket.objects.none()
    same = Q(assets__in=ticket.assets.values("pk"))
    if ticket.category_id:
        same |= Q(category_id=ticket.category_id)
    found = Ticket.objects.filter(same, commune_id=ticket.commune_id).exclude(pk=ticket.pk)
    rows = Ticket.objects.visible_to(user).filter(pk__in=found.values("pk"))
    return rows.order_by("-opened_at")[:BESIDE]


def town_hall_of(ticket: Ticket, *, at: datetime) -> TownHall:
    commune = ticket.commune
    hours = parse_hours(commune.opening_hours) if commune else ()
    if commune is None or not hours:
        return TownHall()
    friday = commune.good_friday_off
    following = next_opening(hours, at, good_friday=friday)
    words = opening_in_words(following, paris_date(at)) if following else ""
    return TownHall(is_open(hours, at, good_friday=friday), words)
