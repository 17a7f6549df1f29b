"""A seat offered: taken in time, left, or lost at its hour, swept or not."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from tests.conftest import NOON
from tests.training.factories import SessionFactory, secretaries
from tests.training.test_registrations import kinds, states
from training.domain import offers, registrations
from training.domain.sweeping import sweep

pytestmark = pytest.mark.django_db
A_SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def offered(enter):
    """Three came for one seat, the first left: the second is offered it, the third waits."""
    session = SessionFactory(maximum=1)
    first, second, third = (enter(session, one) for one in secretaries(3))
    registrations.cancel(first.pk, by=None, at=NOON)
    second.refresh_from_db()
    return session, second, third


def test_a_seat_is_taken_until_the_last_second(offered):
    session, one, _next = offered

    offers.accept_offer(one.pk, by=None, at=one.offer_until - A_SECOND)

    one.refresh_from_db()
    assert states(session) == ["cancelled", "confirmed", "waiting"]
    assert one.offer_until is None
    assert kinds(one)[-1] == "registration_confirmed"


def test_at_the_hour_it_is_lost_even_when_nobody_swept(offered):
    session, one, _next = offered

    with pytest.raises(Refusal, match="personne suivante"):
        offers.accept_offer(one.pk, by=None, at=one.offer_until)

    assert states(session) == ["cancelled", "offered", "waiting"]


def test_the_sweep_gives_it_to_the_next(offered):
    session, one, following = offered

    done = sweep(at=one.offer_until)

    following.refresh_from_db()
    assert done["expired"] == 1
    assert states(session) == ["cancelled", "expired", "offered"]
    assert kinds(one)[-1] == "offer_expired"
    assert following.offer_until == one.offer_until + dt.timedelta(hours=48)


def test_the_sweep_takes_nothing_before_the_hour(offered):
    session, one, _next = offered

    assert sweep(at=one.offer_until - A_SECOND)["expired"] == 0
    assert not offers.expire_offer(one.pk, at=one.offer_until - A_SECOND)

    assert states(session) == ["cancelled", "offered", "waiting"]


def test_a_seat_that_is_left_goes_to_the_next(offered):
    session, one, following = offered

    offers.decline_offer(one.pk, by=None, at=NOON)

    assert states(session) == ["cancelled", "declined", "offered"]
    assert kinds(one)[-1] == "offer_declined"
    assert kinds(following)[-1] == "seat_offered"


def test_an_offer_is_consumed_by_its_taking(offered):
    _session, one, _next = offered
    offers.accept_offer(one.pk, by=None, at=NOON)

    for verb in (offers.accept_offer, offers.decline_offer):
        with pytest.raises(Refusal):
            verb(one.pk, by=None, at=NOON)


def test_a_seat_is_offered_to_one_person_at_a_time(offered):
    session, one, _next = offered

    sweep(at=NOON)

    assert session.registrations.filter(state="offered").count() == 1
    assert one.seat == 1
