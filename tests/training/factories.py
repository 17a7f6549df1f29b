"""Rows of training for tests; what is announced is open at NOON, its half days a month later."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from communes.states import Role
from portal.lib.dates import PARIS
from tests import factories
from tests.conftest import NOON
from training.models import Course, Room, Session, Slot, SlotTrainer, Theme, Trainer
from training.states.sessions import Half, SessionState

DAY = dt.timedelta(days=1)
FIRST = dt.date(2026, 12, 8)
"""A Tuesday, four weeks after NOON."""


def hour(day, number):
    return dt.datetime.combine(day, dt.time(number), tzinfo=PARIS)


class ThemeFactory(DjangoModelFactory):
    class Meta:
        model = Theme

    name = factory.Sequence("Thème {}".format)


class CourseFactory(DjangoModelFactory):
    class Meta:
        model = Course

    theme = factory.SubFactory(ThemeFactory)
    title = factory.Sequence("Tenir le registre, volume {}".format)
    objectives = "Savoir tenir le registre"
    minimum = 1
    maximum = 20


class RoomFactory(DjangoModelFactory):
    class Meta:
        model = Room

    commune = factory.SubFactory(factories.CommuneFactory)
    name = factory.Sequence("Salle {}".format)
    capacity = 60


class TrainerFactory(DjangoModelFactory):
    class Meta:
        model = Trainer

    name = factory.Sequence("Formatrice {}".format)
    email = factory.Sequence("formatrice{}@example.org".format)
    organism = "Organisme"


class SessionFactory(DjangoModelFactory):
    """Open to registrations, two half days, without the mayor's agreement unless it is asked for."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    class Params:
        on = FIRST
        hours = ((9, 12), (14, 17))

    course = factory.SubFactory(CourseFactory)
    number = factory.Sequence(lambda n: f"2026-{n + 100}")
    state = SessionState.OPEN
    minimum = 1
    maximum = 2
    quota = None
    needs_approval = False
    opens_at = NOON - DAY
    closes_at = NOON + 14 * DAY
    waiting_closes_at = NOON + 21 * DAY
    cancel_until = NOON + 16 * DAY
    starts_at = factory.LazyAttribute(lambda one: hour(one.on, one.hours[0][0]))
    ends_at = factory.LazyAttribute(lambda one: hour(one.on, one.hours[-1][1]))

    @factory.post_generation
    def room(self, create, extracted, **_kwargs):
        """The half days; `room=None` leaves them without one."""
        if not create:
            return
        room = RoomFactory() if extracted is None else extracted or None
        start = self.starts_at.astimezone(PARIS)
        end = self.ends_at.astimezone(PARIS)
        halves = [(start, start.replace(hour=12)), (end.replace(hour=14), end)]
        if end.hour <= 12 or start.hour >= 12:
            halves = [(start, end)]
        for starts_at, ends_at in halves:
            half = Half.MORNING if starts_at.hour < 12 else Half.AFTERNOON
            Slot.objects.create(
                session=self,
                day=start.date(),
                half=half,
                starts_at=starts_at,
                ends_at=ends_at,
                room=room,
            )


def give(slot, trainer):
    return SlotTrainer.objects.create(
        slot=slot, trainer=trainer, starts_at=slot.starts_at, ends_at=slot.ends_at
    )


def secretaries(number, communes=None):
    """So many secretaries, one to a commune, or all of the given ones in turn; positions."""
    if communes is None:
        return factories.SecretaryFactory.create_batch(number)
    return [
        factories.PositionFactory(commune=communes[n % len(communes)], role=Role.SECRETARY)
        for n in range(number)
    ]
