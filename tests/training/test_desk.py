"""The manager writes a session and corrects it; her list."""

import datetime as dt

import pytest

from tests.conftest import NOON
from tests.training.desk import address, prepared, typed
from tests.training.factories import (
    DAY,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    hour,
    secretaries,
)
from training.forms.sessions import deadlines
from training.models import Session
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db
BEGINS = dt.date(2027, 3, 9)
"""A Tuesday."""


def test_a_session_is_written_from_its_course_and_its_dates_follow_from_the_first_day(desk):
    room, trainer = RoomFactory(), TrainerFactory()

    response = prepared(desk, room=room, trainer=trainer)

    session = Session.objects.get()
    assert response.url == address("session_follow", session.pk)
    slot = session.slots.get()
    assert (slot.starts_at, slot.room, slot.trainers.get().trainer) == (
        hour(BEGINS, 9),
        room,
        trainer,
    )
    assert (session.number, session.maximum, session.state) == ("2027-001", 12, "draft")
    assert session.closes_at == hour(dt.date(2027, 3, 1), 18)
    assert session.waiting_closes_at == hour(dt.date(2027, 3, 7), 18)
    assert session.cancel_until == hour(dt.date(2027, 3, 2), 18)


def test_a_room_that_is_taken_is_said_beside_what_was_typed(desk):
    room = RoomFactory()
    prepared(desk, room=room)

    response = prepared(desk, room=room, note="apporter un acte")

    assert "salle est déjà prise" in response.content.decode()
    assert "apporter un acte" in response.content.decode()
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minimum": "8", "maximum": "4"}, "un maximum qui n’est pas sous le minimum"),
        ({"closes_on": "20/03/2027"}, "Dans l’ordre"),
        ({"demi-0-ends": "8 h"}, "finit avant d’avoir commencé"),
        ({"demi-0-starts": "25 h"}, "heure"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk, change, words):
    response = prepared(desk, **change)

    assert words in response.content.decode()
    assert not Session.objects.exists()


def test_a_draft_is_corrected_and_its_form_says_what_it_was(desk):
    room = RoomFactory()
    prepared(desk, room=room)
    session = Session.objects.get()
    url = address("session_edit", session.pk)
    assert 'value="09/03/2027"' in desk.get(url).content.decode()

    desk.post(url, typed(session.course, ("10/03/2027", "14 h", "17 h", room.pk), quota="2"))

    session.refresh_from_db()
    assert (session.quota, session.slots.get().day) == (2, dt.date(2027, 3, 10))
    assert session.number == "2027-001"


def test_the_list_is_narrowed_by_year_state_and_waiting(desk, enter):
    full = SessionFactory(maximum=1, number="2026-001")
    for one in secretaries(2):
        enter(full, one)
    SessionFactory(number="2027-001", state=SessionState.RUNNING)
    url = address("session_list")

    def found(query):
        return [row.thing.number for row in desk.get(f"{url}?{query}").context["listing"].rows]

    assert found("attente=on") == ["2026-001"]
    assert found("etat=running") == ["2027-001"]
    assert len(found("")) == 2


@pytest.mark.parametrize("days", [1, 2, 3, 5, 9, 40])
def test_however_near_the_session_its_dates_are_in_order(days):
    typed_ = dict.fromkeys(("opens_on", "closes_on", "waiting_on", "cancel_on"))
    first = NOON + days * DAY

    dates = deadlines(typed_, first, at=NOON)

    assert NOON == dates["opens_at"] < dates["closes_at"] <= dates["waiting_closes_at"] <= first
    assert dates["opens_at"] <= dates["cancel_until"] <= first
