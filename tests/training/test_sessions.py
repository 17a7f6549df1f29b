"""A session from its draft to its end: numbers, rooms, dates, seats, cancelling and joining two."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    FIRST,
    CourseFactory,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    hour,
    secretaries,
)
from tests.training.room import HOUR, Room
from tests.training.test_registrations import kinds, states
from training.domain import registrations, sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.models import Session, SlotHolding, SlotTrainer
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db
MORNING = HalfDay(starts_at=hour(FIRST, 9), ends_at=hour(FIRST, 12))
DATES = {
    "opens_at": NOON,
    "closes_at": NOON + 14 * DAY,
    "waiting_closes_at": NOON + 21 * DAY,
    "cancel_until": NOON + 20 * DAY,
}


def planned(*halves, **more):
    course = CourseFactory()
    plan = SessionPlan(course_id=course.pk, minimum=2, maximum=6, halves=halves, **more)
    return sessions.create_session(plan, by=None, at=NOON)


def test_a_session_has_the_next_number_of_the_year_in_which_it_begins():
    late = HalfDay(starts_at=hour(dt.date(2027, 1, 12), 9), ends_at=hour(dt.date(2027, 1, 12), 12))

    numbers = [planned(half).number for half in (MORNING, late, MORNING)]

    assert numbers == ["2026-001", "2027-001", "2026-002"]


def test_a_draft_is_announced_with_a_room_its_dates_and_a_half_day():
    room = RoomFactory(capacity=6)
    plain = HalfDay(starts_at=MORNING.starts_at, ends_at=MORNING.ends_at, room_id=room.pk)
    for draft, word in (
        (planned(**DATES), "demi-journée"),
        (planned(MORNING, **DATES), "salle"),
        (planned(plain), "dates"),
    ):
        with pytest.raises(Refusal, match=word):
            sessions.publish(draft.pk, by=None, at=NOON)
        draft.slots.update(live=False)

    session = planned(plain, **DATES)
    sessions.publish(session.pk, by=None, at=NOON)

    session.refresh_from_db()
    assert session.state == SessionState.PUBLISHED
    assert (session.starts_at, session.ends_at) == (hour(FIRST, 9), hour(FIRST, 12))


def test_a_room_too_small_is_not_announced():
    room = RoomFactory(capacity=5)
    half = HalfDay(starts_at=MORNING.starts_at, ends_at=MORNING.ends_at, room_id=room.pk)

    with pytest.raises(Refusal, match="5\xa0places"):
        sessions.publish(planned(half, **DATES).pk, by=None, at=NOON)


def test_what_is_taken_is_said_in_french():
    room, trainer = RoomFactory(), TrainerFactory()
    planned(
        HalfDay(
            starts_at=hour(FIRST, 9),
            ends_at=hour(FIRST, 12),
            room_id=room.pk,
            trainer_ids=(trainer.pk,),
        )
    )

    with pytest.raises(Refusal, match="salle est déjà prise"):
        planned(HalfDay(starts_at=hour(FIRST, 10), ends_at=hour(FIRST, 11), room_id=room.pk))
    with pytest.raises(Refusal, match="formateur est déjà pris"):
        planned(
            HalfDay(starts_at=hour(FIRST, 10), ends_at=hour(FIRST, 11), trainer_ids=(trainer.pk,))
        )

    assert Session.objects.count() == 1


def test_dates_that_cross_are_said_in_french():
    with pytest.raises(Refusal, match="se croisent"):
        planned(MORNING, **{**DATES, "opens_at": NOON + 15 * DAY})


def test_only_what_nobody_read_is_written_again():
    session = planned(MORNING, **DATES)
    plan = SessionPlan(course_id=session.course_id, minimum=3, maximum=9, halves=(MORNING,))

    sessions.edit_session(session.pk, plan, by=None, at=NOON)

    session.refresh_from_db()
    assert (session.maximum, session.slots.count(), session.opens_at) == (9, 1, None)
    with pytest.raises(Refusal, match="annoncée"):
        sessions.edit_session(SessionFactory().pk, plan, by=None, at=NOON)


def test_more_seats_are_offered_at_once(enter):
    session = SessionFactory(maximum=1)
    for one in secretaries(3):
        enter(session, one)

    sessions.set_seats(session.pk, maximum=2, quota=None, by=None, at=NOON)

    assert states(session) == ["confirmed", "offered", "waiting"]


def test_fewer_seats_never_go_under_those_that_are_held(enter):
    session = SessionFactory(maximum=4, minimum=1)
    first, second, third = (enter(session, one) for one in secretaries(3))
    registrations.cancel(first.pk, by=None, at=NOON)

    with pytest.raises(Refusal, match="2 places sont prises"):
        sessions.set_seats(session.pk, maximum=1, quota=None, by=None, at=NOON)
    sessions.set_seats(session.pk, maximum=2, quota=1, by=None, at=NOON)

    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.seat, third.seat) == (1, 2)


def test_a_quota_never_goes_under_the_seats_of_a_commune(enter):
    session = SessionFactory(maximum=4)
    commune = factories.CommuneFactory()
    first, second, third = (enter(session, one) for one in secretaries(3, [commune]))
    registrations.cancel(first.pk, by=None, at=NOON)

    with pytest.raises(Refusal, match="plus de places"):
        sessions.set_seats(session.pk, maximum=4, quota=1, by=None, at=NOON)
    sessions.set_seats(session.pk, maximum=4, quota=2, by=None, at=NOON)

    assert {second.person_id, third.person_id} == set(
        session.registrations.seated().values_list("person_id", flat=True)
    )


def test_ordinals_of_a_commune_that_are_not_in_the_order_of_the_seats_go_down_too(enter):
    """Found by `./run seats`: the first seat may be the commune's second."""
    session = SessionFactory(maximum=4)
    commune = factories.CommuneFactory()
    stranger, first = (
        enter(session, secretaries(1)[0]),
        enter(session, secretaries(1, [commune])[0]),
    )
    second = enter(session, secretaries(1, [commune])[0])
    registrations.cancel(stranger.pk, by=None, at=NOON)
    registrations.replace(second.pk, person=secretaries(1, [commune])[0].person, by=None, at=NOON)
    third = enter(session, secretaries(1, [commune])[0])
    registrations.cancel(first.pk, by=None, at=NOON)
    assert (third.seat, third.commune_seat) == (1, 3)

    sessions.set_seats(session.pk, maximum=2, quota=2, by=None, at=NOON)

    seats = session.registrations.seated().order_by("seat").values_list("seat", "commune_seat")
    assert list(seats) == [(1, 2), (2, 1)]


def test_seats_are_no_more_than_those_of_the_room():
    session = SessionFactory(room=RoomFactory(capacity=3))

    with pytest.raises(Refusal, match=r"3\splaces"):
        sessions.set_seats(session.pk, maximum=4, quota=None, by=None, at=NOON)


def test_a_cancelled_session_tells_those_who_come_and_those_who_wait(enter):
    session = SessionFactory(maximum=1)
    give(session.slots.first(), TrainerFactory())
    other = SessionFactory(course=session.course, on=dt.date(2026, 12, 15))
    comes, waits = (enter(session, one) for one in secretaries(2))

    sessions.cancel_session(session.pk, reason="Neige", by=None, at=NOON)

    assert states(session) == ["session_cancelled", "session_cancelled"]
    assert kinds(comes)[-1] == kinds(waits)[-1] == "session_cancelled"
    for mail in OutboxEmail.objects.filter(kind__endswith="session_cancelled"):
        assert "Neige" in mail.text
        assert "15\u00a0décembre" in mail.text
    assert not SlotHolding.objects.exists()
    assert not SlotTrainer.objects.filter(live=True).exists()
    assert {item.method for item in comes.calendar.all()} == {"CANCEL"}
    SessionFactory(room=session.slots.first().room)
    assert other.state == SessionState.OPEN


def test_who_is_freed_by_a_cancelled_session_is_called_where_she_waited(enter):
    here, there = SessionFactory(maximum=1), SessionFactory(maximum=1)
    first, second = secretaries(2)
    seat, waiting = enter(here, first), enter(here, second)
    enter(there, second)
    registrations.cancel(seat.pk, by=None, at=NOON)
    assert states(here) == ["cancelled", "waiting"]

    sessions.cancel_session(there.pk, reason="Formatrice malade", by=None, at=NOON)

    assert states(here) == ["cancelled", "offered"]
    assert waiting.person == second.person


def test_a_session_is_cancelled_for_a_reason():
    with pytest.raises(Refusal, match="pourquoi"):
        sessions.cancel_session(SessionFactory().pk, reason=" ", by=None, at=NOON)


def test_a_session_that_nobody_gave_is_cancelled_even_once_begun(enter):
    room = Room(enter)

    sessions.cancel_session(
        room.session.pk, reason="Formatrice malade", by=None, at=room.begins + HOUR
    )

    assert states(room.session) == ["session_cancelled"] * 2


def test_a_session_that_was_given_is_not_cancelled(enter):
    room = Room(enter)
    room.everybody_signs()
    room.end()

    with pytest.raises(Refusal, match="a été donnée"):
        sessions.cancel_session(room.session.pk, reason="Trop tard", by=None, at=room.ends)


def test_two_half_empty_sessions_become_one_and_nobody_is_moved_without_asking(enter):
    session = SessionFactory()
    other = SessionFactory(course=session.course, on=dt.date(2026, 12, 15))
    one = enter(session, secretaries(1)[0])

    sessions.merge_sessions(session.pk, into_id=other.pk, by=None, at=NOON)

    session.refresh_from_db()
    assert (session.state, session.merged_into) == (SessionState.MERGED, other)
    assert states(other) == []
    assert kinds(one)[-1] == "session_cancelled"
    with pytest.raises(Refusal, match="même formation"):
        sessions.merge_sessions(other.pk, into_id=SessionFactory().pk, by=None, at=NOON)
