"""One form for several colleagues: all of them, or nobody."""

import pytest

from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.training.factories import SessionFactory
from tests.training.hall import Hall
from training.domain.enrolling import Wanted, enrol
from training.models import Registration

pytestmark = pytest.mark.django_db


def people(hall, number):
    return [Wanted(hall.hold(), hall.commune) for _ in range(number)]


def coming(hall, session, wanted, *, together):
    rows = enrol(session.pk, wanted, together=together, by=hall.secretary.user, at=NOON)
    return [one.state for one in rows]


def test_each_for_herself_in_the_order_of_the_form():
    hall, session = Hall(), SessionFactory(maximum=2)

    states = coming(hall, session, people(hall, 3), together=False)

    assert states == ["confirmed", "confirmed", "waiting"]


def test_together_or_not_at_all():
    hall, session = Hall(), SessionFactory(maximum=2)

    assert coming(hall, session, people(hall, 3), together=True) == ["waiting"] * 3


def test_one_who_cannot_come_leaves_the_others_out_too():
    hall, session = Hall(), SessionFactory(maximum=5)
    wanted = people(hall, 2)
    hall.register(session, wanted[1].person)

    with pytest.raises(Refusal):
        coming(hall, session, wanted, together=False)
    assert Registration.objects.count() == 1


def test_nobody_and_the_same_one_twice_are_refused():
    hall, session = Hall(), SessionFactory()
    [one] = people(hall, 1)

    with pytest.raises(Refusal, match="au moins une personne"):
        coming(hall, session, [], together=False)
    with pytest.raises(Refusal, match="deux communes"):
        coming(hall, session, [one, Wanted(one.person, Hall().commune)], together=False)
