"""Who is there: one signature a person and half day, whatever is sent twice; a correction says why."""

import uuid

import pytest

from portal.files import Given
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests import factories
from tests.training.room import A_MINUTE, HOUR, Room, drawn, strokes
from training.domain.closing import close_session
from training.domain.countersigning import attach_scan
from training.domain.presences import Signature, note_half_day, sign
from training.models import Certificate, Presence
from training.states.presence import PresenceMethod as M, PresenceState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(enter):
    return Room(enter)


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


def given(signature, room, one, at=None, slot=None):
    slot = slot or room.morning
    at = at or slot.starts_at + A_MINUTE
    return sign(slot.pk, one.pk, signature, method=M.TABLET, noted_as="elle", at=at)


def test_when_the_session_begins_everybody_is_expected_at_each_half_day(room):
    rows = Presence.objects.values_list("registration", "slot", "state")

    assert sorted(rows) == sorted(
        (one.pk, slot.pk, P.EXPECTED)
        for one in room.people
        for slot in (room.morning, room.afternoon)
    )


def test_a_signature_sent_twice_is_kept_once_with_its_file_and_its_hour(room):
    one, at = room.people[0], room.morning.starts_at + A_MINUTE
    signature = drawn(at)

    first = given(signature, room, one, at=at)
    again = given(signature, room, one, at=at + HOUR)

    assert again.pk == first.pk
    kept = Presence.objects.get(pk=first.pk)
    assert (kept.state, kept.method, kept.signed_at) == (P.PRESENT, M.TABLET, at)
    assert kept.signature.read()[:4] == b"\x89PNG"
    assert len(kept.signature_sha256) == 64


def test_another_signature_for_the_same_half_day_is_refused(room):
    one = room.people[0]
    room.sign(one)

    with pytest.raises(Refusal, match="a déjà signé"):
        room.sign(one)

    room.sign(one, room.afternoon)


def test_a_nonce_already_used_for_somebody_else_is_refused(room):
    one, other = room.people
    signature = drawn(room.begins)
    given(signature, room, one)

    with pytest.raises(Refusal, match="déjà enregistrée"):
        given(signature, room, other)


def test_the_hour_of_a_device_is_believed_between_the_half_day_and_now(room):
    one, other = room.people
    at = room.morning.starts_at + HOUR

    early = given(drawn(room.begins - 30 * HOUR), room, one, at=at)
    late = given(drawn(at + 9 * HOUR), room, other, at=at)

    assert early.signed_at == room.morning.starts_at - HOUR
    assert late.signed_at == at


@pytest.mark.parametrize(
    "image", [b"", b"<svg/>", strokes() + b"x" * 100_000], ids=["none", "svg", "heavy"]
)
def test_what_is_no_drawing_is_refused(room, image):
    one = Signature(image=image, nonce=uuid.uuid4(), signed_at=room.begins)

    with pytest.raises(Refusal, match="pas lisible"):
        given(one, room, room.people[0])


def test_one_signs_from_an_hour_before_and_not_sooner(room):
    before = room.afternoon.starts_at - HOUR

    with pytest.raises(Refusal, match="une heure avant"):
        room.sign(room.people[0], room.afternoon, at=before - A_MINUTE)

    assert room.sign(room.people[0], room.afternoon, at=before).state == P.PRESENT


def test_who_has_no_seat_does_not_sign(room, enter):
    other = Room(enter, on=room.session.starts_at.date() + 48 * HOUR)

    with pytest.raises(Refusal, match="pas de place"):
        room.sign(other.people[0])


def test_once_countersigned_a_half_day_changes_no_more(room):
    one, other = room.people
    room.sign(one)
    room.note(other, room.morning, P.ABSENT)
    room.countersign(room.morning)

    for act in (lambda: room.sign(other), lambda: room.note(one, room.morning, P.LATE)):
        with pytest.raises(Refusal, match="contresignée"):
            act()

    assert room.note(other, room.morning, P.ABSENT).state == P.ABSENT


def test_who_was_noted_absent_and_comes_signs_and_a_signature_survives_a_late_note(room):
    one = room.people[0]
    room.note(one, room.morning, P.ABSENT)

    room.sign(one)
    room.note(one, room.morning, P.LATE)

    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.method) == (P.LATE, M.TABLET)


def test_a_signature_is_not_taken_away_by_an_absence(room):
    one = room.people[0]
    room.sign(one)

    room.note(one, room.morning, P.ABSENT)

    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.method, bool(kept.signature)) == (P.ABSENT, M.MANUAL, True)


def test_the_manager_enters_without_a_reason_and_corrects_with_one(room, manager):
    one, other = room.people
    states = {one.pk: P.PRESENT, other.pk: P.EXPECTED}

    assert note_half_day(room.morning.pk, states, reason="", by=manager, at=room.begins) == 1
    with pytest.raises(Refusal, match="dites pourquoi"):
        note_half_day(room.morning.pk, {one.pk: P.ABSENT}, reason=" ", by=manager, at=room.ends)
    why = "signé sur la mauvaise ligne"
    note_half_day(room.morning.pk, {one.pk: P.ABSENT}, reason=why, by=manager, at=room.ends)

    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.correct_reason, kept.corrected_by) == (P.ABSENT, why, manager)
    assert room.state_of(other) == P.EXPECTED
    told = Entry.objects.filter(verb="miss", subject_id=kept.pk).get()
    assert (told.details["before"], told.details["reason"]) == (P.PRESENT, why)


def test_what_the_manager_enters_comes_from_the_sheet_once_it_is_joined(room, manager):
    one, other = room.people
    note_half_day(room.morning.pk, {one.pk: P.PRESENT}, reason="", by=manager, at=room.begins)
    attach_scan(room.morning.pk, Given(name="f.png", content=strokes()), by=manager, at=room.ends)

    note_half_day(room.morning.pk, {other.pk: P.PRESENT}, reason="", by=manager, at=room.ends)

    methods = {p.registration_id: p.method for p in Presence.objects.filter(slot=room.morning)}
    assert methods == {one.pk: M.MANUAL, other.pk: M.SHEET}


def test_once_the_session_is_closed_only_the_manager_corrects(room, manager):
    room.everybody_signs()
    room.end()
    close_session(room.session.pk, by=manager, at=room.ends)
    one = room.people[0]

    with pytest.raises(Refusal, match="close"):
        room.note(one, room.morning, P.ABSENT)
    note_half_day(room.morning.pk, {one.pk: P.ABSENT}, reason="erreur", by=manager, at=room.ends)

    one.refresh_from_db()
    assert one.state == "partial"
    assert Certificate.objects.filter(registration=one, revoked_at=None).get().minutes == 180
