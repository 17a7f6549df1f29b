"""The manager's pages: a session written, announced, moved, run and given up."""

import datetime as dt

import pytest
from django.urls import reverse

from communes.states import Role
from portal.journal.models import Entry
from portal.lib.tables import read_xlsx
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    CourseFactory,
    RoomFactory,
    SessionFactory,
    TrainerFactory,
    give,
    hour,
    secretaries,
)
from training.domain import sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.models import Registration, Session
from training.states.sessions import SessionState

pytestmark = pytest.mark.django_db
BEGINS = dt.date(2027, 3, 9)
"""A Tuesday."""


@pytest.fixture
def desk(signed_in, time_machine):
    """A manager's browser, at an hour that stands still."""
    time_machine.move_to(NOON, tick=False)
    return signed_in(factories.ManagerFactory().person.user)


def address(name, *args):
    return reverse(f"trainingdesk:{name}", args=args)


def typed(course, *halves, **more):
    """What the form of a session sends; a half day is (day, from, to, room, trainer)."""
    rows = {}
    for n, half in enumerate(halves):
        names = ("day", "starts", "ends", "room", "trainer")
        rows |= {f"demi-{n}-{name}": value for name, value in zip(names, half, strict=False)}
    return {
        "demi-TOTAL_FORMS": len(halves),
        "demi-INITIAL_FORMS": 0,
        "minimum": course.minimum,
        "maximum": course.maximum,
        "offer_hours": 48,
        "hold_hours": 120,
        **rows,
        **more,
    }


def prepared(desk, course=None, room=None, trainer=None, **more):
    course = course or CourseFactory(maximum=12)
    half = ("9/03/2027", "9 h", "12 h 30", room.pk if room else "", trainer.pk if trainer else "")
    empty = ("", "13 h 30", "16 h 30", "", "")
    url = f"{address('session_create')}?formation={course.pk}"
    return desk.post(url, typed(course, half, empty, **more))


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


def test_what_a_draft_lacks_is_said_before_it_is_announced(desk):
    prepared(desk)
    session = Session.objects.get()
    url = address("session_move", session.pk, "publish")

    page = desk.get(url).content.decode()
    desk.post(url)

    session.refresh_from_db()
    assert "Choisissez une salle" in page
    assert session.state == SessionState.DRAFT


def test_a_session_is_announced_and_opened(desk):
    prepared(desk, room=RoomFactory(), opens_on="12/11/2026")
    pk = Session.objects.get().pk

    for verb in ("publish", "open"):
        desk.post(address("session_move", pk, verb))

    assert Session.objects.get().state == SessionState.OPEN


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

    for name, more in (("session_move", ("cancel",)), ("session_seats", ()), ("session_room", ())):
        response = desk.post(address(name, session.pk, *more), {"reason": "Neige", "maximum": 3})
        assert response.url == address("session_follow", session.pk)

    session.refresh_from_db()
    assert (session.state, session.maximum) == ("running", 2)


def test_a_town_hall_that_telephones_is_registered_and_it_is_written_who_called(desk):
    session = SessionFactory(maximum=5)
    one = secretaries(1)[0]
    factories.MembershipFactory(commune=one.commune, epci=factories.EpciFactory())
    url = f"{address('session_phone', session.pk)}?commune={one.commune_id}"
    key = f"{one.person_id}-{one.commune_id}"
    assert str(one.person) in desk.get(url).content.decode()

    without = desk.post(url, {"people": [key], "caller": ""})
    assert "Notez qui a téléphoné" in without.content.decode()
    desk.post(url, {"people": [key], "caller": "Solange Ferrand, secrétaire"})

    made = Registration.objects.get()
    assert (made.person, made.commune, made.state) == (one.person, one.commune, "confirmed")
    entry = Entry.objects.get(verb="register_by_phone")
    assert entry.details == {"caller": "Solange Ferrand, secrétaire"}
    assert entry.by == made.registered_by


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


def test_only_late_mayors_are_reminded_and_not_twice_in_a_day(desk, enter):
    session = SessionFactory(maximum=5, needs_approval=True, opens_at=NOON - 4 * DAY)
    late, fresh = secretaries(2)
    for one in (late, fresh):
        factories.PositionFactory(commune=one.commune, role=Role.MAYOR)
    asked = enter(session, late, at=NOON - 2 * DAY)
    enter(session, fresh, at=NOON - DAY)
    url = address("session_remind", session.pk)
    assert "Relancer la mairie" in desk.get(address("session_follow", session.pk)).content.decode()

    for _ in range(2):
        desk.post(url)

    told = [one.kind for one in asked.events.all()]
    assert told.count("reminded") == 1
    kind = "training/mails/approval_asked_again"
    assert set(OutboxEmail.objects.filter(kind=kind).values_list("commune_id", flat=True)) == {
        late.commune_id
    }


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
