"""Running a session: why nobody is called, who leaves, the list for the door, the home page."""

import datetime as dt

import pytest

from portal.lib.tables import read_xlsx
from portal.mail.notifications import enqueue
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import (
    DAY,
    CourseFactory,
    SessionFactory,
    hour,
    secretaries,
)
from training.domain import sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.notifications.exchange import QuestionAnswered
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db
BEGINS = dt.date(2027, 3, 9)
"""A Tuesday."""


def test_a_full_session_says_why_each_who_waits_is_not_called(desk, enter):
    session = SessionFactory(maximum=1)
    came, waits = (enter(session, one) for one in secretaries(2))

    page = desk.get(address("session_follow", session.pk)).content.decode()

    assert "Toutes les places sont prises" in page
    assert str(came.person) in page
    assert str(waits.person) in page


def test_a_colleague_takes_the_seat_and_another_leaves_it(desk, enter):
    session = SessionFactory(maximum=2)
    commune = factories.CommuneFactory()
    first, other = secretaries(2, [commune])
    seated = enter(session, first)

    desk.post(address("registration_swap", seated.pk), {"person": other.person_id})
    now = session.registrations.get(state="confirmed")
    desk.post(address("registration_withdraw", now.pk), {"reason": "malade"})

    assert now.person == other.person
    assert set(session.registrations.values_list("state", flat=True)) == {"replaced", "cancelled"}


def test_the_list_for_the_door_has_who_comes_and_a_column_a_half_day(desk, enter):
    session = SessionFactory(maximum=1)
    came, waits = (enter(session, one) for one in secretaries(2))

    rows = read_xlsx(desk.get(address("session_export", session.pk)).content)

    assert rows[0][4:] == ["mar.\u00a08\u00a0déc. 9\u00a0h", "mar.\u00a08\u00a0déc. 14\u00a0h"]
    assert [row[0] for row in rows[1:]] == [came.person.last_name]
    assert waits.person.last_name not in str(rows)


def test_the_home_page_says_what_waits_for_the_manager(desk, enter):
    plan = SessionPlan(
        course_id=CourseFactory(title="Élections").pk,
        minimum=2,
        maximum=6,
        halves=(HalfDay(starts_at=hour(BEGINS, 9), ends_at=hour(BEGINS, 12)),),
    )
    sessions.create_session(plan, by=None, at=NOON)
    SessionFactory(course__title="État civil", state=SessionState.AT_RISK, minimum=2)
    late = SessionFactory(course__title="Budget", needs_approval=True, opens_at=NOON - 4 * DAY)
    enter(late, secretaries(1)[0], at=NOON - 3 * DAY)

    page = desk.get("/").content.decode().replace("\u00a0", " ")

    for title in (
        "Session à annoncer : Élections",
        "Trop peu d’inscrits : État civil",
        "Accords de maires qui tardent : Budget",
    ):
        assert title in page


def test_its_mails_are_those_of_its_registrations_and_no_other_with_the_same_number(desk, enter):
    registration = enter(SessionFactory(), secretaries(1)[0])
    same_number = QuestionAnswered(
        to="mairie@example.org",
        answer_id=registration.pk,
        title="Cimetière",
        signature="une mairie",
        text="Oui.",
        url="/",
    )
    enqueue(same_number, at=NOON)

    page = desk.get(address("session_follow", registration.session_id)).content.decode()

    assert ">Convocation</a>" in page
    assert "mairie@example.org" not in page
