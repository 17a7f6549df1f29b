"""What the page of a session says: its days, its seats, its programme, the way to its room."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from communes.models import Commune
from portal.lib.dates import paris_date
from portal.lib.outlines import WIDTH, draw
from portal.lib.text import NBSP, count, in_words, join, sentence
from training.models import Session, Slot, SlotTrainer
from training.queries.travel import town_hall_point, way_to
from training.states.sessions import COMING_SESSIONS, TAKING_SESSIONS, Half

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User
    from portal.lib.outlines import Drawing, Place
    from training.models import Room
    from training.models.sessions import SessionQuerySet

HALF_DAY = re.compile(r"\b(Matin|Après-midi)\s*:\s*", re.IGNORECASE)
DRAWN_SEATS = 60
"""More are not drawn one by one."""
EDGE = 130
"""A name nearer to the edge of the map starts there instead of being centred."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its half days, in order."""

    on: date
    slots: list[Slot]


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the programme: a title and its detail; at the hours of a half day when they go together."""

    title: str
    detail: str
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune on the small map, and where its name is written."""

    place: Place
    x: int
    y: int
    anchor: str


@dataclass(frozen=True, slots=True)
class Way:
    """From a town hall to a room. `bend`: the middle of the line between them."""

    drawing: Drawing
    here: Spot
    there: Spot | None
    bend: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPage:
    session: Session
    days: list[Day]
    room: Room | None
    kilometres: int | None
    start: Commune | None
    way: Way | None
    programme: list[Part]
    left: int
    taking: bool
    """Registrations are taken at this hour."""
    opens_later: bool
    begun: bool
    """Nobody leaves it nor gives her seat any more."""

    @property
    def seats(self) -> list[str]:
        """« taken », « held », « free », one a seat."""
        return ["taken"] * self.session.count.confirmed + ["held"] * self.held + [""] * self.free

    @property
    def held(self) -> int:
        """Offered, or kept for a mayor."""
        return self.session.count.held - self.session.count.confirmed

    @property
    def free(self) -> int:
        return max(0, self.left)

    @property
    def objectives(self) -> list[str]:
        lines = self.session.course.objectives.splitlines()
        return [line.strip() for line in lines if line.strip()]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """For whom, what to know before, what to bring, who gives it."""
        course = self.session.course
        trainers = {
            str(one.trainer): one.trainer.organism
            for day in self.days
            for slot in day.slots
            for one in slot.trainers.all()
        }
        given = join([f"{name} ({of})" if of else name for name, of in trainers.items()])
        material = join([_inside(line) for line in course.material.splitlines() if line.strip()])
        said = [
            ("Pour qui", course.audience),
            ("Avant de venir", course.prerequisites),
            ("À apporter", material),
            ("Avec", given),
        ]
        return [(term, words) for term, words in said if words]

    @property
    def address(self) -> str:
        """Without the name of the room, which stands above."""
        return self.room.full_address.removeprefix(f"{self.room.name}, ") if self.room else ""

    @property
    def access(self) -> str:
        """« Plain-pied, 20 places assises, Internet, parking devant la porte. »"""
        if self.room is None:
            return ""
        room = self.room
        said = [
            "Accessible en fauteuil" if room.accessible else "",
            count(room.capacity, "place assise", "places assises"),
            "Internet" if room.network else "",
            _inside(room.equipment),
            f"stationnement{NBSP}: {room.parking}" if room.parking else "",
        ]
        return sentence(", ".join(part for part in said if part)) + "."

    @property
    def drawn(self) -> bool:
        return self.session.maximum <= DRAWN_SEATS

    @property
    def title(self) -> str:
        return sentence(f"{in_words(self.session.maximum, feminine=True)} places")

    @property
    def lasts(self) -> str:
        """« une journée, en deux demi-journées », « une demi-journée »."""
        halves = sum(len(day.slots) for day in self.days)
        if halves <= 1:
            return "une demi-journée"
        days = len(self.days)
        over = "une journée" if days == 1 else f"{in_words(days)} jours"
        return f"{over}, en {in_words(halves, feminine=True)} demi-journées"


def _inside(words: str) -> str:
    """As said in the middle of a sentence: an acronym keeps its capitals."""
    words = words.strip()
    return words if words[1:2].isupper() else f"{words[:1].lower()}{words[1:]}"


def read_sessions(user: User) -> SessionQuerySet:
    """What a page of sessions needs, in few questions whatever their number."""
    return read_rows().visible_to(user)


def read_rows() -> SessionQuerySet:
    """With course, seats, half days, rooms and trainers."""
    given = SlotTrainer.objects.select_related("trainer__person")
    return listed_rows().prefetch_related(Prefetch("slots__trainers", given))


def listed_rows() -> SessionQuerySet:
    """What a line of a list says of a session: two questions, whatever their number."""
    rows: SessionQuerySet = Session.objects.select_related("course__theme", "count")
    return rows.prefetch_related(with_rooms("slots"))


def with_rooms(slots: str) -> Prefetch[str]:
    """The half days found under this name, their rooms and where these are."""
    rows = Slot.objects.select_related("room__commune", "room__site").defer(
        "room__commune__outline"
    )
    return Prefetch(slots, rows)


def coming(user: User, *, at: datetime) -> SessionQuerySet:
    """Those that are announced and have not begun, as a list shows them."""
    rows = listed_rows().visible_to(user)
    return rows.filter(state__in=COMING_SESSIONS, starts_at__gt=at)


def is_taking(session: Session, *, at: datetime) -> bool:
    return (
        session.state in TAKING_SESSIONS
        and session.opens_at is not None
        and session.closes_at is not None
        and session.opens_at <= at < session.closes_at
    )


def page_of(session: Session, *, start: Commune | None, at: datetime) -> SessionPage:
    """`session` was read by `read_sessions`; `start`: the commune from which one drives."""
    slots = list(session.slots.all())
    room = next((slot.room for slot in slots if slot.room), None)
    return SessionPage(
        session=session,
        days=[Day(on, list(some)) for on, some in groupby(slots, key=lambda slot: slot.day)],
        room=room,
        kilometres=way_to(session, town_hall_point(start)),
        start=start,
        way=_way(room, start, on=paris_date(at)) if room else None,
        programme=programme_of(session, slots),
        left=session.maximum - session.count.held,
        taking=is_taking(session, at=at),
        opens_later=session.opens_at is not None and at < session.opens_at,
        begun=session.starts_at is not None and session.starts_at <= at,
    )


def programme_of(session: Session, slots: list[Slot]) -> list[Part]:
    """« Matin : … Après-midi : … » is told at those hours; so are as many lines as there are half days."""
    words = HALF_DAY.split(session.course.programme)
    if len(words) > 1:
        first = {Half.MORNING.label: Half.MORNING, Half.AFTERNOON.label: Half.AFTERNOON}
        halves = [first[name.lower()] for name in words[1::2]]
        lines = [line.strip() for line in words[2::2]]
        timed = [next((slot for slot in slots if slot.half == half), None) for half in halves]
    else:
        lines = [line.strip() for line in session.course.programme.splitlines() if line.strip()]
        timed = [*slots] if len(lines) == len(slots) else [None] * len(lines)
    return [_part(line, slot) for line, slot in zip(lines, timed, strict=True)]


def _part(line: str, slot: Slot | None) -> Part:
    title, stop, detail = line.partition(". ")
    return Part(sentence(f"{title}." if stop else title), detail, slot)


def _way(room: Room, start: Commune | None, *, on: date) -> Way | None:
    rows = Commune.objects.members(on=on).order_by("name_sort")
    drawing = draw(
        {pk: (name, outline) for pk, name, outline in rows.values_list("pk", "name", "outline")}
    )
    places = {place.key: place for place in drawing.places}
    here, there = places.get(room.commune_id), places.get(start.pk) if start else None
    if here is None:
        return None
    if there is None or there == here:
        return Way(drawing, _spot(here, low=True), None, (here.x, here.y))
    bend = (here.x + there.x) // 2, (here.y + there.y) // 2 - 60
    low = here.y >= there.y
    return Way(drawing, _spot(here, low=low), _spot(there, low=not low), bend)


def _spot(place: Place, *, low: bool) -> Spot:
    x, anchor = place.x, "middle"
    if place.x < EDGE:
        x, anchor = 10, "start"
    elif place.x > WIDTH - EDGE:
        x, anchor = WIDTH - 10, "end"
    return Spot(place, x, place.y + (58 if low else -28), anchor)
