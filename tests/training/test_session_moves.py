"""The buttons of a session, and what changes once it is announced."""

import datetime as dt

import pytest

from portal.mail.models import OutboxEmail
from tests.training.desk import address, prepared
from tests.training.factories import (
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    secretaries,
)
from training.models import Session
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db


def test_a_session_is_announced_and_opened(desk):
    prepared(desk, room=RoomFactory(), opens_on="12/11/2026")
    pk = Session.objects.get().pk

    for verb in ("publish", "open"):
        desk.post(address("session_move", pk, verb))

    assert Session.objects.get().state == SessionState.OPEN


def test_what_a_draft_lacks_is_said_before_it_is_announced(desk):
    prepared(desk)
    session = Session.objects.get()
    url = address("session_move", session.pk, "publish")

    page = desk.get(url).content.decode()
    desk.post(url)

    session.refresh_from_db()
    assert "Choisissez une salle" in page
    assert session.state == SessionState.DRAFT


def test_a_session_moves_by_a_day_and_who_comes_is_told(desk, enter):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    first, second = session.slots.all()
    sent = {
        f"s{first.pk}-day": "9/12/2026", f"s{first.pk}-starts": "9 h", f"s{first.pk}-ends": "12 h",
        f"s{second.pk}-day": "9/12/2026", f"s{second.pk}-starts": "14 h", f"s{second.pk}-ends": "17 h",
    }  # fmt: skip

    response = desk.post(address("session_reschedule", session.pk), sent)

    assert response.status_code == 302
    assert {slot.day for slot in session.slots.all()} == {dt.date(2026, 12, 9)}
    assert OutboxEmail.objects.filter(kind="training/mails/session_moved").count() == 1


def test_a_change_that_changes_nothing_tells_nobody(desk, enter):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    room = session.slots.first().room.pk
    sent = {f"s{slot.pk}-room": room for slot in session.slots.all()}

    response = desk.post(address("session_room", session.pk), sent)

    assert "Rien n’a changé" in response.content.decode()
    assert not OutboxEmail.objects.filter(kind="training/mails/room_changed").exists()


def test_a_trainer_who_is_taken_is_not_given_a_second_session(desk):
    trainer = TrainerFactory()
    give(SessionFactory().slots.first(), trainer)
    session = SessionFactory()
    first, second = session.slots.all()
    sent = {f"s{first.pk}-trainer": trainer.pk, f"s{second.pk}-trainer": ""}

    response = desk.post(address("session_trainers", session.pk), sent)

    assert "formateur est déjà pris" in response.content.decode()
    assert not first.trainers.exists()


def test_a_half_day_has_another_trainer(desk):
    before, after = TrainerFactory(), TrainerFactory()
    session = SessionFactory()
    first, second = session.slots.all()
    for slot in (first, second):
        give(slot, before)
    sent = {f"s{first.pk}-trainer": before.pk, f"s{second.pk}-trainer": after.pk}

    desk.post(address("session_trainers", session.pk), sent)

    assert [slot.trainers.get().trainer for slot in (first, second)] == [before, after]


def test_a_seat_more_is_offered_at_once(desk, enter):
    session = SessionFactory(maximum=1)
    for one in secretaries(2):
        enter(session, one)

    desk.post(address("session_seats", session.pk), {"maximum": "2", "quota": ""})

    assert set(session.registrations.values_list("state", flat=True)) == {"confirmed", "offered"}


def test_a_session_is_cancelled_for_a_reason_or_joined_to_another(desk, enter):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    other = SessionFactory(course=session.course, on=dt.date(2026, 12, 15))
    third = SessionFactory(course=session.course, on=dt.date(2026, 12, 16))
    cancel = address("session_move", session.pk, "cancel")

    assert "liront" in desk.post(cancel, {"reason": ""}).content.decode()
    desk.post(cancel, {"reason": "Neige"})
    desk.post(address("session_move", third.pk, "merge"), {"into": other.pk})

    states = {one.pk: one.state for one in Session.objects.all()}
    assert states == {session.pk: "cancelled", other.pk: "open", third.pk: "merged"}


def test_what_the_state_does_not_allow_is_said_and_not_done(desk):
    session = SessionFactory(state=SessionState.RUNNING)

    for name, more in (("session_move", ("merge",)), ("session_seats", ()), ("session_room", ())):
        response = desk.post(address(name, session.pk, *more), {"reason": "Neige", "maximum": 3})
        assert response.url == address("session_follow", session.pk)

    session.refresh_from_db()
    assert (session.state, session.maximum) == ("running", 2)
