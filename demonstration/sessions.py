"""Sessions of training: one that is full and has just lost somebody, one that waits for a mayor, others to choose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from communes.models import Commune, Person, Position, Site
from communes.states import Role, SiteKind
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date
from training.domain import decisions, registrations, sessions
from training.domain.decisions import Word
from training.domain.sessions import HalfDay, SessionPlan
from training.models import Course, Room, Session, Theme, Trainer
from training.states.registrations import DecisionChannel
from training.states.sessions import CourseKind

if TYPE_CHECKING:
    from datetime import date

    from training.models import Registration

HOME, SECOND = "57080", "57635"
"""Bickenholtz and Schalbach, two of the communes of one secretary."""
AGENTS = (
    (HOME, "Nadine", "Roth", "agent d’accueil"),
    (SECOND, "Marc", "Litzler", "adjoint administratif"),
    (SECOND, "Yvan", "Colas", "agent technique"),
)
OTHERS = ("57180", "57086", "57173", "57255", "57630")
"""Those who come to the session that is full; the last one leaves it."""
MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(16, 30))
ROOMS = (
    ("57180", "Salle des fêtes", 20, "vidéoprojecteur", "parking devant la porte"),
    ("57630", "Salle du conseil", 30, "écran, postes portables", "place de la mairie"),
    ("57086", "Salle polyvalente", 16, "", "derrière l’église"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """A course of the catalogue, as the form gives it: one line a thing learnt, one line a half day."""

    theme: str
    title: str
    objectives: str
    programme: str
    audience: str = "secrétaires de mairie, agents d’accueil"
    kind: CourseKind = CourseKind.FREE
    material: str = ""


COURSES = {
    "civil": Told(
        "État civil et élections",
        "État civil : les actes courants",
        "Rédiger et transmettre un acte sans se tromper de modèle\nMettre à jour un acte et en délivrer copie",
        "Naissance, reconnaissance, décès. Lire, rédiger et transmettre un acte ; les pièces à demander au guichet.\n"
        "Mentions et copies. Mettre à jour un acte, délivrer une copie, répondre à un notaire.",
        material="deux cas vécus, sans les noms",
    ),
    "buying": Told(
        "Achats et marchés",
        "Acheter sous les seuils",
        "Comparer trois devis et garder la preuve du choix\nSavoir quand une consultation écrite s’impose",
        "Les seuils de l’année. Ce qu’ils obligent à faire, et à garder.\n"
        "Un cas complet. De la demande du maire au bon de commande.",
        audience="secrétaires de mairie, élus",
    ),
    "budget": Told(
        "Finances",
        "Le budget de la commune, pas à pas",
        "Préparer un budget équilibré\nSuivre les dépenses engagées",
        "La matinée. Les deux sections, l’équilibre, les restes à réaliser.",
    ),
    "meeting": Told(
        "Entre secrétaires",
        "Rencontre d’hiver des secrétaires",
        "Mettre en commun ce qui marche\nRépondre ensemble aux questions de l’année",
        "Les questions de l’automne. Celles que vous avez votées, une à une.",
        kind=CourseKind.MEETING,
    ),
}


def load_sessions(*, at: datetime) -> None:
    """Nothing when the communes of the story are not there."""
    wanted = {HOME, SECOND, *OTHERS, *(insee for insee, *_ in ROOMS)}
    if Commune.objects.filter(insee__in=wanted).count() < len(wanted):
        return
    manager = User.objects.get(email="gestion@example.org")
    agents = {last: _agent(*one, on=paris_date(at)) for one in AGENTS for last in [one[2]]}
    rooms = {one[0]: _room(*one) for one in ROOMS}
    courses = {key: _course(told) for key, told in COURSES.items()}
    ours = Trainer.objects.create(person=Person.objects.get(email="formation@example.org"))
    guest = Trainer.objects.create(
        name="Hugo Beller", organism="Centre de gestion", email="hugo.beller@example.org"
    )
    first = add_working_days(paris_date(at), 28, good_friday=True)
    opened = at - timedelta(days=21)

    def announce(key: str, room: Room, day: date, **more: object) -> Session:
        trainer = guest if key == "buying" else ours
        return _announced(courses[key], room, trainer, day, by=manager, at=opened, more=more)

    full = announce("civil", rooms["57180"], first, maximum=6, quota=3)
    clash = announce("buying", rooms["57630"], first, maximum=15, needs_approval=False)
    later = announce(
        "budget",
        rooms["57630"],
        add_working_days(first, 6, good_friday=True),
        halves=1,
        maximum=12,
    )
    meeting = add_working_days(first, 11, good_friday=True)
    announce("meeting", rooms["57086"], meeting, halves=1, maximum=16, needs_approval=False)
    last, soon = add_working_days(first, 20, good_friday=True), at + timedelta(days=9)
    announce("budget", rooms["57086"], last, halves=1, maximum=12, soon=soon)
    _fill(full, agents, by=manager, at=opened + timedelta(days=2))
    _enter(clash, SECOND, agents["Colas"], at=opened + timedelta(days=3))
    _enter(later, HOME, agents["Roth"], at=at - timedelta(hours=20))
    for insee in ("57086", "57180"):
        asked = opened + timedelta(days=5)
        _agreed(_enter(later, insee, _secretary(insee), at=asked), at=asked)


def _fill(session: Session, agents: dict[str, Person], *, by: User, at: datetime) -> None:
    """Six seats, then three who wait; one leaves this morning, and the first in the line is offered her seat."""
    there = [
        _agreed(_enter(session, insee, _secretary(insee), at=at), at=at)
        for insee in (HOME, *OTHERS)
    ]
    later = at + timedelta(days=1)
    _agreed(_enter(session, HOME, agents["Roth"], at=later), at=later)
    _agreed(_enter(session, SECOND, agents["Litzler"], at=later), at=later)
    registrations.cancel(
        there[-1].pk, by=by, at=at + timedelta(days=18, hours=-2), reason="réunion"
    )


def _agent(insee: str, first: str, last: str, title: str, *, on: date) -> Person:
    person = Person.objects.create(first_name=first, last_name=last)
    Position.objects.create(
        person=person,
        commune=Commune.objects.get(insee=insee),
        role=Role.TECHNICIAN,
        title=title,
        started_on=on - timedelta(days=700),
    )
    return person


def _secretary(insee: str) -> Person:
    rows = Position.objects.filter(commune__insee=insee, role=Role.SECRETARY, ended_on=None)
    return rows.order_by("pk").select_related("person")[0].person


def _room(insee: str, name: str, capacity: int, equipment: str, parking: str) -> Room:
    commune = Commune.objects.get(insee=insee)
    hall = Site.objects.filter(commune=commune, kind=SiteKind.HALL).first()
    return Room.objects.create(
        commune=commune,
        site=hall,
        name=name,
        address=commune.address,
        capacity=capacity,
        accessible=True,
        equipment=equipment,
        network=True,
        parking=parking,
        keys="à demander à la mairie",
    )


def _course(told: Told) -> Course:
    theme, _new = Theme.objects.get_or_create(name=told.theme)
    return Course.objects.create(
        theme=theme,
        title=told.title,
        kind=told.kind,
        objectives=told.objectives,
        programme=told.programme,
        audience=told.audience,
        material=told.material,
        halves=len(told.programme.splitlines()),
    )


def _announced(
    course: Course,
    room: Room,
    trainer: Trainer,
    day: date,
    *,
    by: User,
    at: datetime,
    more: dict[str, object],
) -> Session:
    halves = (MORNING, AFTERNOON)[: int(str(more.pop("halves", 2)))]
    soon = more.pop("soon", None)
    start = datetime.combine(day, MORNING[0], tzinfo=PARIS)
    plan = SessionPlan(
        course_id=course.pk,
        minimum=4,
        opens_at=soon if isinstance(soon, datetime) else at,
        closes_at=start - timedelta(days=8),
        waiting_closes_at=start - timedelta(days=2),
        cancel_until=start - timedelta(days=7),
        offer_hours=72,
        hold_hours=240,
        note="repas pris ensemble, offert" if len(halves) > 1 else "",
        halves=tuple(_half(day, hours, room, trainer) for hours in halves),
        **more,  # type: ignore[arg-type]
    )
    session = sessions.create_session(plan, by=by, at=at)
    sessions.publish(session.pk, by=by, at=at)
    if soon is None:
        sessions.open_session(session.pk, by=by, at=at)
    return Session.objects.get(pk=session.pk)


def _half(day: date, hours: tuple[time, time], room: Room, trainer: Trainer) -> HalfDay:
    start, end = (datetime.combine(day, hour, tzinfo=PARIS) for hour in hours)
    return HalfDay(starts_at=start, ends_at=end, room_id=room.pk, trainer_ids=(trainer.pk,))


def _enter(session: Session, insee: str, person: Person, *, at: datetime) -> Registration:
    commune = Commune.objects.get(insee=insee)
    by = _secretary(insee).user
    return registrations.register(session.pk, person=person, commune=commune, by=by, at=at)


def _agreed(one: Registration, *, at: datetime) -> Registration:
    """The mayor answers an hour later, from the link of the mail."""
    mayor = Position.objects.filter(commune=one.commune, role=Role.MAYOR).select_related("person")[
        0
    ]
    word = Word(decided_as=f"{mayor.person}, maire", via=DecisionChannel.LINK)
    return decisions.accept(one.pk, word, by=None, at=at + timedelta(hours=1))
