"""In each commune: a proposal that it makes to a third one, and a proposal that a third one makes to it."""

import datetime as dt

from communes.states import Role
from tests import factories
from tests.conftest import NOON
from tests.training.factories import FIRST, CourseFactory, SessionFactory
from training.domain import registrations
from training.models import SwapProposal

ONE_DAY = dt.timedelta(days=1)


def furnish(side, users):
    course = CourseFactory()
    here, there = (
        SessionFactory(
            course=course, room=side.training_room, maximum=9, on=FIRST + days * ONE_DAY
        )
        for days in (3, 4)
    )
    asking, asked = (
        _enters(here, side.commune, side.secretary.person),
        _enters(here, side.commune),
    )
    side.things |= {
        "swap_asking": _proposal(asking, _enters(there, factories.CommuneFactory())),
        "swap_asked": _proposal(_enters(there, factories.CommuneFactory()), asked),
        "other_registration": _enters(there, factories.CommuneFactory()),
        "swappable_registration": asked,
    }


def _enters(session, commune, person=None):
    if person is None:
        person = factories.PositionFactory(commune=commune, role=Role.TECHNICIAN).person
    return registrations.register(session.pk, person=person, commune=commune, by=None, at=NOON)


def _proposal(one, other):
    return SwapProposal.objects.create(
        asker=one,
        commune=one.commune,
        asked=other,
        asked_commune=other.commune,
        asker_saves=12,
        asked_saves=18,
        proposed_at=NOON,
        until=NOON + 3 * ONE_DAY,
    )
