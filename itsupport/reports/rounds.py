"""The route sheet of a round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsupport.models import Asset, Round
from itsupport.queries.rounds import stops_of
from portal.documents.registry import report
from portal.lib.dates import day_in_words, hour_in_words
from portal.lib.opening import hours_in_words, parse_hours
from portal.lib.text import UNKNOWN, join

if TYPE_CHECKING:
    from datetime import date

    from itsupport.models import RoundTask
    from itsupport.queries.rounds import Stop


@dataclass(frozen=True, slots=True)
class SheetTask:
    """One request: what to do there, in which order, on which machines."""

    ref: str
    title: str
    who: str
    checklist: list[str]
    machines: list[str]


@dataclass(frozen=True, slots=True)
class SheetStop:
    number: int
    hour: str
    place: str
    commune: str
    address: str
    phone: str
    access: str
    hours: str
    closed: bool
    tasks: list[SheetTask]


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """What the agent takes along, stop by stop."""

    title: str
    on: date
    leaves_at: str
    departure: str
    agents: str
    note: str
    announced: bool
    stops: list[SheetStop]

    @property
    def count(self) -> int:
        return sum(len(stop.tasks) for stop in self.stops)


@report("itsupport.route_sheet", title="Feuille de route")
def route_sheet(round_id: int, commune_id: int = 0) -> RouteSheet:
    """The stops in order, with who to call, when the town hall opens, what to do."""
    one = Round.objects.select_related("departure").get(pk=round_id)
    agents = [str(agent) for agent in one.agents.order_by("last_name", "first_name")]
    return RouteSheet(
        title=f"Feuille de route du {day_in_words(one.on, year=True)}",
        on=one.on,
        leaves_at=hour_in_words(one.leaves_at),
        departure=one.departure.name,
        agents=join(agents),
        note=one.note,
        announced=one.announced_at is not None,
        stops=[_stop(number, stop) for number, stop in enumerate(stops_of(one), 1)],
    )


def _stop(number: int, stop: Stop) -> SheetStop:
    commune, site = stop.commune, stop.stop.site
    hours = hours_in_words(parse_hours(commune.opening_hours))
    return SheetStop(
        number=number,
        hour=hour_in_words(stop.local_hour),
        place=site.name if site else "lieu à préciser",
        commune=commune.name,
        address=(site.address if site else "") or commune.address,
        phone=commune.phone,
        access=site.access if site else "",
        hours=" ; ".join(hours) or "heures non connues",
        closed=stop.closed,
        tasks=[_task(task) for task in stop.tasks],
    )


def _task(task: RoundTask) -> SheetTask:
    ticket = task.ticket
    who = [one for one in (ticket.requester_name, ticket.requester_phone) if one]
    return SheetTask(
        ref=ticket.ref,
        title=ticket.title,
        who=", ".join(who) or UNKNOWN,
        checklist=[item.text for item in ticket.checklist.all() if not item.done_at],
        machines=[_machine(asset) for asset in ticket.assets.all()],
    )


def _machine(asset: Asset) -> str:
    words = [asset.get_kind_display(), asset.name, asset.place, f"n° {asset.tag}"]
    return ", ".join(word for word in words if word)
