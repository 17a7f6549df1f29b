"""A round as it is read: what could be taken on one, its stops with who opens the door, where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q

from itsupport.models import ChecklistItem, Round, RoundStop, RoundTask, Ticket
from itsupport.states.rounds import Outcome
from portal.lib.dates import day_in_words, in_paris, span_in_words
from portal.lib.opening import is_open, next_opening, parse_hours

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from communes.models import Commune, Site
    from portal.accounts.models import User
    from portal.lib.distances import Point

NOWHERE: Point = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Place:
    """What waits at a building, or in a commune when no building was named."""

    commune: Commune
    site: Site | None
    tickets: list[Ticket]


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop as the agent reads it. `closed`: the town hall is known to be shut at the planned hour."""

    stop: RoundStop
    tasks: list[RoundTask]
    closed: bool
    opening: str

    @property
    def commune(self) -> Commune:
        return self.stop.commune

    @property
    def local_hour(self) -> datetime:
        """When it is planned, at the hour of Paris."""
        return in_paris(self.stop.planned_at)

    @property
    def stands(self) -> str:
        """« left », « there » or « to come »."""
        return "left" if self.stop.left_at else "there" if self.stop.arrived_at else "to_come"


def to_take(user: User) -> QuerySet[Ticket]:
    """Open requests of a known commune that no round has taken."""
    taken = RoundTask.objects.filter(outcome=Outcome.PENDING).values("ticket_id")
    return (
        Ticket.objects.visible_to(user)
        .open()
        .filter(commune__isnull=False)
        .exclude(pk__in=taken)
        .select_related("commune", "site", "category")
        .order_by("commune__name_sort", "site__pk", "priority", "due_at", "pk")
    )


def places_to_go(user: User) -> list[Place]:
    """Those requests by building, in the order of the communes."""
    found: dict[tuple[int, int | None], Place] = {}
    for ticket in to_take(user):
        assert ticket.commune is not None
        key = (ticket.commune.pk, ticket.site_id)
        found.setdefault(key, Place(ticket.commune, ticket.site, [])).tickets.append(ticket)
    return list(found.values())


def rounds_of(user: User) -> QuerySet[Round]:
    """With how many stops and requests each has, and how many of these are done."""
    return (
        Round.objects.visible_to(user)
        .select_related("departure")
        .prefetch_related("agents")
        .annotate(
            stop_count=Count("stops", distinct=True),
            task_count=Count("stops__tasks", distinct=True),
            done_count=Count(
                "stops__tasks", distinct=True, filter=Q(stops__tasks__outcome=Outcome.DONE)
            ),
        )
    )


def stops_of(one: Round) -> list[Stop]:
    """In their order, with their requests and what there is to do for each."""
    items = Prefetch("ticket__checklist", queryset=ChecklistItem.objects.order_by("position"))
    tasks = (
        RoundTask.objects.select_related("ticket", "ticket__category")
        .prefetch_related(items, "ticket__assets")
        .order_by("ticket__priority", "pk")
    )
    rows = one.stops.select_related("commune", "site").prefetch_related(
        Prefetch("tasks", queryset=tasks)
    )
    return [Stop(stop, list(stop.tasks.all()), *_door(stop)) for stop in rows.order_by("position")]


def point_of(place: Commune | Site | None) -> Point | None:
    if place is None or place.latitude is None or place.longitude is None:
        return None
    return float(place.latitude), float(place.longitude)


def point_of_stop(stop: RoundStop) -> Point | None:
    """The building's own place, else the commune's."""
    return point_of(stop.site) or point_of(stop.commune)


def closed_at(commune: Commune, at: datetime) -> bool:
    """Whether the town hall is known to be shut then; False when its hours are unknown."""
    hours = parse_hours(commune.opening_hours)
    return bool(hours) and not is_open(hours, at, good_friday=commune.good_friday_off)


def _door(stop: RoundStop) -> tuple[bool, str]:
    commune = stop.commune
    hours = parse_hours(commune.opening_hours)
    following = next_opening(hours, stop.planned_at, good_friday=commune.good_friday_off)
    words = ""
    if following:
        start, end = in_paris(following.start), in_paris(following.end)
        words = f"{day_in_words(start.date())}, {span_in_words(start.time(), end.time())}"
    return closed_at(commune, stop.planned_at), words
