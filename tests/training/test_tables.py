"""The constraints of training, each from both sides: what it refuses under its name, and what it lets through."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from communes.models import Person
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    FIRST,
    CourseFactory,
    RoomFactory,
    SessionFactory,
    ThemeFactory,
    TrainerFactory,
    give,
    hour,
    secretaries,
)
from training.models import (
    CalendarItem,
    Registration,
    RegistrationEvent,
    RosterLine,
    SeatCount,
    Session,
    SessionSeries,
    Slot,
    SlotHolding,
    Trainer,
)
from training.states.registrations import RegistrationState as R
from training.states.sessions import SessionState as S

pytestmark = pytest.mark.django_db


def refused(make, name):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        make()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


def changed(thing, **changes):
    return lambda: type(thing)._base_manager.filter(pk=thing.pk).update(**changes)


def both_sides(thing, name, wrong, right):
    refused(changed(thing, **wrong), name)

    assert changed(thing, **right)() == 1


COURSE = [
    ("course_minimum_below_maximum", {"minimum": 0}, {"minimum": 1}),
    ("course_minimum_below_maximum", {"minimum": 8, "maximum": 7}, {"minimum": 8, "maximum": 8}),
    ("course_lasts_half_a_day_at_least", {"halves": 0}, {"halves": 1}),
    ("course_lasts_half_a_day_at_least", {"halves": 21}, {"halves": 20}),
]
ROOM = [
    ("room_seats_somebody", {"capacity": 0}, {"capacity": 1}),
    ("room_point_is_whole", {"latitude": 48}, {"latitude": 48, "longitude": 7}),
    ("room_costs_nothing_or_something", {"cost": -1}, {"cost": 0}),
]
TRAINER = [
    ("trainer_is_somebody", {"name": ""}, {"name": "Nora"}),
    ("trainer_is_somebody", {"email": ""}, {"email": "nora@example.org"}),
]
SESSION = [
    ("session_number_format", {"number": "2027/14"}, {"number": "2027-1014"}),
    ("session_minimum_below_maximum", {"minimum": 0}, {"minimum": 2}),
    ("session_minimum_below_maximum", {"minimum": 3}, {"minimum": 3, "maximum": 3}),
    ("session_quota_of_one_at_least", {"quota": 0}, {"quota": 1}),
    ("session_dates_in_order", {"closes_at": NOON - 2 * DAY}, {"closes_at": NOON}),
    (
        "session_dates_in_order",
        {"waiting_closes_at": NOON},
        {"waiting_closes_at": NOON + 15 * DAY},
    ),
    (
        "session_dates_in_order",
        {"waiting_closes_at": hour(FIRST, 10)},
        {"waiting_closes_at": hour(FIRST, 9)},
    ),
    ("session_dates_in_order", {"ends_at": hour(FIRST, 9)}, {"ends_at": hour(FIRST, 10)}),
    (
        "session_announced_is_dated",
        {"cancel_until": None},
        {"cancel_until": None, "state": S.DRAFT},
    ),
    ("session_announced_is_dated", {"opens_at": None}, {"opens_at": None, "state": S.NEEDS_ROOM}),
    ("session_hours_to_answer", {"offer_hours": 0}, {"offer_hours": 1}),
    ("session_hours_to_answer", {"hold_hours": 1441}, {"hold_hours": 1440}),
    (
        "session_cancelled_is_dated",
        {"state": S.CANCELLED, "cancelled_at": NOON},
        {"state": S.CANCELLED, "cancelled_at": NOON, "cancel_reason": "neige"},
    ),
    ("session_cancelled_is_dated", {"cancel_reason": "neige"}, {"cancel_reason": ""}),
    ("session_merged_into_another", {"state": S.MERGED}, {"state": S.CLOSED}),
]
ONE = [
    ("registration_seat_by_state", {"seat": None}, {"seat": 2}),
    ("registration_seat_by_state", {"commune_seat": None}, {"commune_seat": 2}),
    ("registration_seat_by_state", {"state": R.WAITING}, {"state": R.WAITING, "seat": None, "commune_seat": None}),
    ("registration_seats_count_from_one", {"seat": 0}, {"seat": 1}),
    ("registration_seats_count_from_one", {"commune_seat": 0}, {"commune_seat": 1}),
    ("registration_hold_by_state", {"hold_until": NOON}, {"hold_until": NOON, "state": R.TO_VALIDATE}),
    (
        "registration_hold_by_state",
        {"state": R.TO_VALIDATE},
        {"state": R.TO_VALIDATE, "seat": None, "commune_seat": None},
    ),
    ("registration_offer_by_state", {"offer_until": NOON}, {"offer_until": NOON, "state": R.OFFERED}),
    ("registration_offer_by_state", {"state": R.OFFERED}, {"state": R.ATTENDED}),
    (
        "registration_left_is_dated",
        {"state": R.CANCELLED, "seat": None, "commune_seat": None},
        {"state": R.CANCELLED, "seat": None, "commune_seat": None, "cancelled_at": NOON},
    ),
    ("registration_left_is_dated", {"cancelled_at": NOON}, {"cancelled_at": None}),
    (
        "registration_replaced_by_somebody",
        {"state": R.REPLACED, "seat": None, "commune_seat": None, "cancelled_at": NOON},
        {"state": R.CANCELLED_LATE, "seat": None, "commune_seat": None, "cancelled_at": NOON},
    ),
    (
        "registration_decision_is_dated",
        {"decision": "accepted", "decided_at": NOON},
        {"decision": "accepted", "decided_at": NOON, "decided_as": "Le maire", "decided_via": "web"},
    ),
    (
        "registration_refused_by_the_mayor",
        {"state": R.REFUSED, "seat": None, "commune_seat": None},
        {
            "state": R.REFUSED, "seat": None, "commune_seat": None, "decision": "refused",
            "decided_at": NOON, "decided_as": "Le maire", "decided_via": "link",
        },
    ),
    (
        "registration_seat_was_approved",
        {"needs_approval": True},
        {
            "needs_approval": True, "decision": "accepted", "decided_at": NOON,
            "decided_as": "Le maire", "decided_via": "web",
        },
    ),
    ("registration_priority_one_to_three", {"priority": 4}, {"priority": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "wrong", "right"), COURSE)
def test_a_course_is_possible(name, wrong, right):
    both_sides(CourseFactory(), name, wrong, right)


@pytest.mark.parametrize(("name", "wrong", "right"), ROOM)
def test_a_room_is_one(name, wrong, right):
    both_sides(RoomFactory(), name, wrong, right)


@pytest.mark.parametrize(("name", "wrong", "right"), TRAINER)
def test_a_trainer_from_outside_has_a_name_and_an_address(name, wrong, right):
    both_sides(TrainerFactory(), name, wrong, right)


def test_a_trainer_of_the_directory_has_the_name_of_the_directory():
    person = factories.PersonFactory()

    refused(lambda: Trainer.objects.create(person=person, name="Nora"), "trainer_is_somebody")

    assert str(Trainer.objects.create(person=person)) == str(person)


@pytest.mark.parametrize(("name", "wrong", "right"), SESSION)
def test_a_session_is_always_true_to_its_state(name, wrong, right):
    both_sides(SessionFactory(), name, wrong, right)


@pytest.mark.parametrize(("name", "wrong", "right"), ONE)
def test_a_registration_is_always_true_to_its_state(enter, name, wrong, right):
    one = enter(SessionFactory(maximum=3), secretaries(1)[0])

    both_sides(one, name, wrong, right)


def test_names_are_given_once():
    commune = factories.CommuneFactory()
    RoomFactory(commune=commune, name="Foyer")
    ThemeFactory(name="Élections")
    CourseFactory(title="Budget")
    SessionSeries.objects.create(year=2027)
    session = SessionFactory()

    refused(lambda: RoomFactory(commune=commune, name="Foyer"), "room_name_once_a_commune")
    refused(lambda: ThemeFactory(name="Élections"), "training_theme_name")
    refused(lambda: CourseFactory(title="Budget"), "training_course_title")
    refused(lambda: SessionSeries.objects.create(year=2027), "training_sessionseries_year")
    refused(lambda: SessionFactory(number=session.number), "training_session_number")

    RoomFactory(name="Foyer")
    SessionSeries.objects.create(year=2028)


def test_two_sessions_never_have_one_room_at_once():
    room = RoomFactory()
    first = SessionFactory(room=room)

    refused(lambda: SessionFactory(room=room), "slot_room_once_at_a_time")

    SessionFactory(room=room, on=FIRST + DAY)
    first.slots.update(live=False)
    SessionFactory(room=room)


def test_half_days_that_touch_do_not_overlap():
    room = RoomFactory()
    session = SessionFactory(room=room)
    morning = session.slots.get(half="am")

    Slot.objects.filter(session=session, half="pm").update(starts_at=morning.ends_at)

    late = dt.timedelta(minutes=1)
    refused(
        lambda: Slot.objects.filter(session=session, half="pm").update(
            starts_at=morning.ends_at - late
        ),
        "slot_after_the_other",
    )


def test_a_half_day_is_within_its_day_and_once_a_session():
    session = SessionFactory()
    morning = session.slots.get(half="am")

    refused(changed(morning, day=FIRST + DAY), "slot_lasts_a_half_day")
    refused(changed(morning, ends_at=morning.starts_at), "slot_lasts_a_half_day")
    refused(changed(morning, half="pm"), "slot_half_day_once")

    assert changed(morning, starts_at=hour(FIRST, 8))() == 1


def test_a_trainer_is_never_in_two_places_and_his_hours_follow_those_of_the_half_day():
    trainer, first, second = TrainerFactory(), SessionFactory(), SessionFactory()
    here, there = first.slots.get(half="am"), second.slots.get(half="am")
    given = give(here, trainer)

    refused(lambda: give(here, trainer), "slot_trainer_once")
    refused(lambda: give(there, trainer), "slot_trainer_once_at_a_time")

    changed(here, starts_at=hour(FIRST, 8), ends_at=hour(FIRST, 9))()
    given.refresh_from_db()
    assert given.ends_at == hour(FIRST, 9)
    give(there, trainer)


def test_a_trainer_s_hours_are_those_of_the_half_day():
    given = give(SessionFactory().slots.get(half="am"), TrainerFactory())

    refused(changed(given, ends_at=hour(FIRST, 18)), "slot_trainer_follows_its_slot")


def test_nobody_holds_two_half_days_at_once_even_when_one_is_moved(enter):
    person = secretaries(1)[0]
    first, second = SessionFactory(), SessionFactory(on=FIRST + DAY)
    enter(first, person)
    one = enter(second, person)
    morning = second.slots.get(half="am")

    refused(
        changed(morning, day=FIRST, starts_at=hour(FIRST, 11), ends_at=hour(FIRST, 12)),
        "slot_holding_one_place_at_a_time",
    )

    changed(morning, day=FIRST, starts_at=hour(FIRST, 12), ends_at=hour(FIRST, 13))()
    assert SlotHolding.objects.get(registration=one, slot=morning).ends_at == hour(FIRST, 13)


def test_a_half_day_is_held_once_for_the_very_person(enter):
    one = enter(SessionFactory(), secretaries(1)[0])
    holding = one.holdings.first()
    other = Person.objects.exclude(pk=one.person_id).first() or factories.PersonFactory()

    refused(changed(holding, person=other), "slot_holding_of_the_person")
    refused(changed(holding, ends_at=hour(FIRST, 20)), "slot_holding_follows_its_slot")
    holding.pk = None
    refused(holding.save, "slot_holding_once|one_place")


def test_seats_and_ranks_are_given_once(enter):
    session = SessionFactory(maximum=4)
    commune = factories.CommuneFactory()
    _first, second = (enter(session, one) for one in secretaries(2, [commune]))
    other = enter(session, secretaries(1)[0])

    refused(changed(second, seat=1), "registration_seat_once")
    refused(changed(second, commune_seat=1), "registration_commune_seat_once")
    refused(changed(second, rank=1), "registration_rank_once")

    assert (other.seat, other.commune_seat) == (3, 1)
    assert changed(second, seat=4, rank=9)() == 1


def test_somebody_has_one_live_registration_a_session(enter):
    session = SessionFactory(maximum=4)
    person = secretaries(1)[0]
    one = enter(session, person)
    values = {
        "session": session, "commune": one.commune, "person": one.person, "registered_at": NOON,
        "needs_approval": False,
    }  # fmt: skip

    refused(
        lambda: Registration.objects.create(state=R.WAITING, rank=7, **values),
        "registration_once_a_person",
    )

    Registration.objects.create(state=R.DECLINED, rank=8, **values)


def test_no_seat_is_above_the_number_of_seats_nor_the_quota(enter):
    session = SessionFactory(maximum=2, quota=1)
    one = enter(session, secretaries(1)[0])

    refused(changed(one, seat=3), "registration_seat_exists")
    refused(changed(one, commune_seat=2), "registration_commune_seat_exists")
    assert changed(one, seat=2)() == 1

    refused(changed(session, maximum=1), "session_keeps_its_seats")
    assert changed(session, maximum=3)() == 1


def test_the_database_lets_no_offer_outlive_the_waiting_list(enter):
    session = SessionFactory(maximum=1)
    one = enter(session, secretaries(1)[0])
    late = session.waiting_closes_at + dt.timedelta(seconds=1)

    refused(changed(one, state=R.OFFERED, offer_until=late), "registration_offer_ends_in_time")

    assert changed(one, state=R.OFFERED, offer_until=session.waiting_closes_at)() == 1


def test_the_database_holds_no_seat_after_the_waiting_list(enter):
    session = SessionFactory(maximum=1, needs_approval=True)
    one = enter(session, secretaries(1)[0])
    late = session.waiting_closes_at + dt.timedelta(seconds=1)

    refused(changed(one, hold_until=late), "registration_hold_ends_in_time")

    assert changed(one, hold_until=session.waiting_closes_at)() == 1


def test_the_log_is_only_added_to(enter):
    one = enter(SessionFactory(), secretaries(1)[0])
    line = one.events.get()

    refused(changed(line, kind="waiting"), "permission denied")
    refused(lambda: RegistrationEvent.objects.filter(pk=line.pk).delete(), "permission denied")
    line.pk = None
    refused(line.save, "registration_event_in_order")


def test_a_town_hall_reads_the_counts_of_all_and_the_rows_of_its_own(enter):
    session = SessionFactory(maximum=2)
    first, _second, third = (enter(session, one) for one in secretaries(3))

    with wall([first.commune_id, EVERYONE]):
        count = SeatCount.objects.get(session=session)
        assert (count.held, count.confirmed, count.waiting, count.communes) == (2, 2, 1, 2)
        assert list(Registration.objects.all()) == [first]
        assert SlotHolding.objects.count() == CalendarItem.objects.count() == 2
        assert Session.objects.filter(pk=session.pk).update(note="x") == 0
    with wall([third.commune_id, EVERYONE]):
        assert list(RosterLine.objects.filter(session=session)) == []


def test_the_roster_names_those_who_come_to_the_communes_that_come(enter):
    session = SessionFactory(maximum=2)
    first, second, _third = (enter(session, one) for one in secretaries(3))

    with wall([first.commune_id, EVERYONE]):
        names = {(line.last_name, line.commune_name) for line in session.roster.all()}

    assert names == {(one.person.last_name, one.commune.name) for one in (first, second)}


def test_what_hangs_from_a_registration_is_of_its_commune(enter):
    one = enter(SessionFactory(), secretaries(1)[0])
    other = factories.CommuneFactory()

    refused(changed(one.holdings.first(), commune=other), "same_commune")
    refused(changed(one.calendar.first(), commune=other, stamped_at=NOON + DAY), "same_commune")
