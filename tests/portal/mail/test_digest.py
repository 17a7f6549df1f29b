import datetime as dt
import threading

import pytest
from django.db import connection, transaction

from portal.mail import digest
from portal.mail.digest import Reminder, remind, send_digests, still_useful
from portal.mail.models import DigestItem, OutboxEmail
from tests import factories

MORNING = dt.datetime(2026, 11, 10, 8, tzinfo=dt.UTC)  # Tuesday, 9 h in Paris


def reminder(number=1, to="mairie.bickenholtz@example.org", **fields):
    defaults = {
        "key": f"reminder:1:57080:{number}",
        "to": to,
        "kind": "tests.answer",
        "subject_id": number,
        "day": MORNING.date(),
        "title": f"Extincteurs {number} : trois permanences avant la clôture",
        "text": "Vos 9 extincteurs sont déjà inscrits. Il reste à dire si quelque chose change, "
        "avant le mardi 15 décembre à 18 h.",
        "url": f"/achats/{number}/",
    }
    return Reminder(**defaults | fields)


@pytest.fixture
def checkers(monkeypatch):
    monkeypatch.setattr(digest, "_CHECKERS", {})


@pytest.mark.django_db
def test_the_reminders_of_a_day_are_one_mail():
    remind(reminder(1), reminder(2), reminder(3), at=MORNING)

    assert send_digests(at=MORNING) == 1

    email = OutboxEmail.objects.get()
    assert email.to == "mairie.bickenholtz@example.org"
    assert email.subject == "Trois choses vous attendent"
    for number in (1, 2, 3):
        assert f"http://127.0.0.1:8000/achats/{number}/" in email.text
    assert DigestItem.objects.filter(email=email).count() == 3


@pytest.mark.django_db
def test_one_reminder_gives_its_title_to_the_mail():
    remind(reminder(1), at=MORNING)

    send_digests(at=MORNING)

    email = OutboxEmail.objects.get()
    assert email.subject == "Extincteurs 1 : trois permanences avant la clôture"
    assert max(len(line) for line in email.text.splitlines() if "http" not in line) <= 78
    assert "\n\n\n" not in email.text


@pytest.mark.django_db
def test_a_mailbox_gets_one_digest_a_day_at_most():
    remind(reminder(1), at=MORNING)
    send_digests(at=MORNING)
    remind(reminder(2), at=MORNING)

    assert send_digests(at=MORNING + dt.timedelta(hours=2)) == 0
    assert send_digests(at=MORNING + dt.timedelta(days=1)) == 0  # Armistice day
    assert send_digests(at=MORNING + dt.timedelta(days=2)) == 1

    assert OutboxEmail.objects.count() == 2


@pytest.mark.django_db
def test_the_same_reminder_asked_twice_is_written_once():
    remind(reminder(1), reminder(1), at=MORNING)
    remind(reminder(1), at=MORNING)

    assert DigestItem.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "off",
    [
        dt.datetime(2026, 11, 14, 9, tzinfo=dt.UTC),  # a Saturday
        dt.datetime(2026, 12, 26, 9, tzinfo=dt.UTC),  # Saint Stephen, a day off in Moselle
        dt.datetime(2027, 3, 26, 9, tzinfo=dt.UTC),  # Good Friday
        dt.datetime(2026, 11, 12, 3, tzinfo=dt.UTC),  # night
        dt.datetime(2026, 11, 12, 20, tzinfo=dt.UTC),  # evening
    ],
)
def test_nothing_leaves_on_a_day_off_nor_at_night(off):
    remind(reminder(1), at=MORNING)

    assert send_digests(at=off) == 0
    assert OutboxEmail.objects.count() == 0


@pytest.mark.django_db
def test_a_reminder_waits_for_its_day():
    remind(reminder(1, day=dt.date(2026, 11, 12)), at=MORNING)

    assert send_digests(at=MORNING) == 0
    assert send_digests(at=MORNING + dt.timedelta(days=2)) == 1


@pytest.mark.django_db
def test_a_reminder_that_has_no_point_any_more_is_dropped(checkers):
    still_useful("tests.answer")(lambda subject_id: subject_id != 1)
    remind(reminder(1), reminder(2), at=MORNING)
    remind(reminder(3, to="seule@example.org", subject_id=1), at=MORNING)

    assert send_digests(at=MORNING) == 1

    email = OutboxEmail.objects.get()
    assert "/achats/2/" in email.text
    assert "/achats/1/" not in email.text
    assert DigestItem.objects.filter(dropped_at=MORNING).count() == 2


@pytest.mark.django_db
def test_the_mail_of_one_commune_is_known_as_hers():
    one, other = factories.CommuneFactory.create_batch(2)
    remind(reminder(1, commune_id=one.pk), reminder(2, commune_id=one.pk), at=MORNING)
    remind(
        reminder(3, to="solange@example.org", commune_id=one.pk),
        reminder(4, to="solange@example.org", commune_id=other.pk),
        at=MORNING,
    )

    send_digests(at=MORNING)

    found = dict(OutboxEmail.objects.values_list("to", "commune_id"))
    assert found == {"mairie.bickenholtz@example.org": one.pk, "solange@example.org": 0}


@pytest.mark.django_db(transaction=True)
def test_any_number_of_beats_write_one_mail():
    with transaction.atomic():
        remind(reminder(1), at=MORNING)
    gate, written = threading.Barrier(4), []

    def beat():
        gate.wait()
        try:
            written.append(send_digests(at=MORNING))
        finally:
            connection.close()

    threads = [threading.Thread(target=beat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(written) == [0, 0, 0, 1]
    factories.open_walls(0, -1)
    assert OutboxEmail.objects.count() == 1
