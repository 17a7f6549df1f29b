"""What is signed before a session: the letter of the trainer's mission, the agreement for the room."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.dates import day_in_words
from portal.lib.text import amount, commune_of
from training.models import TrainerLink
from training.queries.costs import carrier_name
from training.queries.presence import attending
from training.queries.session_page import page_of, read_rows
from training.queries.trainer_links import slots_given
from training.queries.wording import hours_in_words

if TYPE_CHECKING:
    from training.models import Room, Slot


@dataclass(frozen=True, slots=True)
class HalfGiven:
    day: str
    half: str
    hours: str
    place: str


@dataclass(frozen=True, slots=True)
class MissionLetter:
    """`facts`: for whom, what to bring, the room and its keys, as (term, words)."""

    title: str
    number: str
    course: str
    trainer: str
    organism: str
    reference: str
    halves: list[HalfGiven]
    objectives: list[str]
    facts: list[tuple[str, str]]
    people: int
    organizer: str


@report("training.mission_letter", title="Lettre de mission")
def mission_letter(link_id: int, _commune_id: int) -> MissionLetter:
    """To a trainer of a session, for the half days that she gives."""
    link = TrainerLink.objects.select_related("trainer__person").get(pk=link_id)
    session = read_rows().get(pk=link.session_id)
    page = page_of(session, start=None, at=session.starts_at or link.sent_at)  # type: ignore[arg-type]
    room = page.room
    said = [
        *[(term, words) for term, words in page.facts if term != "Avec"],
        ("L’adresse", room.full_address if room else ""),
        ("La salle", page.access),
        ("Les clés", room.keys if room else ""),
    ]
    return MissionLetter(
        title=f"Lettre de mission, {link.trainer}",
        number=session.number,
        course=session.course.title,
        trainer=str(link.trainer),
        organism=link.trainer.organism,
        reference=link.trainer.reference,
        halves=[_given(slot) for slot in slots_given(link)],
        objectives=page.objectives,
        facts=[(term, words) for term, words in said if words],
        people=attending(session.pk).count(),
        organizer=carrier_name(),
    )


@dataclass(frozen=True, slots=True)
class RoomLent:
    """A room, the commune that lends it, when, and for how much."""

    room: str
    address: str
    of_commune: str
    commune: str
    halves: list[HalfGiven]
    seats: int
    equipment: str
    keys: str
    rule: str
    cost: str


@dataclass(frozen=True, slots=True)
class RoomAgreement:
    title: str
    number: str
    course: str
    people: int
    organizer: str
    rooms: list[RoomLent]


@report("training.room_agreement", title="Convention de mise à disposition de salle")
def room_agreement(session_id: int, _commune_id: int) -> RoomAgreement:
    """A page for each room of a session."""
    session = read_rows().get(pk=session_id)
    slots = sorted(
        (slot for slot in session.slots.all() if slot.room), key=lambda slot: slot.room_id or 0
    )
    return RoomAgreement(
        title=f"Convention de salle, session {session.number}",
        number=session.number,
        course=session.course.title,
        people=session.maximum,
        organizer=carrier_name(),
        rooms=[
            _lent(room, list(some)) for room, some in groupby(slots, key=lambda s: s.room) if room
        ],
    )


def _lent(room: Room, slots: list[Slot]) -> RoomLent:
    slots.sort(key=lambda slot: slot.starts_at)
    cost = room.cost * len(slots)
    return RoomLent(
        room=room.name,
        address=room.full_address.removeprefix(f"{room.name}, "),
        of_commune=commune_of(room.commune.name),
        commune=room.commune.name,
        halves=[_given(slot) for slot in slots],
        seats=room.capacity,
        equipment=room.equipment,
        keys=room.keys,
        rule=room.booking_rule,
        cost=amount(cost) if cost else "à titre gracieux",
    )


def _given(slot: Slot) -> HalfGiven:
    return HalfGiven(
        day=day_in_words(slot.day, year=True),
        half=slot.get_half_display(),
        hours=hours_in_words(slot),
        place=f"{slot.room.name}, {slot.room.commune.name}" if slot.room else "salle à préciser",
    )
