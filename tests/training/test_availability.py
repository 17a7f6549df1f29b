"""A room that is not lent, a trainer who cannot come: nothing is booked then, and what was booked is named."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests.conftest import NOON
from tests.training.desk import address, prepared
from tests.training.factories import (
    DAY,
    FIRST,
    CourseFactory,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    hour,
)
from tests.training.hall import text
from tests.training.test_tables import changed, refused
from training.domain import moving, sessions
from training.domain.availability import Away, close, reopen, set_week
from training.domain.sessions import HalfDay, SessionPlan
from training.domain.trainer_links import send_link
from training.models import Closure, Session, Slot
from training.queries.availability import booked_while_closed, clashes_of
from training.queries.candidate_days import taken_days
from training.queries.trainer_links import trainer_token
from training.states.availability import WeekHalf

pytestmark = pytest.mark.django_db
WORKS = Away(starts_on=FIRST, ends_on=FIRST + DAY, reason="travaux")
TUESDAY_MORNING = set(WeekHalf.values) - {WeekHalf.TUESDAY_AM}


def shut(kept, away=WORKS):
    return close(kept, away, by=None, said_by="elle", at=NOON)


def plan(room=None, trainer=None, *, on=FIRST, hours=(9, 12), course=None):
    half = HalfDay(
        starts_at=hour(on, hours[0]),
        ends_at=hour(on, hours[1]),
        room_id=room and room.pk,
        trainer_ids=(trainer.pk,) if trainer else (),
    )
    course = course or CourseFactory()
    return SessionPlan(course_id=course.pk, minimum=1, maximum=9, halves=(half,))


def book(*kept, **more):
    return sessions.create_session(plan(*kept, **more), by=None, at=NOON)


@pytest.fixture
def room():
    return RoomFactory(name="Salle des fêtes", commune__name="Bébing")


@pytest.fixture
def trainer():
    return TrainerFactory(name="Odile Mahl")


def test_a_room_that_is_closed_is_not_booked_and_the_refusal_names_it(room):
    shut(room)
    said = r"Salle des fêtes .Bébing. n’est pas libre le mercredi 9\sdécembre 2026\s: travaux"

    with pytest.raises(Refusal, match=said):
        book(room, on=FIRST + DAY)

    assert not Session.objects.exists()
    assert book(room, on=FIRST - DAY)
    assert book(room, on=FIRST + 2 * DAY)
    assert book(RoomFactory())


def test_a_trainer_who_cannot_come_is_not_booked(trainer):
    shut(trainer)

    with pytest.raises(
        Refusal, match=r"Odile Mahl n’est pas disponible le mardi 8\sdécembre 2026"
    ):
        book(None, trainer)

    assert book(None, trainer, on=FIRST + 2 * DAY)


def test_a_half_day_of_every_week_is_closed_and_the_other_stays_free(room, trainer):
    for kept, said in ((room, "n’est pas libre"), (trainer, "n’est pas disponible")):
        set_week(kept, TUESDAY_MORNING, by=None, at=NOON)
        booked = (kept, None) if kept == room else (None, kept)
        with pytest.raises(Refusal, match=f"{said} le mardi matin"):
            book(*booked)
        assert book(*booked, hours=(14, 17))
        assert book(*booked, on=FIRST + DAY)

        set_week(kept, WeekHalf.values, by=None, at=NOON)

        assert book(*booked)


def test_the_week_keeps_a_half_day(room, trainer):
    for kept in (room, trainer):
        with pytest.raises(Refusal, match="au moins une demi-journée"):
            set_week(kept, [], by=None, at=NOON)
    refused(changed(room, closed_week=list(WeekHalf.values)), "room_lent_some_half_day")
    refused(changed(room, closed_week=[12]), "room_lent_some_half_day")
    assert changed(room, closed_week=[0, 11])() == 1
    refused(changed(trainer, closed_week=list(WeekHalf.values)), "trainer_free_some_half_day")
    assert changed(trainer, closed_week=[0, 11])() == 1


def test_moving_changing_room_or_trainer_is_refused_by_name_too(room, trainer):
    session, elsewhere = SessionFactory(on=FIRST + 7 * DAY), RoomFactory()
    slot = session.slots.first()
    give(slot, trainer)
    shut(trainer)
    shut(room, Away(starts_on=slot.day, ends_on=slot.day))
    to_first = {slot.pk: (hour(FIRST, 9), hour(FIRST, 12))}

    with pytest.raises(Refusal, match=r"Odile Mahl n’est pas disponible le mardi 8\sdécembre"):
        moving.reschedule(session.pk, to_first, by=None, at=NOON)
    with pytest.raises(Refusal, match=r"Salle des fêtes .Bébing. n’est pas libre le mardi 15"):
        moving.change_room(session.pk, {slot.pk: room.pk}, by=None, at=NOON)
    shut(other := TrainerFactory(name="Luc"), Away(starts_on=slot.day, ends_on=slot.day))
    with pytest.raises(Refusal, match="Luc n’est pas disponible"):
        moving.change_trainers(session.pk, {slot.pk: [other.pk]}, by=None, at=NOON)

    moving.change_room(session.pk, {slot.pk: elsewhere.pk}, by=None, at=NOON)
    assert Slot.objects.get(pk=slot.pk).room == elsewhere


def test_what_was_booked_before_stays_and_is_named(room, trainer):
    session = SessionFactory(room=room, course__title="Budget")
    morning, afternoon = session.slots.all()
    give(morning, trainer)

    for kept, halves in ((room, 2), (trainer, 1)):
        found = shut(kept)
        assert len(found) == halves
        assert (
            found[0].words == f"« Budget » ({session.number}), mardi 8\u00a0décembre 2026, matin"
        )
        assert len(clashes_of(kept, at=NOON)) == halves
    assert set_week(room, TUESDAY_MORNING, by=None, at=NOON)

    assert set(Slot.objects.filter(live=True)) == {morning, afternoon}
    later = {afternoon.pk: (hour(FIRST, 13), hour(FIRST, 16))}
    moving.reschedule(session.pk, later, by=None, at=NOON)  # the same days: nothing is booked anew
    sessions.cancel_session(session.pk, reason="Neige", by=None, at=NOON)
    assert clashes_of(room, at=NOON) == []


def test_all_that_is_booked_while_closed_is_found(room, trainer):
    SessionFactory(room=room)
    weekly, away, week = (TrainerFactory() for _ in range(3))
    closed_room = RoomFactory()
    found = []
    for number, kept in enumerate((room, closed_room, away, week)):
        place = kept if kept in (room, closed_room) else RoomFactory()
        session = SessionFactory(room=place, on=FIRST + (7 + number) * DAY)
        if kept in (away, week):
            give(session.slots.first(), kept)
        found.append(session)
    for kept, session in ((room, found[0]), (away, found[2])):
        day = session.starts_at.date()
        shut(kept, Away(starts_on=day, ends_on=day))
    for kept, session in ((closed_room, found[1]), (week, found[3])):
        code = 2 * session.starts_at.weekday()
        set_week(kept, set(WeekHalf.values) - {code}, by=None, at=NOON)

    slots = booked_while_closed(at=NOON)

    assert {slot.session for slot in slots} == set(found)
    assert not clashes_of(weekly, at=NOON)


def test_the_manager_is_told_on_her_first_page_and_on_the_session(room, desk):
    session = SessionFactory(room=room, course__title="Budget")
    shut(room)

    page = text(desk.get(address("session_follow", session.pk)))

    assert "Salle des fêtes (Bébing) n’est pas libre le mardi 8 décembre 2026 : travaux" in page
    assert "Rien n’est annulé" in page
    assert "Salle ou formateur indisponible : Budget" in text(desk.get(reverse("home:home")))


def test_the_planner_leaves_out_the_rooms_that_are_closed(room):
    other, friday = RoomFactory(), FIRST + 3 * DAY
    shut(room)
    set_week(other, set(WeekHalf.values) - {WeekHalf.FRIDAY_PM}, by=None, at=NOON)

    other.refresh_from_db()
    taken = taken_days([room, other], [FIRST, friday], 2)

    assert taken == {room.pk: {FIRST}, other.pk: {friday}}
    assert taken_days([other], [friday], 1) == {}


def test_days_that_are_past_or_reversed_are_refused(room):
    for wrong, said in (
        (Away(starts_on=FIRST, ends_on=FIRST - DAY), "après le premier"),
        (Away(starts_on=FIRST - 90 * DAY, ends_on=FIRST - 80 * DAY), "passés"),
    ):
        with pytest.raises(Refusal, match=said):
            shut(room, wrong)
    shut(room)
    made = Closure.objects.get()
    refused(changed(made, ends_on=FIRST - DAY), "closure_ends_after")
    refused(changed(made, room=None), "closure_of_a_room_or_a_trainer")
    refused(changed(made, trainer=TrainerFactory()), "closure_of_a_room_or_a_trainer")
    assert changed(made, ends_on=FIRST)() == 1


def test_a_town_hall_reads_no_closure(room):
    shut(room)

    with wall([room.commune_id, EVERYONE]):
        assert not Closure.objects.exists()


def test_the_manager_keeps_the_days_of_a_room(desk, room):
    SessionFactory(room=room, course__title="Budget")
    url = address("room_availability", room.pk)
    typed = {"starts_on": "8/12/2026", "ends_on": "", "reason": "travaux"}

    page = text(desk.post(url, typed, follow=True))

    assert "Déjà prévu à ces heures : « Budget »" in page
    assert "le mardi 8 décembre 2026 : travaux" in page
    assert "Écrivez une date" in text(desk.post(url, {"starts_on": ""}))
    assert "passés" in text(desk.post(url, {"starts_on": "1/1/2026"}))
    week = {"semaine": "1", "open_halves": sorted(TUESDAY_MORNING)}
    desk.post(url, week)
    room.refresh_from_db()
    assert room.closed_week == [WeekHalf.TUESDAY_AM]
    assert "au moins une demi-journée" in text(desk.post(url, {"semaine": "1"}))
    desk.post(address("closure_remove", Closure.objects.get().pk))
    assert not Closure.objects.exists()


def test_the_form_of_a_session_says_who_cannot_come(desk, trainer):
    shut(trainer, Away(starts_on=dt.date(2027, 3, 9), ends_on=dt.date(2027, 3, 9), reason="jury"))

    page = text(prepared(desk, trainer=trainer))

    assert "Odile Mahl n’est pas disponible le mardi 9 mars 2027 : jury" in page
    assert not Session.objects.exists()


def test_a_trainer_keeps_her_days_from_her_link_and_nobody_elses(trainer, time_machine):
    time_machine.move_to(NOON, tick=False)
    session = SessionFactory()
    give(session.slots.first(), trainer)
    token = trainer_token(send_link(session.pk, trainer.pk, by=None, at=NOON))
    url, tablet = reverse("trainerlinks:trainer_days", args=(token,)), Client()

    page = text(tablet.post(url, {"starts_on": "8/12/2026", "reason": "congés"}, follow=True))

    assert "Prévenez-nous : rien ne change tout seul" in page
    mine = Closure.objects.get()
    assert (mine.trainer, mine.added_as) == (trainer, "Odile Mahl")
    shut(TrainerFactory())
    other = Closure.objects.exclude(pk=mine.pk).get()
    remove = "trainerlinks:trainer_day_remove"
    assert tablet.post(reverse(remove, args=(token, other.pk))).status_code == 404
    tablet.post(reverse(remove, args=(token, mine.pk)))
    assert list(Closure.objects.all()) == [other]
    with pytest.raises(Closure.DoesNotExist):
        reopen(other.pk, trainer, by=None, at=NOON)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["closed", "booked"])
@pytest.mark.parametrize("kind", ["room", "trainer"])
def test_of_two_at_once_the_second_sees_what_the_first_did(kind, first):
    kept = RoomFactory() if kind == "room" else TrainerFactory()
    booked = (kept, None) if kind == "room" else (None, kept)
    wanted, done = plan(*booked), Event()
    calls = {
        "closed": lambda: shut(kept),
        "booked": lambda: sessions.create_session(wanted, by=None, at=NOON),
    }
    second = calls["booked" if first == "closed" else "closed"]

    def late():
        try:
            done.wait(timeout=30)
            with wall_for_all():
                return second()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            calls[first]()
            waiting = threads.submit(late)
            done.set()
            with pytest.raises(TimeoutError):  # the other one waits for this transaction
                waiting.result(timeout=0.5)
        found = waiting.result(timeout=30)

    if first == "closed":
        assert isinstance(found, Refusal)
        assert not Slot.objects.exists()
    else:
        assert [one.slot for one in found] == list(Slot.objects.all())
