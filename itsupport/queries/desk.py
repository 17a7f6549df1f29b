"""A request as the desk reads it: the person, the town hall, the machines, what was done before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

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
from itsupport.queries.tracks import Progress, requests_from
from itsupport.states.tickets import TICKET_FLOW, Direction
from portal.lib.dates import paris_date
from portal.lib.opening import is_open, next_opening, opening_in_words, parse_hours

if TYPE_CHECKING:
    from datetime import datetime

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


def beside(ticket: Ticket, user: User, *, at: datetime) -> Beside:
    times = TimeEntry.objects.filter(ticket=ticket)
    spent = times.aggregate(minutes=Sum("minutes"), kilometres=Sum("kilometres"))
    return Beside(
        verbs=[one for one in TICKET_FLOW.possible(ticket.state) if one.verb in BARE],
        town_hall=town_hall_of(ticket, at=at),
        assets=list(ticket.assets.order_by("name")),
        checklist=list(ticket.checklist.select_related("done_by")),
        times=list(times.select_related("agent")[:BESIDE]),
        minutes=spent["minutes"] or 0,
        kilometres=spent["kilometres"] or 0,
        watchers=list(ticket.watchers.all()),
        links=list(ticket.links.select_related("other__commune")),
        before=seen_before(ticket, user),
        replies=list(CannedReply.objects.filter(active=True)),
        equipment=requests_from(user, ticket=ticket),
    )


def preview(ticket: Ticket | None, user: User, *, at: datetime) -> dict[str, object]:
    """What the side of the inbox shows of the request in hand; nothing of none."""
    if ticket is None:
        return {"ticket": None}
    return {
        "ticket": ticket,
        "last": ticket.messages.exclude(direction=Direction.NOTE).order_by("-at", "-pk").first(),
        "town_hall": town_hall_of(ticket, at=at),
        "assets": list(ticket.assets.order_by("name")),
        "before": seen_before(ticket, user),
    }


def also_here(ticket: Ticket, user: User, *, at: datetime) -> list[Presence]:
    """The colleagues who have the request open, those who write first."""
    rows = Presence.objects.filter(ticket=ticket, seen_at__gt=at - PRESENT_FOR).exclude(user=user)
    return list(rows.select_related("user").order_by("-writing", "user__last_name"))


def seen_before(ticket: Ticket, user: User) -> list[Ticket]:
    """Earlier requests on the same machines or of the same category there, the latest first."""
    if ticket.commune_id is None:
        return []
    same = Q(assets__in=ticket.assets.values("pk"))
    if ticket.category_id:
        same |= Q(category_id=ticket.category_id)
    found = Ticket.objects.filter(same, commune_id=ticket.commune_id).exclude(pk=ticket.pk)
    rows = Ticket.objects.visible_to(user).filter(pk__in=found.values("pk"))
    return list(rows.order_by("-opened_at")[:BESIDE])


def town_hall_of(ticket: Ticket, *, at: datetime) -> TownHall:
    commune = ticket.commune
    hours = parse_hours(commune.opening_hours) if commune else ()
    if commune is None or not hours:
        return TownHall()
    friday = commune.good_friday_off
    following = next_opening(hours, at, good_friday=friday)
    words = opening_in_words(following, paris_date(at)) if following else ""
    return TownHall(is_open(hours, at, good_friday=friday), words)
