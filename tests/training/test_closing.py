"""A session is closed once its presence is complete and proven; outcomes and certificates follow."""

import pytest

from portal.documents.models import Document
from portal.files import Given
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.training.room import Room, strokes
from tests.training.test_costs import rule
from training.domain.closing import close_session
from training.domain.costs import Cost, add_cost
from training.domain.countersigning import attach_scan
from training.domain.presences import note_half_day
from training.models import Certificate, CostShare, Registration, Session
from training.queries.presence import minutes_by_registration
from training.states.presence import PresenceState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


def closed(room, by):
    return close_session(room.session.pk, by=by, at=room.ends)


def test_a_session_whose_presence_is_not_complete_stays_open(enter, manager):
    room = Room(enter)
    room.end()

    with pytest.raises(Refusal, match=r"Il reste 4\sprésences"):
        closed(room, manager)

    assert Session.objects.get().state == "to_close"


def test_a_session_with_a_half_day_that_nobody_vouches_for_stays_open(enter, manager):
    room = Room(enter, people=1)
    (one,) = room.people
    room.sign(one)
    room.countersign(room.morning)
    room.sign(one, room.afternoon)
    room.end()

    assert minutes_by_registration([one.pk]) == {one.pk: 180}
    with pytest.raises(Refusal, match="après-midi"):
        closed(room, manager)
    attach_scan(room.afternoon.pk, Given(name="f", content=strokes()), by=manager, at=room.ends)

    assert minutes_by_registration([one.pk]) == {one.pk: 360}
    assert closed(room, manager) == 1


def test_a_running_session_is_not_closed(enter, manager):
    room = Room(enter, people=1)
    room.everybody_signs()

    with pytest.raises(Refusal, match="en cours"):
        closed(room, manager)


def test_outcomes_and_certificates_follow_from_presence(enter, manager):
    room = Room(enter, people=4)
    whole, part, excused, absent = room.people
    for slot in (room.morning, room.afternoon):
        room.sign(whole, slot)
        room.note(excused, slot, P.ABSENT_EXCUSED)
    room.sign(part)
    room.note(part, room.afternoon, P.ABSENT)
    room.note(absent, room.morning, P.ABSENT_EXCUSED)
    room.note(absent, room.afternoon, P.ABSENT)
    for slot in (room.morning, room.afternoon):
        room.countersign(slot)
    room.end()

    assert closed(room, manager) == 2

    states = [one.state for one in Registration.objects.order_by("rank")]
    assert states == ["attended", "partial", "absent_excused", "absent"]
    made = Certificate.objects.order_by("registration__rank", "kind")
    assert [(one.registration_id, one.kind, one.minutes) for one in made] == [
        (whole.pk, "presence", 360),
        (whole.pk, "training", 360),
        (part.pk, "presence", 180),
    ]
    number = room.session.number
    assert [one.number for one in made] == [
        f"{number}-P01",
        f"{number}-F01",
        f"{number}-P02",
    ]
    assert Session.objects.get().state == "closed"


def test_each_gets_one_mail_with_her_certificate_and_the_absent_none(enter, manager):
    room = Room(enter, people=2)
    one, absent = room.people
    for slot in (room.morning, room.afternoon):
        room.sign(one, slot)
        room.note(absent, slot, P.ABSENT)
        room.countersign(slot)
    room.end()

    closed(room, manager)

    mail = OutboxEmail.objects.get(kind="training/mails/certificate_issued")
    paper = Document.objects.get(kind="training.certificate_training")
    code = Certificate.objects.get(kind="training").code
    assert (mail.to, mail.document_id) == (one.person.email, paper.pk)
    assert "6 heures" in mail.subject.replace("\u00a0", " ")
    assert f"/verifier/{code}/" in mail.text


def test_a_meeting_gives_no_certificate_of_training(enter, manager):
    room = Room(enter, people=1, course__kind="meeting")
    room.everybody_signs()
    room.end()

    closed(room, manager)

    assert Certificate.objects.get().kind == "presence"


def test_what_the_manager_entered_counts_once_the_sheet_is_joined(enter, manager):
    room = Room(enter, people=1)
    (one,) = room.people
    room.end()
    for slot in (room.morning, room.afternoon):
        note_half_day(slot.pk, {one.pk: P.PRESENT}, reason="", by=manager, at=room.ends)
        attach_scan(slot.pk, Given(name="f", content=strokes()), by=manager, at=room.ends)

    assert closed(room, manager) == 1


def test_closing_freezes_the_shares_of_what_the_session_cost(enter, manager):
    room = Room(enter)
    room.everybody_signs()
    room.end()
    meal = Cost(kind="meal", label="Repas", amount_cents=30_01)
    add_cost(room.session.pk, meal, by=manager, at=room.ends)

    with pytest.raises(Refusal, match="Aucune règle"):
        closed(room, manager)
    assert not Certificate.objects.exists()
    rule(by_attendance=100)
    closed(room, manager)

    assert sorted(row.amount_cents for row in CostShare.objects.all()) == [15_00, 15_01]
    with pytest.raises(Refusal, match="close"):
        add_cost(room.session.pk, meal, by=manager, at=room.ends)
