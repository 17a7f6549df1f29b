"""What people expect of a session: said by their town hall, read by who gives it, forgotten when it is over."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import SessionFactory, TrainerFactory, give
from tests.training.hall import Hall, text, to
from tests.training.room import Room
from training.domain import closing, registrations, sessions
from training.domain.expectations import say_expectations
from training.domain.trainer_links import send_link
from training.models import Registration
from training.queries.trainer_links import trainer_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WORDS = "Comment tenir le registre à deux ?"


@pytest.fixture
def came(hall):
    one = hall.register(SessionFactory(maximum=5))
    return say_expectations(one.pk, WORDS, by=None, at=NOON)


def said(one):
    return Registration.objects.get(pk=one.pk).expectations


def trainer_page(session):
    trainer = TrainerFactory()
    give(session.slots.first(), trainer)
    link = send_link(session.pk, trainer.pk, by=None, at=NOON)
    return reverse("trainerlinks:trainer_home", args=(trainer_token(link),))


def test_it_is_said_for_each_while_registering(signed_in, hall):
    session = SessionFactory(maximum=5)
    one, other, left = (hall.hold() for _ in range(3))
    keys = [f"{person.pk}-{hall.commune.pk}" for person in (one, other, left)]
    typed = {"people": keys[:2], f"attentes-{keys[0]}": f" {WORDS} "}
    typed[f"attentes-{keys[2]}"] = "sans place"

    signed_in(hall.secretary.user).post(to("registration_create", session.pk), typed)

    found = dict(Registration.objects.values_list("person", "expectations"))
    assert found == {one.pk: WORDS, other.pk: ""}


def test_too_long_nobody_is_registered_and_the_words_stay(signed_in, hall):
    session, key = SessionFactory(), f"{hall.hold().pk}-{hall.commune.pk}"
    long = "mot " * 80

    page = signed_in(hall.secretary.user).post(
        to("registration_create", session.pk), {"people": [key], f"attentes-{key}": long}
    )

    assert not Registration.objects.exists()
    assert long.strip() in page.content.decode()


def test_the_town_hall_corrects_it_until_the_session_begins(signed_in, hall, came, time_machine):
    browser, url = signed_in(hall.secretary.user), to("registration_expect", came.pk)

    assert WORDS in browser.get(to("registration_detail", came.pk)).content.decode()
    assert "qui anime le lira" in text(browser.post(url, {"expectations": "Autre"}, follow=True))
    assert said(came) == "Autre"
    assert "au plus 300" in text(browser.post(url, {"expectations": "x" * 301}))
    assert browser.get(url).status_code == 302
    time_machine.move_to(came.session.starts_at, tick=False)

    with pytest.raises(Refusal, match="de vive voix"):
        say_expectations(came.pk, "Trop tard", by=None, at=came.session.starts_at)
    browser = signed_in(hall.secretary.user)
    assert "Enregistrer" not in text(browser.get(to("registration_detail", came.pk)))
    assert said(came) == "Autre"


def test_the_trainer_and_the_manager_read_it_and_no_other_commune(signed_in, came, desk):
    other = Hall(name="Imling")
    other.register(came.session)
    page = trainer_page(came.session)

    assert WORDS in text(Client().get(page))
    assert WORDS in text(desk.get(address("session_follow", came.session_id)))
    browser = signed_in(other.secretary.user)
    assert WORDS not in browser.get(to("session_detail", came.session_id)).content.decode()
    assert browser.get(to("registration_detail", came.pk)).status_code == 404
    assert (
        browser.post(to("registration_expect", came.pk), {"expectations": "x"}).status_code == 404
    )


def test_no_mail_and_no_journal_repeat_it(came, hall):
    registrations.replace(came.pk, person=hall.hold(), by=None, at=NOON)

    assert OutboxEmail.objects.exists()
    for mail in OutboxEmail.objects.all():
        assert WORDS not in f"{mail.text}{mail.html}"
    assert Entry.objects.filter(verb="say_expectations").exists()
    assert not [one for one in Entry.objects.all() if WORDS in str(one.details)]


def test_the_sheet_that_goes_around_the_room_does_not_show_it(enter):
    room = Room(enter)
    Registration.objects.filter(pk=room.people[0].pk).update(expectations=WORDS)
    link = send_link(room.session.pk, room.trainer.pk, by=None, at=room.begins)
    token = trainer_token(link)

    home = Client().get(reverse("trainerlinks:trainer_home", args=(token,)))
    assert WORDS in text(home)
    sheet = Client().get(reverse("trainerlinks:slot_sheet", args=(token, room.morning.pk)))
    assert WORDS not in text(sheet)
    room.end()
    assert WORDS not in text(Client().get(reverse("trainerlinks:trainer_home", args=(token,))))


def test_who_leaves_is_forgotten_and_says_no_more(came):
    registrations.cancel(came.pk, by=None, at=NOON)

    assert said(came) == ""
    with pytest.raises(Refusal, match="terminée"):
        say_expectations(came.pk, WORDS, by=None, at=NOON)


def test_a_session_that_is_cancelled_or_closed_forgets(came, enter):
    sessions.cancel_session(came.session_id, reason="Neige", by=None, at=NOON)
    assert said(came) == ""

    room = Room(enter)
    Registration.objects.filter(pk=room.people[0].pk).update(expectations=WORDS)
    room.everybody_signs()
    room.end()
    closing.close_session(room.session.pk, by=None, at=room.ends)
    assert said(room.people[0]) == ""
