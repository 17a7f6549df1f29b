"""The lists of training: who reads each, and how it gets one more row. Read by tests/test_constant_queries.py."""

import datetime as dt

from communes.states import Role
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    CourseFactory,
    RoomFactory,
    SessionFactory,
    ThemeFactory,
    TrainerFactory,
    give,
)
from training.domain import registrations
from training.domain.presences import expect_everybody
from training.domain.trainer_links import send_link
from training.models import TrainerSignature

TEAM, TOWN_HALL = "team", "town hall"
AHEAD = dt.date(2090, 1, 10)
"""The pages of town halls show what is to come, whatever the day."""


def add_session(_scene):
    """A session as they are: a room, a trainer, its own course."""
    for slot in SessionFactory().slots.all():
        give(slot, TrainerFactory())


def add_waiting(scene):
    """Somebody more in the one session of two seats: the first come, the others wait; the mayor is asked."""
    session = scene.training_session
    position = factories.SecretaryFactory()
    registrations.register(
        session.pk, person=position.person, commune=position.commune, by=None, at=NOON
    )


def add_attending(scene):
    """Somebody more in the room, her half days, somebody more who gives them and has a link."""
    session, trainer = scene.presence_session, TrainerFactory()
    position = factories.SecretaryFactory()
    registrations.register(
        session.pk, person=position.person, commune=position.commune, by=None, at=NOON
    )
    slot = session.slots.first()
    give(slot, trainer)
    expect_everybody(session)
    send_link(session.pk, trainer.pk, by=None, at=NOON)
    TrainerSignature.objects.create(slot=slot, trainer=trainer, signed_at=NOON)


def add_coming(_scene):
    SessionFactory(on=AHEAD)


def add_colleague(scene):
    position = factories.PositionFactory(commune=scene.commune, role=Role.TECHNICIAN)
    registrations.register(
        SessionFactory(on=AHEAD).pk,
        person=position.person,
        commune=scene.commune,
        by=None,
        at=NOON,
    )


LISTS = [
    (TEAM, "admin:training_course_changelist", None, lambda _scene: CourseFactory()),
    (TEAM, "admin:training_room_changelist", None, lambda _scene: RoomFactory()),
    (TEAM, "admin:training_theme_changelist", None, lambda _scene: ThemeFactory()),
    (TEAM, "admin:training_trainer_changelist", None, lambda _scene: TrainerFactory()),
    (TEAM, "trainingdesk:session_list", None, add_session),
    (TEAM, "trainingdesk:session_follow", "training_session", add_waiting),
    (TEAM, "trainingdesk:presence_grid", "presence_session", add_attending),
    (TOWN_HALL, "training:session_list", None, add_coming),
    (TOWN_HALL, "training:registration_list", None, add_colleague),
]
