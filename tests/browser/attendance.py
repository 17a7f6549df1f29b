"""A session that takes place at this hour, for the browser: run by `manage.py shell -c`, read by what is printed."""

import datetime as dt
import json

from django.utils import timezone

from communes.models import Commune, Position
from communes.states import Role
from portal.accounts.models import User
from portal.lib.dates import PARIS, in_paris
from portal.walls.acting import wall_for_all
from tests.browser.pages import MANAGER
from training.domain import registrations, sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.domain.trainer_links import revoke_link, send_link
from training.models import (
    Certificate,
    Course,
    Presence,
    Room,
    SlotHolding,
    Trainer,
    TrainerLink,
    TrainerSignature,
)
from training.queries.trainer_links import trainer_address

DAY = dt.timedelta(days=1)


def make(nth=0):
    """A half day under way, two people, the link of who gives it; each `nth` with people of its own."""
    with wall_for_all():
        at = timezone.now()
        then, manager = at - 40 * DAY, User.objects.get(email=MANAGER)
        plan = _plan(at, then, nth)
        free = _secretaries(plan.halves[0])[3:][:2]
        session = sessions.create_session(plan, by=manager, at=then)
        sessions.publish(session.pk, by=manager, at=then)
        sessions.open_session(session.pk, by=manager, at=then)
        people = [_enters(session, position, then) for position in free]
        slot = session.slots.get()
        sessions.start(session.pk, by=None, at=slot.starts_at)
        link = send_link(session.pk, slot.trainers.get().trainer_id, by=None, at=at)
        told = {
            "session": session.pk,
            "slot": slot.pk,
            "people": people,
            "path": _path(link),
        }
        print("MADE", json.dumps(told))


def count(slot):
    """How many have signed on a tablet, how many presences are noted, how many trainers vouched."""
    with wall_for_all():
        rows = Presence.objects.filter(slot=slot).exclude(state="expected")
        signed = rows.filter(method="tablet").exclude(signature="").count()
        vouched = TrainerSignature.objects.filter(slot=slot).count()
        print("COUNT", signed, rows.count(), vouched)


def take_back(session):
    """The manager takes the link of who gives the session back."""
    with wall_for_all():
        link = TrainerLink.objects.get(session=session)
        manager = User.objects.get(email=MANAGER)
        revoke_link(session, link.trainer_id, by=manager, at=timezone.now())


def send_again(session):
    """The address that replaces the one sent before."""
    with wall_for_all():
        link = TrainerLink.objects.get(session=session)
        link = send_link(session, link.trainer_id, by=None, at=timezone.now())
        print("AGAIN", _path(link))


def end(session):
    """The clock does it, once the last half day is over."""
    with wall_for_all():
        sessions.end(session, by=None, at=timezone.now())


def code(session):
    with wall_for_all():
        rows = Certificate.objects.filter(registration__session=session, kind="training")
        print("CODE", rows.earliest("pk").code, rows.count())


def _path(link):
    return "/" + trainer_address(link).split("/", 3)[3]


def _plan(at, then, nth):
    """From ten minutes ago, for an hour, on the day that it is in Paris."""
    day = in_paris(at).date()
    first = dt.datetime.combine(day, dt.time(0), tzinfo=PARIS)
    last = dt.datetime.combine(day, dt.time(23, 59, 59), tzinfo=PARIS)
    minutes = dt.timedelta(minutes=10)
    half = HalfDay(
        starts_at=max(at - minutes, first),
        ends_at=min(at + 6 * minutes, last),
        room_id=room_of_their_own(f"Salle d’essai {nth}").pk,
        trainer_ids=(_trainer(nth).pk,),
    )
    return SessionPlan(
        course_id=Course.objects.exclude(kind="meeting").order_by("pk")[0].pk,
        minimum=1,
        maximum=4,
        opens_at=then,
        closes_at=at - 9 * DAY,
        waiting_closes_at=at - 3 * DAY,
        cancel_until=at - 8 * DAY,
        needs_approval=False,
        halves=(half,),
    )


def room_of_their_own(name):
    """Free at every hour, whatever the demonstration does today; not lent, so that no plan chooses it."""
    commune = Commune.objects.members(on=timezone.localdate())[0]
    room, _ = Room.objects.get_or_create(
        commune=commune, name=name, defaults={"capacity": 40, "active": False}
    )
    return room


def _trainer(nth):
    return Trainer.objects.create(
        name=f"Ambre Vallon {nth}", email=f"ambre.vallon.{nth}@example.org"
    )


def _enters(session, position, at):
    person = position.person
    registrations.register(
        session.pk, person=person, commune=position.commune, by=person.user, at=at + DAY
    )
    return str(person)


def _secretaries(half):
    """One function of each secretary who is nowhere else at these hours."""
    elsewhere = SlotHolding.objects.filter(starts_at__lt=half.ends_at, ends_at__gt=half.starts_at)
    rows = Position.objects.filter(role=Role.SECRETARY, ended_on=None)
    rows = rows.exclude(person__in=elsewhere.values("person"))
    first = {}
    for position in rows.select_related("person", "commune").order_by("commune__insee", "pk"):
        first.setdefault(position.person_id, position)
    return list(first.values())
