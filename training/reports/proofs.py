"""Certificates: of presence and of training for a person, of presence for a whole session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.dates import day_in_words, duration_in_words
from portal.lib.text import commune_of, join
from training.models import Certificate, Session
from training.queries.certificates import verify_address
from training.queries.costs import carrier_name
from training.queries.presence import attending, half_days_followed, minutes_by_registration
from training.queries.presence_grid import grid_of
from training.queries.qr import Code, drawn
from training.queries.wording import hours_in_words
from training.states.presence import CertificateKind

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import Slot


@dataclass(frozen=True, slots=True)
class HalfFollowed:
    day: str
    hours: str
    place: str


@dataclass(frozen=True, slots=True)
class PersonalCertificate:
    """What a certificate says; `check` opens the page that verifies it."""

    title: str
    heading: str
    number: str
    person: str
    of_commune: str
    course: str
    session: str
    objectives: list[str]
    halves: list[HalfFollowed]
    hours: str
    trainers: str
    organizer: str
    issued_at: datetime
    code: str
    check: Code
    sha256: str


@dataclass(frozen=True, slots=True)
class PersonFollowed:
    person: str
    commune: str
    halves: int
    hours: str


@dataclass(frozen=True, slots=True)
class CollectiveCertificate:
    title: str
    course: str
    session: str
    days: list[HalfFollowed]
    people: list[PersonFollowed]
    trainers: str
    organizer: str


@report("training.certificate_presence", title="Attestation de présence")
def certificate_presence(certificate_id: int, commune_id: int) -> PersonalCertificate:
    """The half days followed by somebody of that commune."""
    return _personal(certificate_id, commune_id)


@report("training.certificate_training", title="Attestation de fin de formation")
def certificate_training(certificate_id: int, commune_id: int) -> PersonalCertificate:
    """The same, with what the person can do now."""
    return _personal(certificate_id, commune_id)


@report("training.certificate_collective", title="Attestation de présence collective")
def certificate_collective(session_id: int, _commune_id: int) -> CollectiveCertificate:
    """Everybody who followed something of a closed session."""
    session = Session.objects.select_related("course").get(pk=session_id)
    grid = grid_of(session)
    minutes = minutes_by_registration(list(attending(session_id).values_list("pk", flat=True)))
    people = [
        PersonFollowed(
            person=str(line.registration.person),
            commune=line.registration.commune.name,
            halves=sum(cell.presence is not None and cell.presence.came for cell in line.cells),
            hours=duration_in_words(minutes[line.registration.pk]),
        )
        for line in grid.lines
        if line.registration.pk in minutes
    ]
    return CollectiveCertificate(
        title=f"Attestation de présence collective, session {session.number}",
        course=session.course.title,
        session=session.number,
        days=[_half(half.slot) for half in grid.halves],
        people=people,
        trainers=join([str(one.trainer) for one in grid.links]),
        organizer=carrier_name(),
    )


def _personal(certificate_id: int, commune_id: int) -> PersonalCertificate:
    rows = Certificate.objects.select_related(
        "registration__session__course", "registration__person", "commune"
    )
    one = rows.get(pk=certificate_id, commune_id=commune_id)
    session = one.registration.session
    course = session.course
    whole = one.kind == CertificateKind.TRAINING
    lines = [line.strip() for line in course.objectives.splitlines() if line.strip()]
    return PersonalCertificate(
        title=f"{one.get_kind_display().capitalize()}, {one.registration.person}",
        heading=one.get_kind_display().capitalize(),
        number=one.number,
        person=str(one.registration.person),
        of_commune=commune_of(one.commune.name),
        course=course.title,
        session=session.number,
        objectives=lines if whole else [],
        halves=[_half(slot) for slot in half_days_followed(one.registration)],
        hours=duration_in_words(one.minutes),
        trainers=join([str(told.trainer) for told in grid_of(session).links]),
        organizer=carrier_name(),
        issued_at=one.issued_at,
        code=one.code,
        check=drawn(verify_address(one)),
        sha256=one.sha256,
    )


def _half(slot: Slot) -> HalfFollowed:
    return HalfFollowed(
        day=day_in_words(slot.day, year=True),
        hours=hours_in_words(slot),
        place=slot.room.commune.name if slot.room else "",
    )
