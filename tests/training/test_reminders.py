"""Reminders: to confirmed people only, once each, by calendar days of Paris; last calls; the manager's morning."""

import datetime as dt

import pytest

from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    FIRST,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    secretaries,
)
from training.domain import reminders, sessions
from training.domain.log import log
from training.domain.sweeping import move_sessions
from training.models import Registration, Session
from training.states.registrations import LEFT, SEATED, EventKind, RegistrationState as R
from training.states.sessions import SessionState as S

pytestmark = pytest.mark.django_db
EIGHT = dt.time(8)


def on(day, hour=9, minute=0):
    """That hour in Paris, in winter."""
    return dt.datetime.combine(day, dt.time(hour - 1, minute), tzinfo=dt.UTC)


def mails(kind):
    return OutboxEmail.objects.filter(kind=f"training/mails/{kind}")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (on(FIRST - 8 * DAY), []),
        (on(FIRST - 7 * DAY, 8), ["Dans une semaine"]),
        (on(FIRST - 7 * DAY, 19, 59), ["Dans une semaine"]),
        (on(FIRST - 7 * DAY, 7, 59), []),
        (on(FIRST - 7 * DAY, 20), []),
        (on(FIRST - 6 * DAY), []),
        (on(FIRST - DAY), ["Demain"]),
        (on(FIRST, 8), []),
    ],
)
def test_seven_days_before_then_the_day_before(enter, at, expected):
    enter(SessionFactory(), secretaries(1)[0])

    for _ in range(2):
        reminders.remind_people(at=at)

    assert [
        mail.subject.replace("\u00a0", " ").split(" :")[0] for mail in mails("session_soon")
    ] == expected


def test_days_are_those_of_paris_across_the_change_of_hour(enter):
    """A session on Monday 29 March 2027; the clocks go forward on the eve."""
    day = dt.date(2027, 3, 29)
    session = SessionFactory(on=day)
    enter(session, secretaries(1)[0])

    assert reminders.remind_people(at=dt.datetime(2027, 3, 22, 7, 30, tzinfo=dt.UTC)) == 1
    assert reminders.remind_people(at=dt.datetime(2027, 3, 28, 6, 30, tzinfo=dt.UTC)) == 1


@pytest.mark.parametrize("state", [one for one in R if one != R.CONFIRMED])
def test_nobody_but_the_confirmed_is_reminded(enter, state):
    one = enter(SessionFactory(), secretaries(1)[0])
    seat = {} if state in SEATED else {"seat": None, "commune_seat": None}
    more = {"cancelled_at": NOON} if state in LEFT else {}
    if state == R.OFFERED:
        more = {"offer_until": on(FIRST - 7 * DAY, 11)}
    if state == R.REFUSED:
        more = {"decision": "refused", "decided_at": NOON, "decided_as": "x", "decided_via": "web"}
    if state == R.REPLACED:
        other = enter(one.session, secretaries(1, [one.commune])[0])
        Registration.objects.filter(pk=other.pk).update(
            state=R.CANCELLED, cancelled_at=NOON, seat=None, commune_seat=None
        )
        more |= {"replaced_by": other}
    Registration.objects.filter(pk=one.pk).update(state=state, **seat, **more)

    assert reminders.remind_people(at=on(FIRST - 7 * DAY)) == 0


@pytest.mark.parametrize("state", [S.CANCELLED, S.MERGED, S.RUNNING, S.CLOSED, S.PUBLISHED])
def test_no_reminder_of_a_session_that_does_not_come(enter, state):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    more = {"cancelled_at": NOON, "cancel_reason": "neige"} if state == S.CANCELLED else {}
    if state == S.MERGED:
        more = {"merged_into": SessionFactory(on=FIRST + DAY)}
    Session.objects.filter(pk=session.pk).update(state=state, **more)

    assert reminders.remind_people(at=on(FIRST - 7 * DAY)) == 0


def test_a_session_that_moves_is_recalled_anew(enter):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    reminders.remind_people(at=on(FIRST - 7 * DAY))
    later = session.starts_at + 2 * DAY
    Session.objects.filter(pk=session.pk).update(starts_at=later, ends_at=later + DAY)

    assert reminders.remind_people(at=on(FIRST - 5 * DAY)) == 1
    assert mails("session_soon").count() == 2


@pytest.mark.parametrize(
    ("hours", "had", "number"),
    [(12, 48, 1), (13, 48, 0), (1, 48, 1), (0, 48, 0), (6, 12, 0), (6, 24, 1)],
)
def test_the_last_call_comes_twelve_hours_before_the_end(enter, hours, had, number):
    """`had`: the hours she was given, however many the session gives: the waiting list may close before."""
    one = enter(SessionFactory(offer_hours=48), secretaries(1)[0])
    until = NOON + dt.timedelta(hours=hours)
    Registration.objects.filter(pk=one.pk).update(state=R.OFFERED, offer_until=until)
    log(one, EventKind.OFFERED, by=None, at=until - dt.timedelta(hours=had))

    for _ in range(2):
        reminders.call_last(at=NOON)

    assert mails("offer_last_call").count() == number
    assert reminders.call_last(at=on(NOON.date(), 21)) == 0


def test_managers_hear_once_that_a_session_has_too_few(enter):
    manager = factories.ManagerFactory().person
    session = SessionFactory(minimum=2)
    enter(session, secretaries(1)[0])
    before = session.starts_at - 15 * DAY

    move_sessions(at=before - dt.timedelta(seconds=1))
    assert not mails("session_at_risk").exists()
    for _ in range(2):
        move_sessions(at=before)

    mail = mails("session_at_risk").get()
    assert (mail.to, Session.objects.get().state) == (manager.email, S.AT_RISK)
    assert "1 sur 2" in mail.subject


def test_a_session_with_enough_people_worries_nobody(enter):
    factories.ManagerFactory()
    session = SessionFactory()
    enter(session, secretaries(1)[0])

    move_sessions(at=session.starts_at - 15 * DAY)

    assert not mails("session_at_risk").exists()


def test_managers_hear_once_that_a_session_cancelled_itself_and_what_they_must_undo(enter):
    manager = factories.ManagerFactory().person
    room = RoomFactory(name="Salle des fêtes", keys="chez Mme Klein", commune__name="Dolving")
    session = SessionFactory(needs_approval=True, room=room, course__title="Le budget")
    SessionFactory(course=session.course, on=FIRST + 7 * DAY)
    nora = TrainerFactory(name="Nora Weiss", phone="06 00 00 00 00", email="nora@example.org")
    for slot in session.slots.all():
        give(slot, nora)
    one = enter(session, secretaries(1)[0])

    for _ in range(2):
        move_sessions(at=session.starts_at)

    mail = mails("session_given_up").get()
    text = mail.text.replace("\u00a0", " ")
    assert (mail.to, Session.objects.get(pk=session.pk).state) == (manager.email, S.CANCELLED)
    assert "faute d’inscrits" in mail.subject
    for said in (
        f"– {one.person} ({one.commune}) : attend l’accord du maire",
        "– mardi 15 décembre 2026, 9 h – 12 h",
        "– prévenir Nora Weiss (06 00 00 00 00, nora@example.org)",
        "– libérer la salle « Salle des fêtes », commune de Dolving (clés : chez Mme Klein",
    ):
        assert said in text
    assert text.count("Nora Weiss") == text.count("Salle des fêtes », commune") == 1


def test_managers_write_themselves_the_end_of_a_session_that_they_cancel(enter):
    factories.ManagerFactory()
    session = SessionFactory()
    sessions.cancel_session(session.pk, reason="neige", by=None, at=NOON)
    begun = SessionFactory(on=FIRST + DAY)
    enter(begun, secretaries(1)[0])

    move_sessions(at=begun.starts_at)

    assert not mails("session_given_up").exists()


def test_the_managers_morning_says_what_waits_once_a_day(enter):
    to = factories.ManagerFactory().person.email
    morning = on(FIRST - 6 * DAY)
    assert reminders.tell_managers(at=morning) == 0
    risky = SessionFactory(minimum=2)
    sessions.warn(risky.pk, by=None, at=morning)
    SessionFactory(on=FIRST - DAY, course__title="Le budget")

    for hour in (9, 10):
        reminders.tell_managers(at=on(FIRST - 6 * DAY, hour))
    assert reminders.tell_managers(at=on(dt.date(2026, 12, 6))) == 0

    mail = mails("training_day").get()
    assert mail.to == to
    assert "2 choses attendent" in mail.subject.replace("\u00a0", " ")
    assert f"0 sur 2 au moins : « {risky.course.title} »" in mail.text.replace("\u00a0", " ")
    assert "Cette semaine : « Le budget »" in mail.text.replace("\u00a0", " ")
