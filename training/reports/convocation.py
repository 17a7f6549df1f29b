"""The convocation of one person to one session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.dates import day_in_words, in_paris, span_in_words
from portal.lib.text import commune_of
from training.models import Registration
from training.queries.session_page import page_of, read_rows

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import Session, Slot


@dataclass(frozen=True, slots=True)
class HalfDayTold:
    day: str
    hours: str
    room: str
    address: str


@dataclass(frozen=True, slots=True)
class Convocation:
    """`facts`: what to bring, what to know before, with whom, as (term, words)."""

    title: str
    number: str
    course: str
    person: str
    of_commune: str
    lasts: str
    halves: list[HalfDayTold]
    place: str
    access: str
    objectives: list[str]
    facts: list[tuple[str, str]]
    agreed: str
    cancel_until: datetime | None
    note: str


@report("training.convocation", title="Convocation")
def convocation(registration_id: int, commune_id: int) -> Convocation:
    """`registration_id`: confirmed, of that commune."""
    rows = Registration.objects.select_related("person", "commune")
    one = rows.get(pk=registration_id, commune_id=commune_id)
    session: Session = read_rows().get(pk=one.session_id)
    page = page_of(session, start=one.commune, at=one.registered_at)
    return Convocation(
        title=f"Convocation, {one.person}",
        number=session.number,
        course=session.course.title,
        person=str(one.person),
        of_commune=commune_of(one.commune.name),
        lasts=page.lasts,
        halves=[_told(slot) for day in page.days for slot in day.slots],
        place=page.room.commune.name if page.room else "",
        access=page.access,
        objectives=page.objectives,
        facts=page.facts,
        agreed=one.decided_as,
        cancel_until=session.cancel_until,
        note=session.note,
    )


def _told(slot: Slot) -> HalfDayTold:
    room = slot.room
    return HalfDayTold(
        day=day_in_words(slot.day, year=True),
        hours=span_in_words(in_paris(slot.starts_at).time(), in_paris(slot.ends_at).time()),
        room=room.name if room else "",
        address=room.full_address.removeprefix(f"{room.name}, ") if room else "",
    )
