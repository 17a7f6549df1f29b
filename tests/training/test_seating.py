"""Seats under one lock: ranks over all communes, half days of one person in one place."""

import pytest

from portal.lib.refusal import Refusal
from tests.training.factories import DAY, SessionFactory
from tests.training.hall import Hall
from training.domain.seating import leave_seat, next_rank, take_half_days
from training.models import SlotHolding

pytestmark = pytest.mark.django_db


def test_ranks_follow_one_another_over_all_communes():
    session = SessionFactory()
    assert next_rank(session) == 1

    for rank in (1, 2):
        assert Hall().register(session).rank == rank
    assert next_rank(session) == 3
    assert next_rank(SessionFactory()) == 1


def test_the_half_days_of_a_person_are_held_once_and_given_back():
    hall = Hall()
    one = hall.register(SessionFactory())
    waiting = hall.register(SessionFactory(on=one.session.slots.first().day + DAY))
    waiting.person, waiting.session = one.person, SessionFactory()
    held = SlotHolding.objects.filter(registration=one)
    assert held.count() == one.session.slots.count()

    with pytest.raises(Refusal, match="déjà une formation à ces heures"):
        take_half_days(waiting)
    leave_seat(one)
    assert not held.exists()
