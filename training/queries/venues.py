"""Where to give a course so that those who wish for it drive least: one, two or three rooms, side by side."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from portal.database.together import together
from portal.lib.dates import paris_date
from portal.lib.distances import DETOUR, distance
from training.models import Room, Trainer, Wish
from training.planner import plan
from training.queries.candidate_days import half_days, proposed_days, taken_days
from training.queries.needs import with_what_is_said
from training.queries.objections import cannot_on, dates_to_check, said_of, too_far
from training.queries.spared import by_size
from training.queries.travel import town_hall_point
from training.states.wishes import UNMET_WISHES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from communes.models import Commune
    from portal.lib.distances import Point
    from training.models import Course, NeedsCampaign
    from training.planner import Plan
    from training.queries.objections import DaySaid, TooFar

MOST_ROOMS = 3
MOST_TURNS = 8
"""How many times over one room may be used before a proposal is given up."""


@dataclass(slots=True)
class Group:
    """One session of a proposal: its day (None: to be chosen), the people of each commune, by its key."""

    room: Room
    day: date | None
    people: dict[int, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """« Bébing (2) », in the order of the way."""
    cannot: list[str] = field(default_factory=list)
    """« Bébing (2) », who cannot come on one of its days."""

    @property
    def number(self) -> int:
        return sum(self.people.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Traveller:
    """A commune and those of its people who go to a room. Kilometres are one way, of one person."""

    commune: Commune
    people: int
    kilometres: float
    too_far: TooFar | None
    """Those of the commune who said that they would not drive as far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue:
    """A room of a proposal, who goes there, in how many sessions."""

    room: Room
    travellers: list[Traveller]
    groups: list[Group]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.travellers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A proposal with so many rooms at most, beside everybody going to the central room. Kilometres: one way, in all.

    `problem`: why there is none; the rest is then empty.
    """

    asked: int
    venues: list[Venue] = field(default_factory=list)
    kilometres: float = 0
    farthest: float = 0
    central: float = 0
    problem: str = ""

    @property
    def saved(self) -> float:
        return self.central - self.kilometres

    @property
    def saved_percent(self) -> int:
        return round(100 * self.saved / self.central) if self.central else 0

    @property
    def groups(self) -> list[Group]:
        return [one for venue in self.venues for one in venue.groups]

    @property
    def too_far(self) -> list[TooFar]:
        """By commune, who would drive further than accepted."""
        return [one.too_far for venue in self.venues for one in venue.travellers if one.too_far]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """The demand for a course and what may be made of it. `unplaced`: communes whose town hall is not on the map."""

    course: Course
    campaign: NeedsCampaign
    wishes: list[Wish]
    communes: list[Commune]
    unplaced: list[str]
    days: list[DaySaid]
    to_check: list[tuple[str, str]]
    """(commune, impossible dates in its words)."""
    free: list[Room]
    busy: list[Room]
    small: list[Room]
    central: Commune | None
    options: list[Option]
    trainers: list[Trainer]

    @property
    def people(self) -> int:
        return sum(one.people for one in self.wishes)

    @property
    def halls(self) -> int:
        """How many communes wish for it."""
        return len({one.commune_id for one in self.wishes})

    def option(self, asked: int) -> Option | None:
        """The proposal with that many rooms, if there is one."""
        return next((one for one in self.options if one.asked == asked and not one.problem), None)

    @property
    def fingerprint(self) -> str:
        """Changes as soon as what is shown would change."""
        seen = [
            sorted(
                (one.pk, one.people, one.not_weekdays, one.kilometres_at_most)
                for one in self.wishes
            ),
            [
                [(g.room.pk, str(g.day), sorted(g.people.items())) for g in o.groups]
                for o in self.options
            ],
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Read:
    wishes: list[Wish]
    rooms: list[Room]
    communes: list[Commune]
    trainers: list[Trainer]


def planner_of(
    campaign: NeedsCampaign, course: Course, *, days: Sequence[date] = (), at: datetime
) -> Planner:
    """`days`: candidate days, else three that suit most. Three statements, besides the campaign and the course."""
    read = _read(campaign, course, at=at)
    chosen = list(days) or proposed_days(read.wishes, year=campaign.year, at=at)
    seated = [one for one in read.rooms if one.point]
    taken = taken_days(seated, chosen, course.halves)
    large = [one for one in seated if one.capacity >= course.minimum]
    free = [one for one in large if len(taken.get(one.pk, ())) < len(chosen)]
    points = {one.pk: point for one in read.communes if (point := town_hall_point(one))}
    wanted = _people_of(read.wishes)
    central = next(iter(read.communes), None)
    openings = {one.pk: [d for d in chosen if d not in taken.get(one.pk, ())] for one in free}
    work = _Work(
        course, read, free, openings, {pk: wanted[pk] for pk in wanted if pk in points}, points
    )
    return Planner(
        course=course,
        campaign=campaign,
        wishes=read.wishes,
        communes=read.communes,
        unplaced=[one.name for one in read.communes if one.pk in wanted and one.pk not in points],
        days=[said_of(read.wishes, day, _over(day, course.halves)) for day in chosen],
        to_check=dates_to_check(read.wishes),
        free=free,
        busy=[one for one in large if one not in free],
        small=[one for one in seated if one not in large],
        central=central,
        options=[work.option(number, central) for number in range(1, MOST_ROOMS + 1)]
        if work.people
        else [],
        trainers=read.trainers,
    )


def _read(campaign: NeedsCampaign, course: Course, *, at: datetime) -> _Read:
    """The largest commune comes first: its room is the central one."""
    wishes, rooms, communes, trainers = together(
        with_what_is_said(
            Wish.objects.filter(campaign=campaign, course=course, state__in=UNMET_WISHES)
        ).order_by("commune__name_sort", "priority", "pk"),
        Room.objects.filter(active=True)
        .select_related("commune", "site")
        .defer("commune__outline")
        .annotate(hosted=Count("slots__session", filter=Q(slots__live=True), distinct=True))
        .order_by("commune__name_sort", "name"),
        by_size(on=paris_date(at)),
        Trainer.objects.filter(active=True).select_related("person"),
    )
    return _Read(wishes, rooms, communes, trainers)


def _people_of(wishes: Sequence[Wish]) -> dict[int, int]:
    found: dict[int, int] = {}
    for wish in wishes:
        found[wish.commune_id] = found.get(wish.commune_id, 0) + wish.people
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    course: Course
    read: _Read
    free: list[Room]
    openings: dict[int, list[date]]
    demand: dict[int, int]
    points: dict[int, Point]

    @property
    def people(self) -> int:
        return sum(self.demand.values())

    def option(self, asked: int, central: Commune | None) -> Option:
        """The shortest plan with so many rooms, each used as few times over as it takes to seat everybody."""
        if len(self.free) < asked:
            return Option(asked=asked, problem="Il n’y a pas tant de salles libres ces jours-là.")
        found = self._plan(asked)
        if found is None:
            return Option(asked=asked, problem="Les salles libres sont trop petites pour tous.")
        if len(found.rooms) < asked:
            return Option(asked=asked, problem="Une salle de plus ne raccourcit aucun trajet.")
        venues = [self._venue(rank, found) for rank in found.rooms]
        _give_days(venues, self.read.wishes, self.openings, self.course.halves)
        return Option(
            asked=asked,
            venues=venues,
            kilometres=found.kilometres,
            farthest=found.farthest,
            central=self._all_to(self.points.get(central.pk) if central else None),
        )

    def _plan(self, asked: int) -> Plan | None:
        demand = [(*self.points[pk], number) for pk, number in self.demand.items()]
        hosted = [room.hosted for room in self.free]  # type: ignore[attr-defined]
        for turns in range(1, MOST_TURNS + 1):
            rooms = [(*(room.point or (0, 0)), self._seats(room) * turns) for room in self.free]
            try:
                return plan(demand, rooms, rooms_at_most=asked, hosted=hosted)
            except ValueError:
                continue
        return None

    def _seats(self, room: Room) -> int:
        return min(room.capacity, self.course.maximum)

    def _venue(self, rank: int, found: Plan) -> Venue:
        room = self.free[rank]
        by_key = {one.pk: one for one in self.read.communes}
        by_key |= {one.commune_id: one.commune for one in self.read.wishes}
        going = {
            pk: flows[rank]
            for pk, flows in zip(self.demand, found.assignment, strict=True)
            if rank in flows
        }
        travellers = [
            Traveller(
                commune=by_key[pk],
                people=number,
                kilometres=self._way(pk, room),
                too_far=too_far(
                    self.read.wishes, pk, room.commune.name, self._way(pk, room), at_most=number
                ),
            )
            for pk, number in going.items()
        ]
        return Venue(
            room=room,
            travellers=sorted(travellers, key=lambda one: one.kilometres),
            groups=_groups(room, travellers, self._seats(room)),
        )

    def _way(self, commune_id: int, room: Room) -> float:
        return distance(self.points[commune_id], room.point or (0, 0)) * DETOUR

    def _all_to(self, point: Point | None) -> float:
        if point is None:
            return 0
        return sum(distance(self.points[pk], point) * DETOUR * n for pk, n in self.demand.items())


def _groups(room: Room, travellers: Sequence[Traveller], seats: int) -> list[Group]:
    """As few sessions as the seats allow, of sizes that differ by one at most; neighbours stay together."""
    people = sum(one.people for one in travellers)
    number = ceil(people / seats)
    sizes = [people // number + (rank < people % number) for rank in range(number)]
    groups = [Group(room, None) for _ in range(number)]
    rank = 0
    for one in sorted(travellers, key=lambda one: (one.kilometres, one.commune.pk)):
        left = one.people
        while left:
            if groups[rank].number >= sizes[rank]:
                rank += 1
            taken = min(left, sizes[rank] - groups[rank].number)
            groups[rank].people[one.commune.pk] = taken
            groups[rank].names.append(f"{one.commune} ({taken})")
            left -= taken
    return groups


def _give_days(
    venues: Sequence[Venue], wishes: Sequence[Wish], openings: dict[int, list[date]], halves: int
) -> None:
    """Each session a day when its room is free, and other days than the others', for one trainer, as far as possible.

    Then the day that suits most of those who would come. Two sessions never have one room on a common day; one for
    which no day is left has none.
    """
    used: Counter[date] = Counter()
    for venue in venues:
        mine: set[date] = set()
        for group in venue.groups:
            days = [day for day in openings[venue.room.pk] if mine.isdisjoint(_over(day, halves))]
            if days:
                said = {day: _cannot(group, wishes, _over(day, halves)) for day in days}
                group.day = min(days, key=lambda day: (used[day], sum(said[day].values()), day))
                group.cannot = [f"{name} ({people})" for name, people in said[group.day].items()]
                mine |= _over(group.day, halves)
                used[group.day] += 1


def _cannot(group: Group, wishes: Sequence[Wish], days: set[date]) -> dict[str, int]:
    """By commune of a session, how many of those who come there at most cannot on one of its days."""
    return {
        one.commune: min(one.people, group.people[one.commune_id])
        for one in cannot_on(wishes, days)
        if one.commune_id in group.people
    }


def _over(day: date, halves: int) -> set[date]:
    """The days of a session that begins on a day."""
    return {start.date() for start, _end in half_days(day, halves)}
