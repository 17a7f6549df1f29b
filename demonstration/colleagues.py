"""The agents of Bickenholtz and Schalbach, and their registrations: a seat offered, a rank, a mayor asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from communes.models import Commune, Person, Position
from communes.states import Role
from demonstration.training import announced, enter
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from training.domain import decisions, registrations
from training.domain.decisions import Word
from training.models import Course, Room, Session, Trainer
from training.states.registrations import DecisionChannel

if TYPE_CHECKING:
    from datetime import datetime

HOME, SECOND = "57080", "57635"
AGENTS = (
    (HOME, "Nadine", "Roth", "agente d’accueil"),
    (SECOND, "Marc", "Litzler", "adjoint administratif"),
    (SECOND, "Yvan", "Colas", "agent technique"),
)
OTHERS = ("57119", "57086", "57173", "57255")
"""Those who come to the session that is full; the last one leaves it."""


def load_colleagues(*, at: datetime) -> None:
    """Nothing where the communes of the story are not served."""
    wanted = {HOME, SECOND, *OTHERS}
    if Commune.objects.filter(insee__in=wanted).count() < len(wanted) or not Room.objects.exists():
        return
    manager = User.objects.get(email="gestion@example.org")
    nadine, marc, yvan = [_agent(*one, since=at) for one in AGENTS]
    there = [_secretary(insee) for insee in (HOME, *OTHERS)]
    then = at - timedelta(days=16)
    session = _session(4, "57119", 17, by=manager, at=then)
    seated = [_agreed(enter(session, one, at=then), at=then) for one in there]
    later = then + timedelta(days=1)
    for one in (nadine, marc):
        _agreed(enter(session, one, at=later), at=later)
    registrations.cancel(seated[-1], by=manager, at=at - timedelta(hours=3), reason="réunion")
    other = _session(6, "57635", 17, by=manager, at=then)
    for one in (yvan, _secretary("57180")):
        _agreed(enter(other, one, at=later), at=later)
    enter(other, _secretary("57630"), at=at - timedelta(hours=20))
    third = _session(2, "57080", 24, by=manager, at=then)
    enter(third, nadine, at=at - timedelta(hours=20))


def _session(course: int, insee: str, days: int, *, by: User, at: datetime) -> Session:
    """So many working days after the others were announced, in a room of that commune; five seats where it is full."""
    on = add_working_days(paris_date(at), days + 11, good_friday=True)
    return announced(
        Course.objects.order_by("theme__position", "pk")[course],
        Room.objects.filter(commune__insee=insee)[0],
        Trainer.objects.order_by("pk")[course % 3],
        (on,),
        by=by,
        at=at,
        maximum=5 if insee == "57119" else None,
        quota=3,
    )


def _agent(insee: str, first: str, last: str, title: str, *, since: datetime) -> Position:
    return Position.objects.create(
        person=Person.objects.create(first_name=first, last_name=last),
        commune=Commune.objects.get(insee=insee),
        role=Role.TECHNICIAN,
        title=title,
        started_on=paris_date(since) - timedelta(days=700),
    )


def _secretary(insee: str) -> Position:
    rows = Position.objects.filter(commune__insee=insee, role=Role.SECRETARY, ended_on=None)
    return rows.order_by("pk").select_related("person", "commune")[0]


def _agreed(registration_id: int, *, at: datetime) -> int:
    """The mayor answers an hour later, from the link of the mail."""
    word = Word(decided_as="le maire", via=DecisionChannel.LINK)
    decisions.accept(registration_id, word, by=None, at=at + timedelta(hours=1))
    return registration_id
