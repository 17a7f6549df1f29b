"""What the clock brings to training, at whatever minute it comes, once."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from communes.states import Role
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, FIRST, SessionFactory, hour, secretaries
from tests.training.test_decisions import accept
from tests.training.test_registrations import kinds, states
from training.domain import sessions
from training.domain.sweeping import sweep
from training.states.sessions import SessionState as S
from training.tasks import sweep as task

pytestmark = pytest.mark.django_db
A_SECOND = dt.timedelta(seconds=1)


def state_of(session):
    session.refresh_from_db()
    return session.state


def test_a_session_opens_at_its_hour():
    session = SessionFactory(state=S.PUBLISHED, opens_at=NOON)

    sweep(at=NOON - A_SECOND)
    assert state_of(session) == S.PUBLISHED

    sweep(at=NOON)
    assert state_of(session) == S.OPEN


@pytest.mark.parametrize(("people", "state"), [(1, S.AT_RISK), (2, S.CONFIRMED)])
def test_a_fortnight_before_it_is_said_whether_it_will_take_place(enter, people, state):
    session = SessionFactory(minimum=2, maximum=3)
    for one in secretaries(people):
        enter(session, one)
    fortnight = session.starts_at - 15 * DAY

    sweep(at=fortnight - A_SECOND)
    assert state_of(session) == S.OPEN

    sweep(at=fortnight)
    assert state_of(session) == state


def test_a_session_at_risk_is_confirmed_when_people_come(enter):
    session = SessionFactory(minimum=1, state=S.AT_RISK)
    enter(session, secretaries(1)[0])

    sweep(at=session.starts_at - 10 * DAY)

    assert state_of(session) == S.CONFIRMED


def test_it_begins_and_ends_at_its_hours(enter):
    session = SessionFactory(state=S.CONFIRMED)
    enter(session, secretaries(1)[0])

    sweep(at=hour(FIRST, 9))
    assert state_of(session) == S.RUNNING

    sweep(at=hour(FIRST, 17))
    assert state_of(session) == S.TO_CLOSE


def test_without_anybody_confirmed_nothing_begins_and_who_waited_is_told(enter):
    session = SessionFactory(state=S.AT_RISK, needs_approval=True)
    one = enter(session, secretaries(1)[0])

    sweep(at=hour(FIRST, 9))

    assert (state_of(session), states(session)) == (S.CANCELLED, ["session_cancelled"])
    assert kinds(one)[-1] == "session_cancelled"
    assert "personne n’avait de place confirmée" in session.cancel_reason


def test_who_still_waits_as_it_begins_is_told_once_that_there_was_no_place(enter):
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=24)
    SessionFactory(course=session.course, on=dt.date(2026, 12, 15))
    comes, waits, forgotten = (enter(session, one) for one in secretaries(3))
    for one in (comes, waits):
        accept(one)

    for _ in range(2):
        sweep(at=hour(FIRST, 9))

    assert states(session) == ["confirmed", "unseated", "unseated"]
    assert [kinds(one).count("no_seat_left") for one in (comes, waits, forgotten)] == [0, 1, 1]
    rows = OutboxEmail.objects.filter(kind__endswith="no_seat_left").order_by("pk")
    texts = [mail.text for mail in rows]
    assert ["le maire n’avait pas répondu" in text for text in texts] == [False, True]
    assert all("15\u00a0décembre" in text for text in texts)


def test_held_seats_are_given_back_and_mayors_reminded_once(enter):
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=72)
    position = secretaries(1)[0]
    factories.PositionFactory(commune=position.commune, role=Role.MAYOR)
    one = enter(session, position)

    hour = dt.timedelta(hours=1)
    done = [sweep(at=NOON + hours * hour)["asked"] for hours in (0, 1, 1, 48, 49, 49)]
    assert done == [0, 1, 0, 0, 1, 0]
    subjects = OutboxEmail.objects.filter(kind__endswith="approval_asked").order_by("pk")
    assert ["Rappel" in mail.subject for mail in subjects] == [False, True]

    assert sweep(at=one.hold_until)["lapsed"] == 1
    assert states(session) == ["waiting"]
    assert sweep(at=one.hold_until)["lapsed"] == 0


def test_a_late_mayor_is_one_and_the_same_whoever_counts(enter):
    """Neither on a Sunday, nor at night, nor where nobody would read it; a seat given back changes nothing."""
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=1)
    one = enter(session, secretaries(1)[0])
    friday = NOON + 3 * DAY
    type(one).objects.filter(pk=one.pk).update(registered_at=friday, hold_until=friday + DAY / 24)
    assert sweep(at=friday + DAY / 24)["asked"] == 1
    assert states(session) == ["waiting"]

    assert sweep(at=friday + 2 * DAY + DAY / 12)["asked"] == 0
    monday = NOON + 6 * DAY
    one.commune.positions.update(role=Role.TECHNICIAN)
    type(one.commune).objects.update(email="")
    assert sweep(at=monday)["asked"] == 0
    assert not one.events.filter(kind="reminded").exists()

    factories.PositionFactory(commune=one.commune, role=Role.MAYOR)
    assert sweep(at=monday + 4 * DAY / 24)["asked"] == 1
    assert one.events.filter(kind="reminded").count() == 1


def test_the_task_runs_behind_the_wall_of_everybody():
    session = SessionFactory(state=S.PUBLISHED, opens_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))

    task()

    assert state_of(session) != S.PUBLISHED


def swept(at):
    """By a worker: another connection, another wall."""
    try:
        return sweep(at=at)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_what_a_manager_does_meanwhile_undoes_nothing_and_keeps_nobody_waiting(enter):
    """The manager opens a session by hand, between the list of what is due and its lock."""
    held = enter(SessionFactory(maximum=1, needs_approval=True, hold_hours=1), secretaries(1)[0])
    first, second = SessionFactory.create_batch(2, state=S.PUBLISHED, opens_at=NOON)

    with ThreadPoolExecutor(1) as worker:
        with transaction.atomic():
            sessions.open_session(first.pk, by=None, at=NOON)
            done = worker.submit(swept, NOON + dt.timedelta(hours=1))
            limit = time.monotonic() + 10
            while held.seat is not None and time.monotonic() < limit:
                time.sleep(0.05)
                held.refresh_from_db()
            assert held.seat is None, "what was swept before is there already"
        done = done.result()

    assert (done["lapsed"], done["opened"]) == (1, 1)
    assert (state_of(first), state_of(second)) == (S.OPEN, S.OPEN)
