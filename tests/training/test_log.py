"""The log of a registration: one line a fact, numbered."""

import pytest

from tests.conftest import NOON
from tests.training.factories import SessionFactory
from tests.training.hall import Hall
from training.domain.log import log
from training.states.registrations import EventKind

pytestmark = pytest.mark.django_db


def test_lines_follow_one_another_and_stand_in_the_commune_of_their_registration():
    hall = Hall()
    one = hall.register(SessionFactory())
    before = one.events.count()

    added = log(one, EventKind.REMINDED, by=hall.secretary.user, at=NOON, note="deux jours")

    assert added.seq == before + 1
    assert (added.commune_id, added.by) == (hall.commune.pk, hall.secretary.user)
    assert added.details == {"note": "deux jours"}
