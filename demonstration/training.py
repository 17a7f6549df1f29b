"""The training of secretaries: eight courses, rooms lent by communes, a session past, two open, one full."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from communes.models import Commune, Person, Position, Site
from communes.states import Role, SiteKind
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date
from training.domain import decisions, registrations, sessions
from training.domain.asking_mayors import ask_mayor
from training.domain.decisions import Word
from training.domain.sessions import HalfDay, SessionPlan
from training.domain.sweeping import move_sessions
from training.gathering import SHORT
from training.models import Course, Room, Session, Theme, Trainer
from training.states.registrations import DecisionChannel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ROOMS = (
    ("57630", "Salle du conseil", 40, "Vidéoprojecteur, tableau, visioconférence", True, "45.00"),
    ("57119", "Salle des fêtes", 60, "Vidéoprojecteur, cuisine", False, "0.00"),
    ("57080", "Salle communale", 18, "Écran, tableau de papier", True, "0.00"),
    ("57635", "Foyer", 24, "Vidéoprojecteur", True, "0.00"),
    ("57086", "Salle de réunion", 16, "Tableau blanc", True, "0.00"),
)
"""Commune, name, seats, equipment, Internet, cost of a half day. Of communes that are served."""
OUTSIDE = (
    (
        "Catherine Noirot",
        "Centre de gestion",
        "catherine.noirot@example.org",
        "élections, état civil",
    ),
    ("Marc Thiébaut", "Trésorerie", "marc.thiebaut@example.org", "budget, nomenclature M57"),
)
MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(16, 30))


def load_training(*, at: datetime) -> None:
    """Through the verbs of the app, each at its own hour."""
    manager = User.objects.get(email="gestion@example.org")
    courses = _catalogue()
    rooms = _rooms()
    if not rooms:
        return
    trainers = _trainers()
    _past(courses["elections"], rooms[0], trainers[0], by=manager, at=at)
    _open(courses["m57"], rooms[1 % len(rooms)], trainers[1], by=manager, at=at)
    _agreeing(courses["etat-civil"], rooms[2 % len(rooms)], trainers[0], by=manager, at=at)
    _full(courses["logiciel"], rooms[-1], trainers[2], by=manager, at=at)


def _catalogue() -> dict[str, Course]:
    path = Path(__file__).parent / "data" / "courses.toml"
    found: dict[str, Course] = {}
    for position, theme in enumerate(tomllib.loads(path.read_text())["theme"]):
        kept = Theme.objects.create(name=theme["name"], position=position)
        for course in theme["course"]:
            code = course.pop("code")
            found[code] = Course.objects.create(theme=kept, **course)
    return found


def _rooms() -> list[Room]:
    found = []
    for insee, name, seats, equipment, network, cost in ROOMS:
        commune = Commune.objects.filter(insee=insee).first()
        if commune is None:
            continue
        halls = Site.objects.filter(commune=commune, kind=SiteKind.HALL)
        found.append(
            Room.objects.create(
                commune=commune,
                site=halls.order_by("pk").first(),
                name=name,
                address=commune.address,
                capacity=seats,
                equipment=equipment,
                network=network,
                accessible=True,
                parking="devant la mairie",
                keys="à prendre au secrétariat",
                cost=Decimal(cost),
            )
        )
    return found


def _trainers() -> list[Trainer]:
    outside = [
        Trainer.objects.create(name=name, organism=organism, email=email, skills=skills)
        for name, organism, email, skills in OUTSIDE
    ]
    nora = Person.objects.get(user__email="formation@example.org")
    return [*outside, Trainer.objects.create(person=nora, skills="logiciels de mairie")]


def _past(course: Course, room: Room, trainer: Trainer, *, by: User, at: datetime) -> None:
    """Held last month: nine came."""
    day = add_working_days(paris_date(at), -22, good_friday=True)
    then = at - timedelta(days=75)
    session = announced(course, room, trainer, (day,), by=by, at=then, needs_approval=False)
    for position in secretaries()[:9]:
        enter(session, position, at=then + timedelta(days=3))
    for moment in (_at(day, time(9)), _at(day, time(16, 30))):
        move_sessions(at=moment)


def _open(course: Course, room: Room, trainer: Trainer, *, by: User, at: datetime) -> None:
    """Two days a week apart, half full, without the mayor's word."""
    first = add_working_days(paris_date(at), 32, good_friday=True)
    days = (first, add_working_days(first, 5, good_friday=True))
    then = at - timedelta(days=8)
    session = announced(course, room, trainer, days, by=by, at=then, needs_approval=False)
    for position in secretaries()[3:10]:
        enter(session, position, at=then + timedelta(days=1))


def _agreeing(course: Course, room: Room, trainer: Trainer, *, by: User, at: datetime) -> None:
    """Open with the mayor's agreement: some said yes, one said no, two have not answered."""
    day = add_working_days(paris_date(at), 27, good_friday=True)
    then = at - timedelta(days=3)
    session = announced(course, room, trainer, (day,), by=by, at=then)
    for rank, position in enumerate(secretaries()[5:11]):
        asked = then + timedelta(hours=2 + rank)
        one = enter(session, position, at=asked)
        assert position.commune_id is not None
        ask_mayor(position.commune_id, at=asked + SHORT)
        answered = then + timedelta(days=1, hours=rank)
        word = Word(decided_as="le maire", via=DecisionChannel.LINK)
        if rank < 3:  # noqa: PLR2004
            decisions.accept(one, word, by=None, at=answered)
        elif rank == 3:  # noqa: PLR2004
            reason = "Deux agents absents ce jour-là, la mairie serait fermée."
            decisions.refuse(one, word, reason=reason, by=None, at=answered)


def _full(course: Course, room: Room, trainer: Trainer, *, by: User, at: datetime) -> None:
    """Full at once; one leaves, the seat is offered to the first who waits, three others wait."""
    day = add_working_days(paris_date(at), 21, good_friday=True)
    then = at - timedelta(days=12)
    session = announced(
        course, room, trainer, (day,), by=by, at=then, needs_approval=False, maximum=8, quota=2
    )
    people = secretaries()
    entered = [
        enter(session, position, at=then + timedelta(hours=rank))
        for rank, position in enumerate(people[10:22])
    ]
    if entered:
        registrations.cancel(
            entered[0], by=by, at=at - timedelta(hours=6), reason="arrêt de travail"
        )


def announced(
    course: Course,
    room: Room,
    trainer: Trainer,
    days: Sequence[date],
    *,
    by: User,
    at: datetime,
    needs_approval: bool = True,
    maximum: int | None = None,
    quota: int | None = 2,
    halves: Sequence[tuple[time, time]] = (MORNING, AFTERNOON),
) -> Session:
    """Written, announced and opened at that hour."""
    start = _at(days[0], MORNING[0])
    session = sessions.create_session(
        SessionPlan(
            course_id=course.pk,
            minimum=min(course.minimum, maximum or course.minimum),
            maximum=min(maximum or course.maximum, room.capacity),
            quota=quota,
            opens_at=at,
            closes_at=start - timedelta(days=8),
            waiting_closes_at=start - timedelta(days=2),
            cancel_until=start - timedelta(days=7),
            needs_approval=needs_approval,
            halves=tuple(
                HalfDay(
                    starts_at=_at(day, begins),
                    ends_at=_at(day, ends),
                    room_id=room.pk,
                    trainer_ids=(trainer.pk,),
                )
                for day in days
                for begins, ends in halves
            ),
        ),
        by=by,
        at=at,
    )
    sessions.publish(session.pk, by=by, at=at)
    sessions.open_session(session.pk, by=by, at=at)
    return session


def secretaries() -> list[Position]:
    """One position a secretary, in the order of the communes: who serves three town halls comes for the first."""
    rows = Position.objects.filter(role=Role.SECRETARY, ended_on=None)
    first: dict[int, Position] = {}
    for position in rows.select_related("person", "commune").order_by("commune__insee", "pk"):
        first.setdefault(position.person_id, position)
    return list(first.values())


def enter(session: Session, position: Position, *, at: datetime) -> int:
    assert position.commune is not None
    one = registrations.register(
        session.pk,
        person=position.person,
        commune=position.commune,
        by=position.person.user,
        at=at,
    )
    return one.pk


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=PARIS)
