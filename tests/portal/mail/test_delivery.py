import datetime as dt
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from portal.documents.models import Document
from portal.mail import delivery
from portal.mail.delivery import BACK_OFF, deliver_due
from portal.mail.models import LEASE, MAX_ATTEMPTS, OutboxEmail
from tests import factories

MINUTE = dt.timedelta(minutes=1)


@pytest.mark.django_db
def test_a_mail_leaves_once_with_its_words_and_its_identity(post_office, written, at):
    row = written(reply_to="mutualisation@example.org")

    assert deliver_due(at=at) == 1
    assert deliver_due(at=at + LEASE * 2) == 0

    row.refresh_from_db()
    [message] = post_office.messages
    assert message["Message-ID"] == row.message_id
    assert message["To"] == "mairie@example.org"
    assert message["Reply-To"] == "mutualisation@example.org"
    assert message["Subject"] == "Extincteurs 2027 : à vous"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == at
    assert "déjà inscrits" in message.get_content()
    assert (row.copies, row.ambiguous, row.last_error) == (1, False, "")
    assert row.handed_at <= row.sent_at


@pytest.mark.django_db
def test_a_mail_is_not_sent_before_its_hour(post_office, written, at):
    written(send_after=at + MINUTE)

    assert deliver_due(at=at) == 0
    assert deliver_due(at=at + MINUTE * 2) == 1


@pytest.mark.django_db
def test_what_is_also_said_to_programs_leaves_beside_the_words_and_as_a_file(
    post_office, written, at
):
    lines = "BEGIN:VCALENDAR\r\nSUMMARY:Élections\r\nEND:VCALENDAR\r\n"
    said = {
        "kind": "text/calendar; method=REQUEST",
        "content": lines,
        "name": "invite.ics",
        "file_kind": "application/ics",
    }
    written(alternatives=[said])

    deliver_due(at=at)

    (message,) = post_office.messages
    both = [part for part in message.walk() if part.get_content_maintype() != "multipart"]
    assert [part.get_content_type() for part in both] == [
        "text/plain",
        "text/calendar",
        "application/ics",
    ]
    assert "déjà inscrits" in both[0].get_content()
    assert both[1].get_param("method") == "REQUEST"
    assert both[1].get_content_charset() == "utf-8"
    assert both[1].get_payload(decode=True) == both[2].get_payload(decode=True) == lines.encode()
    assert both[2].get_filename() == "invite.ics"


@pytest.mark.django_db
def test_a_mail_waits_for_the_document_it_carries(post_office, written, at):
    document = Document.objects.create(
        kind="documents.self_check",
        title="Accusé de réception – Bickenholtz",
        subject_id=1,
        asked_at=at,
        data_hash="a" * 64,
        template_version="1",
    )
    row = written(document=document)
    assert deliver_due(at=at) == 0

    document.file.name = default_storage.save("documents/x.pdf", ContentFile(b"%PDF-1.7 x"))
    document.sha256, document.rendered_at = "b" * 64, at
    document.save()
    assert deliver_due(at=at) == 1

    [attachment] = list(post_office.messages[0].iter_attachments())
    assert attachment.get_filename() == "accuse-de-reception-bickenholtz-2026-11-10.pdf"
    assert attachment.get_content() == b"%PDF-1.7 x"
    assert attachment.get_content_type() == "application/pdf"
    row.refresh_from_db()
    assert row.sent_at


@pytest.mark.django_db
def test_a_mail_whose_document_was_given_up_is_shown_to_the_team(post_office, written, at):
    document = Document.objects.create(
        kind="documents.self_check", title="Reçu", subject_id=1, asked_at=at, failed_at=at
    )
    row = written(document=document)

    deliver_due(at=at)

    row.refresh_from_db()
    assert row.failed_at
    assert "pièce jointe" in row.last_error
    assert post_office.messages == []


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["answers", "data_answers"])
def test_an_address_that_the_server_refuses_is_given_up_at_once(post_office, written, at, moment):
    getattr(post_office, moment)["parti@example.org"] = "550 Boîte inconnue"
    refused, other = written("parti@example.org"), written()

    deliver_due(at=at)

    refused.refresh_from_db()
    other.refresh_from_db()
    assert refused.failed_at
    assert refused.last_error == "Refusé par le serveur : 550 Boîte inconnue"
    assert (refused.copies, refused.handed_at) == (0, None)
    assert other.sent_at


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["answers", "data_answers"])
def test_a_busy_server_is_tried_again_later(post_office, written, at, moment):
    getattr(post_office, moment)["mairie@example.org"] = "451 Plus tard"
    row = written()
    deliver_due(at=at)

    row.refresh_from_db()
    assert row.failed_at is None
    assert row.send_after >= at + BACK_OFF[0]
    assert (row.copies, row.handed_at, row.ambiguous) == (0, None, False)

    getattr(post_office, moment).clear()
    deliver_due(at=at + BACK_OFF[0] + MINUTE)
    row.refresh_from_db()
    assert (row.copies, row.ambiguous) == (1, False)
    assert len(post_office.messages) == 1


@pytest.mark.django_db
def test_a_server_that_stays_away_is_given_up_after_the_last_attempt(written, settings, at):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    row = written()

    for attempt in range(MAX_ATTEMPTS + 1):
        row.refresh_from_db()
        assert row.failed_at is None, attempt
        deliver_due(at=row.send_after + MINUTE)

    row.refresh_from_db()
    assert row.failed_at
    assert row.copies == 0
    assert "8 essais sans succès" in row.last_error


@pytest.mark.django_db
def test_a_server_that_takes_the_mail_and_dies_leads_to_one_flagged_copy(post_office, written, at):
    row = written()
    post_office.silent.add(row.to)
    deliver_due(at=at)
    row.refresh_from_db()
    assert (row.copies, row.sent_at) == (1, None)

    deliver_due(at=at + BACK_OFF[0] + MINUTE)
    row.refresh_from_db()
    assert (row.copies, row.ambiguous, row.sent_at) == (2, True, None)

    deliver_due(at=at + dt.timedelta(days=1))
    deliver_due(at=at + dt.timedelta(days=2))
    row.refresh_from_db()
    assert row.failed_at
    assert "un troisième ne part jamais" in row.last_error
    assert [m["Message-ID"] for m in post_office.messages] == [row.message_id] * 2


@pytest.mark.django_db
def test_a_worker_that_died_before_handing_leaves_a_mail_that_is_sent_anew(
    post_office, written, at
):
    row = written(claimed_until=at + LEASE, attempts=1)

    assert deliver_due(at=at) == 0
    assert deliver_due(at=at + LEASE + MINUTE) == 1

    row.refresh_from_db()
    assert (row.copies, row.ambiguous) == (1, False)


@pytest.mark.django_db
def test_a_worker_that_died_after_handing_leaves_a_mail_whose_copy_is_flagged(
    post_office, written, at
):
    row = written(claimed_until=at + LEASE, attempts=1, handed_at=at, copies=1)

    deliver_due(at=at + LEASE + MINUTE)

    row.refresh_from_db()
    assert (row.copies, row.ambiguous) == (2, True)
    assert row.sent_at


@pytest.mark.django_db
def test_whoever_lost_the_lease_hands_nothing(post_office, written, at, monkeypatch):
    row = written()
    message_of = delivery.message_of

    def slow(claimed):
        OutboxEmail.objects.filter(pk=row.pk).update(claimed_until=at + LEASE * 3)
        return message_of(claimed)

    monkeypatch.setattr(delivery, "message_of", slow)
    deliver_due(at=at)

    row.refresh_from_db()
    assert post_office.messages == []
    assert (row.copies, row.sent_at) == (0, None)


@pytest.mark.django_db
def test_a_mail_that_cannot_be_composed_does_not_stop_the_others(post_office, written, at):
    broken = written(subject="Deux\nlignes")
    fine = written()

    deliver_due(at=at)

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert broken.failed_at
    assert fine.sent_at


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(post_office, written, at):
    rows = [written(f"mairie{n}@example.org") for n in range(12)]
    gate = threading.Barrier(3)

    def work():
        gate.wait()
        try:
            deliver_due(at=at)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(m["To"] for m in post_office.messages) == sorted(row.to for row in rows)
    factories.open_walls(0, -1)
    assert OutboxEmail.objects.filter(copies=1, ambiguous=False).count() == len(rows)


@pytest.mark.django_db(transaction=True)
def test_the_handing_is_committed_before_the_server_has_the_mail(post_office, written, at):
    row = written()
    seen = []

    def look():
        factories.open_walls(0, -1)
        seen.append(OutboxEmail.objects.values_list("handed_at", "sent_at").get(pk=row.pk))
        connection.close()

    post_office.before_answer = look
    deliver_due(at=at)

    [(handed_at, sent_at)] = seen
    assert handed_at is not None
    assert sent_at is None
