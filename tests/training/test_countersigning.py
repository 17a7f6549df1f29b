"""Who gives a half day opens it, closes it, vouches for it; the sheet that was scanned vouches too."""

import pytest

from portal.files import Given
from portal.lib.refusal import Refusal
from tests import factories
from tests.training.factories import TrainerFactory
from tests.training.room import A_MINUTE, HOUR, Room, strokes
from training.domain.countersigning import attach_scan, close_slot, countersign, open_slot
from training.models import SheetScan, SlotOpening, TrainerSignature
from training.queries.trainer_links import is_open
from training.states.presence import PresenceState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(enter):
    return Room(enter)


def test_nobody_vouches_while_somebody_is_to_be_noted(room):
    room.sign(room.people[0])

    with pytest.raises(Refusal, match=r"Il reste 1\spersonne"):
        room.countersign(room.morning)

    room.note(room.people[1], room.morning, P.ABSENT_EXCUSED)
    assert room.countersign(room.morning, remarks=" Rien ").remarks == "Rien"


def test_countersigned_twice_it_is_once_and_by_who_gives_it(room):
    for one in room.people:
        room.sign(one)

    with pytest.raises(Refusal, match="n’animez pas"):
        countersign(
            room.morning.pk, TrainerFactory().pk, image=b"", remarks="", device="", at=room.ends
        )
    first = room.countersign(room.morning)
    again = room.countersign(room.morning, remarks="autre")

    assert again == first == TrainerSignature.objects.get()
    assert first.signature.read()[:4] == b"\x89PNG"


def test_nobody_vouches_for_a_half_day_before_it_begins(room):
    before = room.afternoon.starts_at - HOUR
    for one in room.people:
        room.sign(one, room.afternoon, at=before)

    with pytest.raises(Refusal, match="une fois commencée"):
        room.countersign(room.afternoon, at=before)

    room.countersign(room.afternoon, at=room.afternoon.starts_at)


def test_a_half_day_opens_closes_and_opens_again_until_it_is_countersigned(room):
    at = room.begins
    open_slot(room.morning.pk, room.trainer.pk, at=at)
    assert is_open(room.morning.pk)
    close_slot(room.morning.pk, at=at + A_MINUTE)
    close_slot(room.morning.pk, at=at + HOUR)
    assert SlotOpening.objects.get().closed_at == at + A_MINUTE
    assert not is_open(room.morning.pk)

    open_slot(room.morning.pk, room.trainer.pk, at=at + HOUR)
    for one in room.people:
        room.sign(one)
    room.countersign(room.morning)

    assert not is_open(room.morning.pk)
    with pytest.raises(Refusal, match="on n’y signe plus"):
        open_slot(room.morning.pk, room.trainer.pk, at=room.ends)


def test_a_sheet_is_a_pdf_or_a_picture_joined_once_and_before_the_close(room):
    by = factories.ManagerFactory().person.user
    sheet = Given(name="feuille.png", content=strokes())

    first = attach_scan(room.morning.pk, sheet, by=by, at=room.ends)
    again = attach_scan(room.morning.pk, sheet, by=by, at=room.ends)
    with pytest.raises(Refusal, match="PDF"):
        attach_scan(room.morning.pk, Given(name="f.txt", content=b"x"), by=by, at=room.ends)

    assert again == first == SheetScan.objects.get()
    assert first.added_as == str(by)
