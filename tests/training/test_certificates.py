"""A certificate is made from signatures, revoked and made again when one is corrected, verified by its code."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client

from portal.mail.models import OutboxEmail
from tests import factories
from tests.training.hall import text
from tests.training.room import Room
from training.domain.certificates import ALPHABET, new_code
from training.domain.closing import close_session
from training.domain.presences import note_half_day
from training.models import Certificate
from training.queries.certificates import certificate_of_code
from training.queries.proofs import faults_of, proof_of
from training.states.presence import PresenceState as P

pytestmark = pytest.mark.django_db
REVOKED = "training/mails/certificate_revoked"


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


@pytest.fixture
def room(enter, manager):
    """Closed: two people followed all of it."""
    made = Room(enter)
    made.everybody_signs()
    made.end()
    close_session(made.session.pk, by=manager, at=made.ends)
    return made


def correct(room, one, state, by, reason="signé par erreur"):
    note_half_day(room.morning.pk, {one.pk: state}, reason=reason, by=by, at=room.ends)


def numbers(one, **more):
    rows = Certificate.objects.filter(registration=one, **more).order_by("number")
    return [row.number.removeprefix(f"{one.session.number}-") for row in rows]


def test_each_certificate_is_made_again_from_the_signatures(room):
    for one in Certificate.objects.all():
        assert faults_of(one) == []
        assert proof_of(one.registration).sha256 == one.sha256


def test_two_people_of_a_session_have_two_prints(room):
    prints = {one.registration_id: one.sha256 for one in Certificate.objects.all()}

    assert len(set(prints.values())) == 2


def test_a_signature_that_is_altered_or_lost_is_told(room, capsys):
    call_command("check_certificates")
    assert "4 attestation(s) conforme(s)" in capsys.readouterr().out
    signature = room.people[0].presences.first().signature

    default_storage.delete(signature.name)
    with pytest.raises(CommandError, match="signature"):
        call_command("check_certificates")

    default_storage.save(signature.name, ContentFile(b"another"))
    with pytest.raises(CommandError, match="signature"):
        call_command("check_certificates")


def test_a_correction_revokes_and_issues_again_for_her_alone(room, manager):
    one, other = room.people

    correct(room, one, P.ABSENT, manager)

    assert numbers(one, revoked_at=None) == ["P01-2"]
    assert numbers(one, revoked_at__isnull=False) == ["F01", "P01"]
    assert numbers(other, revoked_at=None) == ["F02", "P02"]
    revoked = Certificate.objects.get(number__endswith="F01")
    assert revoked.revoke_reason == "Présence corrigée"
    one.refresh_from_db()
    assert one.state == "partial"


def test_corrected_back_she_has_all_of_it_again(room, manager):
    one = room.people[0]
    correct(room, one, P.ABSENT, manager)

    correct(room, one, P.PRESENT, manager, reason="elle était là")

    assert numbers(one, revoked_at=None) == ["F01-2", "P01-3"]
    mails = OutboxEmail.objects.filter(
        kind="training/mails/certificate_issued", to=one.person.email
    )
    assert [mail.subject.partition(" :")[0] for mail in mails.order_by("pk")] == [
        "Votre attestation",
        "Nouvelle attestation",
        "Nouvelle attestation",
    ]


def test_who_turns_out_to_have_followed_nothing_has_no_certificate(room, manager):
    one = room.people[0]
    for slot in (room.morning, room.afternoon):
        note_half_day(slot.pk, {one.pk: P.ABSENT}, reason="erreur", by=manager, at=room.ends)

    assert numbers(one, revoked_at=None) == []
    lost = OutboxEmail.objects.filter(kind=REVOKED, to=one.person.email).order_by("pk")
    assert [mail.text.count(f"{one.session.number}-") for mail in lost] == [1, 1]
    assert f"{one.session.number}-F01\n" in lost[0].text
    assert f"{one.session.number}-P01-2\n" in lost[1].text
    assert not OutboxEmail.objects.filter(kind=REVOKED).exclude(to=one.person.email).exists()


def test_a_code_is_found_however_it_is_typed_and_no_other_is(room):
    one = Certificate.objects.first()
    assert set(new_code()) <= {*ALPHABET, "-"}

    for typed in (one.code, one.code.lower(), one.code.replace("-", ""), f" {one.code} "):
        assert certificate_of_code(typed).certificate == one
    assert certificate_of_code(new_code()) is None
    assert certificate_of_code("") is None


def test_anybody_verifies_what_a_certificate_says(room):
    one = Certificate.objects.get(kind="training", registration=room.people[0])

    page = text(Client().get(f"/verifier/{one.code}/"))

    for words in ("Attestation valable", str(one.registration.person), one.number, "6 heures"):
        assert words in page
    assert one.registration.person.email not in page
    assert Client().get(f"/verifier/{new_code()}/").status_code == 404


def test_a_revoked_certificate_says_when_and_nothing_of_anybody(room, manager):
    one = Certificate.objects.get(kind="presence", registration=room.people[0])
    correct(room, room.people[0], P.ABSENT, manager, reason="Malade ce jour-là")

    page = text(Client().get(f"/verifier/{one.code}/"))

    assert "Attestation révoquée" in page
    assert "Une présence a été corrigée depuis" in page
    assert "Malade" not in page
    assert "Une autre l’a remplacée" in page


def test_one_address_does_not_try_codes_for_ever(room, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    client = Client()

    codes = [client.get("/verifier/AAAA-AAAA-AAAA/").status_code for _ in range(61)]

    assert (codes[59], codes[60]) == (404, 429)


def test_behind_a_proxy_one_robot_does_not_stop_the_others(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    ask = [{"HTTP_X_FORWARDED_FOR": f"203.0.113.{last}"} for last in (7, 8)]
    robot = [client.get("/verifier/XXXX/", **ask[0]).status_code for _ in range(61)]

    assert robot[60] == 429
    assert client.get("/verifier/XXXX/", **ask[1]).status_code == 404
