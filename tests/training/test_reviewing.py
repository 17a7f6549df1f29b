"""Who gave a session says how it went: in her name, after it, once; read by the manager alone."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall
from tests.training.desk import address
from tests.training.factories import TrainerFactory
from tests.training.hall import text, to
from tests.training.room import A_MINUTE, Room
from tests.training.test_tables import changed, refused
from training.domain import closing
from training.domain.reviewing import Review, review
from training.domain.trainer_links import send_link
from training.models import TrainerReview
from training.queries.trainer_links import trainer_token
from training.queries.yearly import training_year

pytestmark = pytest.mark.django_db
GIVEN = Review(went=3, level="mixed", room=2, change="Deux groupes", remarks="Salle froide")
TYPED = {"went": "3", "level": "mixed", "room": "2", "change": "Deux groupes", "remarks": ""}


@pytest.fixture
def room(enter, time_machine):
    made = Room(enter)
    time_machine.move_to(made.ends + A_MINUTE, tick=False)
    made.link = send_link(made.session.pk, made.trainer.pk, by=None, at=made.begins)
    made.url = reverse("trainerlinks:trainer_review", args=(trainer_token(made.link),))
    made.home = reverse("trainerlinks:trainer_home", args=(trainer_token(made.link),))
    return made


def write(room, given=GIVEN, at=None):
    return review(room.session.pk, room.trainer.pk, given, at=at or room.ends)


def test_it_is_written_once_the_last_half_day_is_over(room, time_machine):
    with pytest.raises(Refusal, match="après la dernière demi-journée"):
        write(room, at=room.ends - A_MINUTE)
    with pytest.raises(Refusal, match="n’animez pas"):
        review(room.session.pk, TrainerFactory().pk, GIVEN, at=room.ends)
    time_machine.move_to(room.ends - A_MINUTE, tick=False)
    assert "bilan" not in text(Client().get(room.home))
    assert "après la dernière demi-journée" in text(Client().get(room.url))
    assert "Envoyer" not in text(Client().get(room.url))

    assert write(room).went == 3


def test_the_link_offers_a_form_that_says_it_is_signed_and_keeps_what_was_said(room):
    page = text(Client().get(room.url))
    assert "Il porte votre nom" in page
    assert "Ce n’est pas anonyme" in page
    assert "Choisissez une réponse" in text(Client().post(room.url, {**TYPED, "went": ""}))
    assert not TrainerReview.objects.exists()

    Client().post(room.url, TYPED)
    again = Client().post(room.url, {**TYPED, "went": "4"}, follow=True)

    assert "lit votre bilan" in text(again)
    made = TrainerReview.objects.get()
    assert (made.went, made.change, made.trainer) == (4, "Deux groupes", room.trainer)
    assert made.edited_at == made.written_at == room.ends + A_MINUTE
    assert "Deux groupes" in text(Client().get(room.url))


def test_once_the_session_is_closed_it_is_read_and_not_changed(room):
    write(room)
    room.everybody_signs()
    room.end()
    closing.close_session(room.session.pk, by=None, at=room.ends)

    with pytest.raises(Refusal, match="ne change plus"):
        write(room)
    page = text(Client().get(room.url))
    assert "Deux groupes" in page
    assert "Envoyer" not in page


def test_the_manager_reads_it_beside_the_opinions_and_never_among_them(room, desk):
    write(room)

    page = text(desk.get(address("session_opinions", room.session.pk)))

    assert "Le bilan de qui a animé" in page
    assert "Deux groupes" in page
    assert str(room.trainer) in page
    assert "Les participants reçoivent leur questionnaire" in page


def test_no_town_hall_reads_it(signed_in, room):
    write(room)
    commune = room.people[0].commune

    with wall([commune.pk, EVERYONE]):
        assert not TrainerReview.objects.exists()
    browser = signed_in(room.people[0].person.user)
    assert "Deux groupes" not in text(browser.get(to("session_detail", room.session.pk)))


def test_the_annual_report_counts_it_and_says_nothing_of_it(room):
    write(room)
    year = room.ends.year
    assert dict(training_year(year, at=room.ends).figures)["Bilans reçus de qui a animé"] == "0"
    room.end()

    figures = dict(training_year(year, at=room.ends).figures)

    assert figures["Bilans reçus de qui a animé"] == "1"
    assert "Deux groupes" not in str(figures)
    mine = training_year(year, room.people[0].commune, at=room.ends)
    assert "Bilans reçus de qui a animé" not in dict(mine.figures)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("trainer_review_in_its_words", {"went": 5}, {"went": 1}),
        ("trainer_review_in_its_words", {"room": 0}, {"room": 4}),
        ("trainer_review_in_its_words", {"level": "x"}, {"level": "ahead"}),
    ],
)
def test_a_review_keeps_to_its_words(room, name, wrong, right):
    made = write(room)

    refused(changed(made, **wrong), name)
    assert changed(made, **right)() == 1


def test_one_review_a_trainer_edited_after_it_was_written(room):
    made = write(room)
    other = TrainerReview.objects.create(
        session=room.session, trainer=TrainerFactory(), went=1, level="ready", room=1,
        written_at=room.ends,
    )  # fmt: skip

    refused(changed(other, trainer=room.trainer), "trainer_review_once")
    refused(changed(made, edited_at=room.ends - A_MINUTE), "trainer_review_edited_after")
    assert changed(made, edited_at=room.ends)() == 1
