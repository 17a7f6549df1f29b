"""What time brings: the session of a wish is announced, takes place with who asked, or is given up."""

import pytest

from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory, ThemeFactory
from tests.training.wishing import boss, campaign, course, wish
from training.domain import sessions
from training.domain.wish_results import settle_wishes
from training.models import DemandCluster, NeedsCampaign, Wish
from training.states.registrations import RegistrationState
from training.states.sessions import SessionState
from training.states.wishes import WishState

pytestmark = pytest.mark.django_db
ANNOUNCED = "training/mails/wish_announced"


@pytest.fixture
def session(hall):
    made = campaign(ThemeFactory())
    return SessionFactory(
        course=course(made.themes.get()),
        maximum=9,
        state=SessionState.PUBLISHED,
        opens_at=NOON - DAY,
    )


def planned(session, hall, *people, number=0):
    """Wishes of the course that wait for that session."""
    made = NeedsCampaign.objects.get()
    wishes = wish(made, hall, *people, learn=session.course, number=number)
    kept = DemandCluster.objects.create(
        campaign=made, course=session.course, rooms=1, people=1, kilometres=1,
        central_kilometres=1, kept_at=NOON, kept_by=boss(),
    )  # fmt: skip
    rows = Wish.objects.filter(pk__in=[one.pk for one in wishes])
    rows.update(state=WishState.CLUSTERED, cluster=kept, session=session, decided_at=NOON)
    return rows.order_by("pk")


def states(rows):
    return [one.state for one in rows.all()]


def test_the_town_hall_is_told_once_when_its_session_is_announced(hall, session):
    planned(session, hall, hall.secretary, hall.mayor)
    type(session).objects.filter(pk=session.pk).update(state=SessionState.DRAFT)
    assert settle_wishes(at=NOON)["announced"] == 0

    type(session).objects.filter(pk=session.pk).update(state=SessionState.PUBLISHED)
    assert settle_wishes(at=NOON)["announced"] == 1
    assert settle_wishes(at=NOON + DAY)["announced"] == 0

    mail = OutboxEmail.objects.get(kind=ANNOUNCED)
    assert mail.commune_id == hall.commune.pk
    assert f"{hall.secretary} et {hall.mayor}" in mail.text
    assert f"/formations/sessions/{session.pk}/" in mail.text


def over(session, *absent, state=SessionState.CLOSED):
    """It was held, everybody with a seat came but those."""
    seated = session.registrations.filter(state=RegistrationState.CONFIRMED)
    seated.filter(person__in=absent).update(state=RegistrationState.ABSENT)
    seated.exclude(person__in=absent).update(state=RegistrationState.ATTENDED)
    type(session).objects.filter(pk=session.pk).update(state=state)


def test_who_came_has_what_she_wished_once_the_session_was_held(hall, session):
    rows = planned(session, hall, hall.secretary, hall.mayor)
    sessions.open_session(session.pk, by=None, at=NOON)
    hall.register(session, hall.secretary)
    hall.register(session, hall.mayor)
    sessions.confirm_session(session.pk, by=None, at=NOON)
    for state in (SessionState.CONFIRMED, SessionState.RUNNING, SessionState.TO_CLOSE):
        type(session).objects.filter(pk=session.pk).update(state=state)
        assert settle_wishes(at=NOON)["satisfied"] == 0
        assert states(rows) == [WishState.CLUSTERED] * 2

    over(session, hall.mayor)

    assert settle_wishes(at=NOON)["satisfied"] == 1
    assert states(rows) == [WishState.SATISFIED, WishState.SUBMITTED]


def test_a_confirmed_session_that_is_given_up_frees_the_wishes_of_who_had_a_seat(hall, session):
    rows = planned(session, hall, hall.secretary)
    sessions.open_session(session.pk, by=None, at=NOON)
    hall.register(session, hall.secretary)
    sessions.confirm_session(session.pk, by=None, at=NOON)
    settle_wishes(at=NOON)

    sessions.cancel_session(session.pk, reason="neige", by=boss(), at=NOON)

    assert settle_wishes(at=NOON)["freed"] == 1
    assert states(rows) == [WishState.SUBMITTED]


def test_who_waits_has_not(hall, session):
    type(session).objects.filter(pk=session.pk).update(maximum=1)
    rows = planned(session, hall, hall.secretary)
    sessions.open_session(session.pk, by=None, at=NOON)
    session.refresh_from_db()
    hall.register(session, hall.mayor)
    hall.register(session, hall.secretary)
    sessions.confirm_session(session.pk, by=None, at=NOON)

    settle_wishes(at=NOON)
    assert states(rows) == [WishState.CLUSTERED]

    over(session)
    assert settle_wishes(at=NOON)["satisfied"] == 0
    assert states(rows) == [WishState.SUBMITTED]


def test_a_wish_without_a_name_is_met_by_as_many_others(hall, session):
    rows = planned(session, hall, hall.secretary, number=2)
    sessions.open_session(session.pk, by=None, at=NOON)
    sessions.confirm_session(session.pk, by=None, at=NOON)
    hall.register(session, hall.secretary)
    hall.register(session)
    last = hall.register(session)
    over(session, last.person, state=SessionState.TO_CLOSE)
    settle_wishes(at=NOON)
    settle_wishes(at=NOON)
    assert states(rows) == [WishState.SATISFIED, WishState.CLUSTERED]

    session.registrations.update(state=RegistrationState.ATTENDED)
    settle_wishes(at=NOON)

    assert states(rows) == [WishState.SATISFIED, WishState.SATISFIED]


def test_the_wishes_of_a_session_given_up_are_studied_again(hall, session):
    rows = planned(session, hall, hall.secretary)
    sessions.cancel_session(session.pk, reason="neige", by=boss(), at=NOON)

    assert settle_wishes(at=NOON)["freed"] == 1

    (one,) = rows.all()
    assert (one.state, one.session, one.cluster) == (WishState.SUBMITTED, None, None)


def test_whose_session_is_closed_without_her_is_studied_again(hall, session):
    rows = planned(session, hall, hall.secretary)
    type(session).objects.filter(pk=session.pk).update(state=SessionState.TO_CLOSE)
    assert settle_wishes(at=NOON)["freed"] == 0

    over(session)
    assert settle_wishes(at=NOON)["freed"] == 1

    assert states(rows) == [WishState.SUBMITTED]


def test_a_session_that_was_not_prepared_for_her_meets_her_wish_too(hall, session):
    made = NeedsCampaign.objects.get()
    (one,) = wish(made, hall, hall.secretary, learn=session.course)
    sessions.open_session(session.pk, by=None, at=NOON)
    hall.register(session, hall.secretary)
    sessions.confirm_session(session.pk, by=None, at=NOON)
    over(session)
    NeedsCampaign.objects.update(closes_at=session.ends_at + DAY, opened_at=session.ends_at)
    assert settle_wishes(at=NOON)["satisfied"] == 0  # it was given before wishes were asked for

    NeedsCampaign.objects.update(opened_at=NOON)
    assert settle_wishes(at=NOON)["satisfied"] == 1

    one.refresh_from_db()
    assert one.state == WishState.SATISFIED
