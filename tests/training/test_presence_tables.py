"""The constraints of presence, each from both sides: what it refuses under its name, and what it lets through."""

import uuid

import pytest

from communes.queries.acting import acting_of
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import (
    DAY,
    FIRST,
    SessionFactory,
    TrainerFactory,
    secretaries,
)
from tests.training.test_tables import both_sides, changed, refused
from training.models import (
    Certificate,
    Presence,
    SheetScan,
    Slot,
    SlotOpening,
    TrainerLink,
    TrainerSignature,
)
from training.queries.presence import proven
from training.states.presence import PresenceMethod as M, PresenceState as P

pytestmark = pytest.mark.django_db
PRINT = "a" * 64


@pytest.fixture
def came(enter):
    return enter(SessionFactory(), secretaries(1)[0])


def expected(registration, slot=None, **more):
    given = {
        "registration": registration,
        "commune_id": registration.commune_id,
        "person_id": registration.person_id,
        "slot": slot or registration.session.slots.first(),
    }
    return Presence.objects.create(**given | more)


def certificate(registration, **more):
    given = {
        "registration": registration,
        "commune_id": registration.commune_id,
        "kind": "training",
        "number": "2026-100-F01",
        "code": "AAAA-BBBB-CCCC",
        "minutes": 180,
        "sha256": PRINT,
        "issued_at": NOON,
    }
    return Certificate.objects.create(**given | more)


def signed(**more):
    given = {"state": P.PRESENT, "method": M.TABLET, "signed_at": NOON, "nonce": uuid.uuid4()}
    return given | {"signature": "signatures/x", "signature_sha256": PRINT} | more


def test_a_person_and_a_half_day_have_one_presence(came):
    one = expected(came)

    refused(lambda: expected(came), "half_day_presence_once")

    assert expected(came, came.session.slots.last()).slot != one.slot


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "half_day_presence_noted_is_dated",
            {"state": P.ABSENT},
            {"state": P.ABSENT, "method": M.MANUAL, "signed_at": NOON},
        ),
        ("half_day_presence_noted_is_dated", {"signed_at": NOON}, {"device": "Tablette"}),
        (
            "half_day_presence_signed_has_its_signature",
            signed(signature="", signature_sha256=""),
            signed(),
        ),
        ("half_day_presence_signed_has_its_signature", signed(nonce=None), signed(method=M.QR)),
        (
            "half_day_presence_signed_has_its_signature",
            signed(state=P.ABSENT),
            signed(state=P.LATE),
        ),
        ("half_day_presence_signature_has_its_print", signed(signature_sha256="a"), signed()),
        (
            "half_day_presence_corrected_says_why",
            {"corrected_at": NOON},
            {"correct_reason": ""},
        ),
    ],
)
def test_what_is_known_of_a_half_day_holds_together(came, name, wrong, right):
    both_sides(expected(came), name, wrong, right)


def test_a_correction_says_by_whom_and_why(came):
    user = factories.ManagerFactory().person.user
    said = {"corrected_by": user, "corrected_at": NOON}

    both_sides(
        expected(came),
        "half_day_presence_corrected_says_why",
        said,
        said | {"correct_reason": "Erreur"},
    )


def test_a_signature_that_is_given_stays_given(came):
    one = expected(came)
    changed(one, **signed())()

    for wrong in (
        {"signature": "x"},
        {"nonce": uuid.uuid4()},
        {"slot": came.session.slots.last()},
    ):
        refused(changed(one, **wrong), "presence_keeps_its_signature")
    refused(
        changed(one, state=P.EXPECTED, method=M.NONE, signed_at=None),
        "presence_keeps_its_signature",
    )

    assert changed(one, state=P.ABSENT, method=M.MANUAL)() == 1
    refused(one.delete, "permission denied")


def test_one_signature_is_sent_for_one_half_day(came):
    given = signed()
    expected(came, **given)

    refused(lambda: expected(came, came.session.slots.last(), **given), "nonce")

    expected(came, came.session.slots.last(), **signed())


def test_a_presence_is_of_its_session_of_its_commune_and_of_its_person(came, enter):
    other = enter(SessionFactory(on=FIRST + DAY), secretaries(1)[0])

    refused(lambda: expected(came, other.session.slots.first()), "presence_of_its_session")
    refused(lambda: expected(came, person_id=other.person_id), "presence_of_the_person")
    refused(
        lambda: expected(came, commune_id=other.commune_id),
        "training_presence_registration_id_same_commune",
    )

    assert expected(came).person == came.person


def test_each_commune_reads_the_presence_and_the_certificates_of_its_own(came, enter):
    other = enter(came.session, secretaries(1)[0])
    for one in (came, other):
        expected(one)
        certificate(one, number=f"2026-100-F{one.pk}", code=f"AAAA-BBBB-{one.pk:04d}"[:14])

    with wall([came.commune_id, EVERYONE]):
        assert Presence.objects.get().registration == came
        assert Certificate.objects.get().registration == came


def test_a_sheet_and_a_trainer_s_signature_are_given_once_and_for_all(came):
    slot, trainer = came.session.slots.first(), TrainerFactory()
    scan = {"slot": slot, "sha256": PRINT, "size": 1, "added_at": NOON}
    sign = {"slot": slot, "trainer": trainer, "signed_at": NOON}
    sheet, word = SheetScan.objects.create(**scan), TrainerSignature.objects.create(**sign)

    refused(lambda: SheetScan.objects.create(**scan), "sheet_scan_once")
    refused(lambda: TrainerSignature.objects.create(**sign), "trainer_signature_once")
    refused(changed(sheet, name="x"), "permission denied")
    refused(changed(word, remarks="x"), "permission denied")
    mine = {"trainer": TrainerFactory(), "signature": "x"}
    refused(
        lambda: TrainerSignature.objects.create(**sign | mine), "trainer_signature_has_its_print"
    )

    TrainerSignature.objects.create(**sign | mine, signature_sha256=PRINT)
    SheetScan.objects.create(**scan | {"sha256": "b" * 64})


def test_a_town_hall_knows_that_a_half_day_is_proven_and_reads_nothing_of_the_sheet(came):
    """Neither the names of the others on it, nor what the trainer remarked."""
    (first, second), trainer = came.session.slots.all(), TrainerFactory()
    SheetScan.objects.create(slot=first, sha256=PRINT, size=1, added_at=NOON)
    TrainerSignature.objects.create(slot=first, trainer=trainer, signed_at=NOON, remarks="agité")
    SlotOpening.objects.create(slot=second, trainer=trainer, opened_at=NOON)
    closed = (SheetScan, TrainerSignature, SlotOpening)
    hers = came.person.user
    hers.acting = acting_of(hers, on=NOON.date())

    assert not any(model.objects.visible_to(hers).exists() for model in closed)
    with wall([came.commune_id, EVERYONE]):
        assert not any(model.objects.exists() for model in closed)
        assert list(Slot.objects.filter(proven(), session=came.session)) == [first]


def test_a_half_day_is_opened_once_and_closes_after(came):
    slot, trainer = came.session.slots.first(), TrainerFactory()
    one = SlotOpening.objects.create(slot=slot, trainer=trainer, opened_at=NOON)

    refused(
        lambda: SlotOpening.objects.create(slot=slot, trainer=trainer, opened_at=NOON), "slot_id"
    )
    both_sides(one, "slot_opening_closes_after", {"closed_at": NOON - DAY}, {"closed_at": NOON})


def test_a_trainer_has_one_link_to_a_session(came):
    trainer = TrainerFactory()
    TrainerLink.objects.create(session=came.session, trainer=trainer)

    refused(
        lambda: TrainerLink.objects.create(session=came.session, trainer=trainer),
        "trainer_link_once",
    )

    TrainerLink.objects.create(session=SessionFactory(on=FIRST + DAY), trainer=trainer)


def test_a_certificate_is_valid_once_and_says_the_same_until_it_is_revoked(came):
    one = certificate(came)
    again = {"number": "2026-100-F01-2", "code": "AAAA-BBBB-DDDD"}
    revoked = {"revoked_at": NOON, "revoke_reason": "Présence corrigée"}

    refused(lambda: certificate(came, **again), "certificate_valid_once")
    refused(changed(one, minutes=1), "certificate_says_the_same")
    both_sides(one, "certificate_revoked_says_why", {"revoked_at": NOON}, revoked)
    refused(changed(one, revoked_at=None, revoke_reason=""), "certificate_says_the_same")
    refused(one.delete, "permission denied")

    certificate(came, **again)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("certificate_counts_something", {"minutes": 0}),
        ("certificate_has_its_print", {"sha256": "x"}),
    ],
)
def test_a_certificate_counts_and_proves_something(came, name, wrong):
    refused(lambda: certificate(came, **wrong), name)

    certificate(came)
