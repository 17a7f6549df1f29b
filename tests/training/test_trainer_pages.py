"""The trainer's pages and the telephone's: by a signed link or the code of the room, names and no address."""

import base64
import html
import json
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.training.hall import text
from tests.training.room import A_MINUTE, HOUR, Room, strokes
from training.domain.countersigning import close_slot, open_slot
from training.domain.trainer_links import revoke_link, send_link
from training.models import Presence, SlotOpening, SlotTrainer, TrainerSignature
from training.queries.trainer_links import slot_code, trainer_token
from training.states.presence import PresenceMethod as M, PresenceState as P

pytestmark = pytest.mark.django_db
PNG = "data:image/png;base64," + base64.b64encode(strokes()).decode()


@pytest.fixture
def room(enter, time_machine):
    made = Room(enter)
    time_machine.move_to(made.begins + A_MINUTE, tick=False)
    made.link = send_link(made.session.pk, made.trainer.pk, by=None, at=made.begins)
    return made


@pytest.fixture
def tablet():
    return Client()


def to(room, name="slot_sheet", slot=None):
    token = trainer_token(room.link)
    if name == "trainer_home":
        return reverse(f"trainerlinks:{name}", args=(token,))
    return reverse(f"trainerlinks:{name}", args=(token, (slot or room.morning).pk))


def send(tablet, room, *rows):
    return tablet.post(
        to(room, "slot_send"), json.dumps({"sent": rows}), content_type="application/json"
    )


def row(one, **more):
    given = {"nonce": str(uuid.uuid4()), "at": "2026-12-08T08:01:00Z"}
    return given | {"registration": one.pk if one else None} | more


def test_the_page_shows_who_comes_without_any_address(room, tablet):
    page = text(tablet.get(to(room, "trainer_home")))

    for one in room.people:
        assert str(one.person) in page
        assert one.commune.name in page
        assert one.person.email not in tablet.get(to(room)).content.decode()
    assert "2 personnes inscrites" in page


def test_looking_changes_nothing(room, tablet):
    for name in ("trainer_home", "slot_sheet", "slot_code"):
        assert tablet.get(to(room, name)).status_code == 200
    for name in ("slot_send", "slot_open", "slot_countersign"):
        assert tablet.get(to(room, name)).status_code == 302

    assert not SlotOpening.objects.exists()
    assert not Presence.objects.exclude(state=P.EXPECTED).exists()


@pytest.mark.parametrize("how", ["sent anew", "revoked", "given to another"])
def test_a_link_stops(room, tablet, how):
    before = to(room)
    by = room.people[0].person.user
    if how == "sent anew":
        send_link(room.session.pk, room.trainer.pk, by=None, at=room.begins)
    elif how == "revoked":
        revoke_link(room.session.pk, room.trainer.pk, by=by, at=room.begins)
    else:
        SlotTrainer.objects.all().delete()

    shown, answer = tablet.get(before), send(tablet, room, row(room.people[0], image=PNG))
    assert shown.status_code == answer.status_code == 410
    assert answer.json()["over"] is (how != "sent anew")
    words = shown.content.decode()
    assert (f'data-over="{room.morning.pk} ' in words) is (how != "sent anew")
    assert ("partira avec lui" in words) is (how == "sent anew")
    assert not Presence.objects.exclude(state=P.EXPECTED).exists()


def test_a_link_ends_sixty_days_after_its_session(room, tablet, time_machine):
    end = room.session.ends_at + 60 * 24 * HOUR
    time_machine.move_to(end - A_MINUTE, tick=False)
    assert tablet.get(to(room)).status_code == 200

    time_machine.move_to(end, tick=False)

    assert tablet.get(to(room, "trainer_home")).status_code == 410
    assert send(tablet, room, row(room.people[0], image=PNG)).status_code == 410


def test_a_link_that_is_not_ours_and_a_half_day_of_another_session_are_not_found(
    room, tablet, enter
):
    other = Room(enter, on=room.session.starts_at.date() + 48 * HOUR)

    assert tablet.get(to(room).replace(trainer_token(room.link), "1-1.x")).status_code == 404
    assert tablet.get(to(room, slot=other.morning)).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"at": "9999-12-31T23:59:59-14:00"},
        {"at": "0001-01-01T00:00:00+14:00"},
        {"registration": 10**30},
        {"registration": [1]},
        {"image": 3},
        {"remarks": "x" * 100_000},
        {"state": {"a": 1}},
    ],
    ids=str,
)
def test_a_tablet_that_sends_nonsense_is_answered(room, tablet, more):
    answer = send(tablet, room, row(room.people[0], image=PNG) | more)

    assert answer.status_code in {200, 409}


def test_what_has_no_end_is_refused(room, tablet):
    deep = "[" * 200_000

    answer = tablet.post(to(room, "slot_send"), deep, content_type="application/json")

    assert answer.status_code == 409


def test_what_the_tablet_sends_is_answered_by_nonce(room, tablet):
    one, other = room.people
    good, bad = row(one, image=PNG), row(other, image="data:image/png;base64,AAAA")

    answer = send(tablet, room, good, bad).json()
    again = send(tablet, room, good).json()

    assert [(a["nonce"], bool(a["refused"])) for a in answer["sent"]] == [
        (good["nonce"], False),
        (bad["nonce"], True),
    ]
    assert again["sent"][0]["refused"] == ""
    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.method) == (P.PRESENT, M.TABLET)
    assert kept.noted_as == f"{room.trainer}, qui anime"
    assert tablet.post(to(room, "slot_send"), "x", content_type="text/plain").status_code == 409


def test_without_script_the_sheet_is_a_form_and_the_word_a_tick(room, tablet):
    one, other = room.people
    states = {f"p{one.pk}": P.PRESENT, f"p{other.pk}": P.EXPECTED, "pabc": P.PRESENT}

    assert "La présence est enregistrée" in text(tablet.post(to(room), states, follow=True))
    tick = {"vouch": "on", "remarks": "Bien"}
    refused = text(tablet.post(to(room, "slot_countersign"), tick, follow=True))
    assert "Il reste 1 personne" in refused
    tablet.post(to(room), {f"p{other.pk}": P.ABSENT})
    assert "Cochez la case" in text(tablet.post(to(room, "slot_countersign"), {}, follow=True))
    page = text(tablet.post(to(room, "slot_countersign"), tick, follow=True))

    assert "Demi-journée contresignée" in page
    assert TrainerSignature.objects.get().remarks == "Bien"


def test_the_code_is_shown_while_the_half_day_is_open(room, tablet):
    assert "Ouvrir la signature" in text(tablet.get(to(room, "slot_code")))

    shown = tablet.post(to(room, "slot_open"), follow=True)
    assert "<svg" in shown.content.decode()
    assert "Scannez pour signer" in text(shown)
    tablet.post(to(room, "slot_open"), {"fermer": "1"})

    assert "Ouvrir la signature" in text(tablet.get(to(room, "slot_code")))


class Telephone:
    """Opens the page of a code, and signs as somebody."""

    def __init__(self, code):
        self.client, self.path = Client(), reverse("signing:self_sign", args=(code,))
        self.page = self.client.get(self.path)

    def sign(self, one, **more):
        hidden = dict(
            re.findall(r'name="(nonce|ticket)" value="([^"]+)"', self.page.content.decode())
        )
        return self.client.post(self.path, {**hidden, "registration": one.pk, "image": PNG} | more)


@pytest.fixture
def opened(room):
    open_slot(room.morning.pk, room.trainer.pk, at=room.begins)
    return slot_code(room.morning.pk, at=room.begins + A_MINUTE)


def test_one_signs_on_her_telephone_once(room, opened):
    one, other = room.people
    telephone = Telephone(opened)

    first, again = telephone.sign(one), telephone.sign(one)

    assert "C’est signé" in text(first)
    assert "C’est signé" in text(again) or "choix" in text(again)
    kept = Presence.objects.get(registration=one, slot=room.morning)
    assert (kept.state, kept.method) == (P.PRESENT, M.QR)
    names = html.unescape(Telephone(opened).page.content.decode())
    assert f">{other.person}, {other.commune.name}<" in names
    assert f">{one.person}, {one.commune.name}<" not in names
    assert other.person.email not in names


def test_a_code_of_before_and_a_half_day_that_is_closed_open_nothing(room, opened, time_machine):
    telephone = Telephone(opened)
    old = slot_code(room.morning.pk, at=room.begins - 10 * A_MINUTE)
    assert Telephone(old).page.status_code == 410

    close_slot(room.morning.pk, at=room.begins)

    assert Telephone(opened).page.status_code == 410
    assert telephone.sign(room.people[0]).status_code == 410
    open_slot(room.morning.pk, room.trainer.pk, at=room.begins)
    time_machine.move_to(room.begins + 30 * A_MINUTE, tick=False)
    assert telephone.sign(room.people[0]).status_code == 410
    assert room.state_of(room.people[0]) == P.EXPECTED


def test_without_a_drawing_nobody_signs(room, opened):
    telephone = Telephone(opened)

    for wrong in ("", "x", "data:image/png;base64,AAAA"):
        page = text(telephone.sign(room.people[0], image=wrong))
        assert "recommencez" in page or "Signez dans le cadre" in page
    assert room.state_of(room.people[0]) == P.EXPECTED
