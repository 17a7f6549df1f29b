"""A session that moves: people, rooms, trainers and calendars follow, or it does not move."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    FIRST,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    hour,
    secretaries,
)
from tests.training.test_registrations import kinds, states
from training.domain import registrations
from training.domain.moving import change_room, reschedule
from training.models import SlotHolding

pytestmark = pytest.mark.django_db


def by_a_day(session, days=1):
    return {
        slot.pk: (slot.starts_at + days * DAY, slot.ends_at + days * DAY)
        for slot in session.slots.all()
    }


def test_a_day_later_everything_follows(enter):
    session = SessionFactory(maximum=1)
    trainer = TrainerFactory()
    given = give(session.slots.first(), trainer)
    comes, waits = (enter(session, one) for one in secretaries(2))
    old = {
        item.slot_id: (item.uid, item.sequence, item.stamped_at) for item in comes.calendar.all()
    }

    reschedule(session.pk, by_a_day(session), by=None, at=NOON)

    session.refresh_from_db()
    given.refresh_from_db()
    assert session.starts_at == hour(FIRST + DAY, 9)
    assert given.starts_at == hour(FIRST + DAY, 9)
    held = SlotHolding.objects.filter(registration=comes).order_by("starts_at")
    assert [one.starts_at for one in held] == [hour(FIRST + DAY, 9), hour(FIRST + DAY, 14)]
    for item in comes.calendar.all():
        uid, sequence, stamped_at = old[item.slot_id]
        assert (item.uid, item.sequence, item.method) == (uid, sequence + 1, "REQUEST")
        assert item.stamped_at > stamped_at
    assert kinds(comes)[-1] == kinds(waits)[-1] == "session_moved"
    text = OutboxEmail.objects.filter(kind__endswith="session_moved").first().text
    assert "mercredi 9 décembre" in text.replace("\u00a0", " ")
    assert "mardi 8 décembre" in text.replace("\u00a0", " ")


def test_the_two_halves_of_a_day_may_change_places(enter):
    session = SessionFactory()
    enter(session, secretaries(1)[0])
    morning, afternoon = session.slots.order_by("starts_at")

    reschedule(
        session.pk,
        {
            morning.pk: (afternoon.starts_at, afternoon.ends_at),
            afternoon.pk: (morning.starts_at, morning.ends_at),
        },
        by=None,
        at=NOON,
    )

    morning.refresh_from_db()
    assert (morning.half, morning.starts_at) == ("pm", hour(FIRST, 14))


def test_it_does_not_move_onto_another_course_of_somebody_who_comes(enter):
    person = secretaries(1)[0]
    session, other = SessionFactory(), SessionFactory(on=FIRST + DAY)
    enter(session, person)
    enter(other, person)

    with pytest.raises(Refusal, match="Quelqu’un de cette session"):
        reschedule(session.pk, by_a_day(session), by=None, at=NOON)

    session.refresh_from_db()
    assert session.starts_at == hour(FIRST, 9)


def test_it_does_not_move_onto_a_room_that_is_taken():
    room = RoomFactory()
    session = SessionFactory(room=room)
    SessionFactory(room=room, on=FIRST + DAY)

    with pytest.raises(Refusal, match="salle est déjà prise"):
        reschedule(session.pk, by_a_day(session), by=None, at=NOON)


def test_it_moves_to_days_to_come_only():
    session = SessionFactory()

    with pytest.raises(Refusal, match="à venir"):
        reschedule(session.pk, by_a_day(session, -28), by=None, at=NOON)


def test_earlier_dates_of_registration_are_brought_back_and_offers_with_them(enter):
    session = SessionFactory(maximum=1, offer_hours=240)
    first, second = (enter(session, one) for one in secretaries(2))
    registrations.cancel(first.pk, by=None, at=NOON)

    reschedule(session.pk, by_a_day(session, -25), by=None, at=NOON)

    session.refresh_from_db()
    second.refresh_from_db()
    start = hour(FIRST - 25 * DAY, 9)
    assert (session.starts_at, session.waiting_closes_at, session.closes_at) == (start,) * 3
    assert session.cancel_until == start, (
        "nobody is told that she may still leave once it has begun"
    )
    assert second.offer_until == start


def test_a_draft_without_dates_of_registration_moves():
    none = dict.fromkeys(("opens_at", "closes_at", "waiting_closes_at", "cancel_until"))
    session = SessionFactory(state="draft", **none)

    reschedule(session.pk, by_a_day(session), by=None, at=NOON)

    session.refresh_from_db()
    assert session.starts_at == hour(FIRST + DAY, 9)
    assert {name: getattr(session, name) for name in none} == none


def test_who_is_free_at_the_new_hours_is_called_where_she_waited(enter):
    here, there = SessionFactory(maximum=1), SessionFactory(maximum=1)
    first, second = secretaries(2)
    seat = enter(here, first)
    enter(here, second)
    enter(there, second)
    registrations.cancel(seat.pk, by=None, at=NOON)
    assert states(here) == ["cancelled", "waiting"]

    reschedule(there.pk, by_a_day(there), by=None, at=NOON)

    assert states(here) == ["cancelled", "offered"]


def test_another_room_is_told_to_those_who_come_under_the_same_sequence(enter):
    session = SessionFactory(maximum=1)
    comes, waits = (enter(session, one) for one in secretaries(2))
    room = RoomFactory(name="Foyer rural", capacity=30)
    before = {item.pk: (item.sequence, item.content_hash) for item in comes.calendar.all()}

    change_room(session.pk, {slot.pk: room.pk for slot in session.slots.all()}, by=None, at=NOON)

    for item in comes.calendar.all():
        assert item.sequence == before[item.pk][0]
        assert item.content_hash != before[item.pk][1]
        assert item.stamped_at == NOON + dt.timedelta(seconds=1)
    assert kinds(comes)[-1] == "room_changed"
    assert kinds(waits) == ["on_waiting_list"]
    assert "Foyer rural" in OutboxEmail.objects.get(kind__endswith="room_changed").text


def test_a_room_too_small_or_taken_is_refused():
    session, taken = SessionFactory(maximum=2), RoomFactory()
    SessionFactory(room=taken)
    small = RoomFactory(capacity=1)
    slot = session.slots.first()

    with pytest.raises(Refusal, match=r"n’a que 1\splace assise"):
        change_room(session.pk, {slot.pk: small.pk}, by=None, at=NOON)
    with pytest.raises(Refusal, match="déjà prise"):
        change_room(session.pk, {slot.pk: taken.pk}, by=None, at=NOON)


def test_a_seat_held_for_the_mayor_is_given_back_before_the_new_beginning(enter):
    session = SessionFactory(maximum=1, needs_approval=True, hold_hours=24 * 10)
    one = enter(session, secretaries(1)[0])
    sooner = NOON + 2 * DAY
    hours = {
        slot.pk: (sooner + n * DAY, sooner + n * DAY + dt.timedelta(hours=1))
        for n, slot in enumerate(session.slots.all())
    }

    reschedule(session.pk, hours, by=None, at=NOON)

    one.refresh_from_db()
    assert one.hold_until == sooner
