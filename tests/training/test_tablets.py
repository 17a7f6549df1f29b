"""What a tablet sends is kept once each, and one refusal stops none of the others."""

import json
import uuid

import pytest

from portal.lib.refusal import Refusal
from tests.training.room import A_MINUTE, Room, strokes
from training.domain.tablets import Sent, keep_sendings
from training.forms.presence import read_image, read_sendings
from training.models import Presence, TrainerSignature
from training.states.presence import PresenceMethod as M, PresenceState as P

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(enter):
    return Room(enter)


def keep(room, *sendings):
    return keep_sendings(
        room.morning.pk,
        room.trainer.pk,
        sendings,
        noted_as="elle",
        device="Android",
        at=room.morning.starts_at + 10 * A_MINUTE,
    )


def sent(room, one, **more):
    given = {"nonce": uuid.uuid4(), "at": room.begins, "registration_id": one.pk if one else None}
    return Sent(**given | more)


def test_a_whole_half_day_is_sent_at_once_then_again_and_kept_once(room):
    one, other = room.people
    everything = (
        sent(room, one, image=strokes(1)),
        sent(room, other, state=P.ABSENT_EXCUSED),
        sent(room, None, image=strokes(2), remarks="Bien"),
    )

    first, again = keep(room, *everything), keep(room, *everything)

    assert [answer.refused for answer in (*first, *again)] == [""] * 6
    rows = Presence.objects.filter(slot=room.morning).order_by("registration")
    assert [(row.state, row.method) for row in rows] == [
        (P.PRESENT, M.TABLET),
        (P.ABSENT_EXCUSED, M.MANUAL),
    ]
    assert TrainerSignature.objects.get().remarks == "Bien"


def test_an_absence_then_a_signature_sent_again_leave_the_signature(room):
    one = room.people[0]
    both = (sent(room, one, state=P.ABSENT), sent(room, one, image=strokes()))
    keep(room, both[0])

    for _ in range(2):
        assert [answer.refused for answer in keep(room, *both)] == ["", ""]

    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.method) == (P.PRESENT, M.TABLET)


def test_who_came_late_and_signed_without_network_is_late(room):
    """The tablet sends one entry, or both: who signs after « en retard » was late; after « présent », was not."""
    one, other = room.people
    late, signed = sent(room, one, state=P.LATE), sent(room, one, state=P.LATE, image=strokes(1))

    keep(room, late, signed, sent(room, other, state=P.LATE))
    keep(room, sent(room, other, state=P.PRESENT, image=strokes(2)))

    assert [room.state_of(person) for person in (one, other)] == [P.LATE, P.PRESENT]


def test_what_was_said_without_network_before_a_signature_elsewhere_counts_no_more(room):
    one = room.people[0]
    room.sign(one)
    signed = Presence.objects.get(registration=one, slot=room.morning).signed_at

    keep(room, sent(room, one, state=P.ABSENT, at=signed - A_MINUTE))
    assert room.state_of(one) == P.PRESENT
    keep(room, sent(room, one, state=P.ABSENT, at=signed + A_MINUTE))
    assert room.state_of(one) == P.ABSENT


def test_one_refusal_stops_none_of_the_others(room):
    one, other = room.people
    bad, good = sent(room, one, image=b"no drawing"), sent(room, other, image=strokes())

    answers = keep(room, bad, good)

    assert [bool(answer.refused) for answer in answers] == [True, False]
    assert (room.state_of(one), room.state_of(other)) == (P.EXPECTED, P.PRESENT)


KEY = "8f14e45f-ceea-467f-a8e5-0e9f2f3ed3a1"
ROW = {"nonce": KEY, "at": "2026-12-08T09:00:00Z", "registration": 1}
SVG = "data:image/svg+xml;base64,AA=="


@pytest.mark.parametrize(
    "row",
    [
        {},
        ROW | {"nonce": "x"},
        ROW | {"at": "2026-12-08T09:00:00"},
        ROW | {"at": "hier"},
        ROW | {"state": "expected"},
        ROW | {"state": "x"},
        ROW | {"image": SVG},
        ROW | {"registration": "x"},
        ROW | {"registration": None},
        ROW | {"countersign": True},
    ],
)
def test_what_cannot_be_read_is_refused_whole(row):
    for body in (json.dumps({"sent": [ROW, row]}).encode(), b"", b"[]", json.dumps(row).encode()):
        with pytest.raises(Refusal, match="lisible"):
            read_sendings(body)
    assert read_sendings(json.dumps({"sent": [ROW]}).encode())[0].registration_id == 1


def test_too_many_at_once_are_refused():
    with pytest.raises(Refusal, match="50"):
        read_sendings(json.dumps({"sent": [ROW] * 51}).encode())
    assert len(read_sendings(json.dumps({"sent": [ROW] * 50}).encode())) == 50


def test_an_image_is_a_png_in_a_data_address():
    assert read_image("") == b""
    assert read_image("data:image/png;base64,QUJD") == b"ABC"
    for wrong in ("QUJD", "data:image/png;base64,!!"):
        with pytest.raises(ValueError, match=r"PNG|base64"):
            read_image(wrong)
