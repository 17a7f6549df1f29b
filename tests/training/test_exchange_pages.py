"""The pages of the exchange of practice."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply
from tests.training.factories import ThemeFactory
from training.models import PracticeFile, Question, SkillOffer

pytestmark = pytest.mark.django_db
HOME = "/formations/entraide/"


@pytest.fixture
def mine():
    return hall("Bickenholtz")


@pytest.fixture
def browser(mine, signed_in):
    return signed_in(mine.person.user)


def words(response):
    return re.sub(r"\s+", " ", response.content.decode())


def at(question, tail=""):
    return f"{HOME}{question.pk}/{tail}"


def test_she_asks_with_a_file_and_reads_her_question(browser, mine):
    theme = ThemeFactory()
    photo = SimpleUploadedFile("modèle.pdf", b"%PDF-1.7", content_type="text/html")

    browser.post(
        HOME + "poser/",
        {"title": "Qui signe ?", "theme": theme.pk, "text": "", "shown": "on", "joined": [photo]},
    )

    asked = Question.objects.get()
    assert (asked.title, asked.commune_id, asked.author) == (
        "Qui signe ?", mine.commune_id, mine.person.user,
    )  # fmt: skip
    assert "Solange Ferrand, Bickenholtz" in words(browser.get(at(asked)))
    sent = browser.get(f"{HOME}pieces/{PracticeFile.objects.get().pk}/")
    assert sent["Content-Type"] == "application/pdf"
    assert sent["Content-Disposition"].startswith("attachment")


def test_while_she_types_the_questions_that_resemble_are_shown(browser):
    one = ask(hall())

    part = browser.get(
        HOME + "poser/", {"title": "concesion funeraire"}, headers={"HX-Request": "true"}
    )

    assert one.title in words(part)
    assert "<form" not in words(part)
    assert one.title in words(browser.get(HOME + "poser/", {"title": "concession"}))


def test_she_answers_and_who_asked_validates(browser, signed_in):
    other = hall("Lixheim")
    one = ask(other)

    browser.post(at(one), {"text": "Deux ans après.", "shown": "on"})

    answer = one.answers.get()
    theirs = signed_in(other.person.user)
    assert "C’est la bonne réponse" in words(theirs.get(at(one)))
    assert browser.post(f"{HOME}reponses/{answer.pk}/valider/").status_code == 403
    theirs.post(f"{HOME}reponses/{answer.pk}/valider/")
    assert "La réponse validée se lit" in words(browser.get(at(one)))
    assert browser.post(at(one, "ne-plus-valider/")).status_code == 403


def test_nobody_touches_what_another_wrote(browser):
    one = ask(hall())
    answer = reply(one, hall())

    for tail in ("modifier/", "retirer/"):
        assert browser.post(at(one, tail)).status_code == 403
    for url in (f"{HOME}reponses/{answer.pk}/", f"{HOME}reponses/{answer.pk}/retirer/"):
        assert browser.post(url, {"text": "x"}).status_code == 403


def test_she_edits_and_takes_back_what_she_wrote(browser, mine):
    one, other = ask(mine), ask(hall())
    answer = reply(other, mine)

    browser.post(at(one, "modifier/"), {"title": "Autrement", "theme": one.theme_id})
    browser.post(f"{HOME}reponses/{answer.pk}/", {"text": "Plus exact"})
    one.refresh_from_db()
    answer.refresh_from_db()
    assert (one.title, one.shown, answer.text) == ("Autrement", False, "Plus exact")
    browser.post(f"{HOME}reponses/{answer.pk}/retirer/")
    browser.post(at(one, "retirer/"))

    assert "Plus exact" not in words(browser.get(at(other)))
    assert "Autrement" not in words(browser.get(HOME))


def test_the_same_question_is_a_button_that_comes_back(browser):
    one = ask(hall())

    browser.post(at(one, "meme-question/"))
    assert "1 autre personne a la même question" in words(browser.get(at(one))).replace("</b>", "")
    browser.post(at(one, "meme-question/"))
    assert one.same.count() == 0


def test_the_list_is_filtered_by_state_theme_and_words(browser):
    silent = ask(hall(), "Cantine et quotient familial")
    answered = ask(hall(), "Listes électorales")
    reply(answered, hall())

    def found(**query):
        text = words(browser.get(HOME, query))
        return [one for one in (silent, answered) if one.title in text]

    assert found() == [silent, answered]
    assert found(etat="silent") == found(q="quotien familiale") == [silent]
    assert found(etat="answered") == found(theme=answered.theme_id) == [answered]


def test_an_empty_list_says_what_to_do(browser):
    assert "La première aidera les suivantes" in words(browser.get(HOME))
    assert "Cochez un thème" in words(browser.get(HOME + "qui-sait-quoi/"))


def test_she_says_what_she_knows(browser, mine):
    theme = ThemeFactory()
    factories.CommuneFactory._meta.model.objects.filter(pk=mine.commune_id).update(
        phone="03 87 00 00 00"
    )

    browser.post(
        HOME + "qui-sait-quoi/", {f"theme_{theme.pk}": "on", f"word_{theme.pk}": "le mardi"}
    )

    text = words(browser.get(HOME + "qui-sait-quoi/"))
    assert "Solange Ferrand" in text
    assert 'href="tel:0387000000"' in text
    assert "le mardi" in text
    browser.post(HOME + "qui-sait-quoi/", {})
    assert not SkillOffer.objects.exists()


def test_the_portal_s_search_finds_a_question_in_spite_of_a_typo(browser):
    one = ask(hall())

    assert one.title in words(browser.get("/rechercher/", {"q": "concesion"}))


def test_thirty_answers_cost_what_one_costs(browser, mine):
    one, theme = ask(hall(), at=NOON), ThemeFactory()
    counts = []
    for number in (1, 29):
        for _ in range(number):
            helper = hall()
            reply(one, helper)
            SkillOffer.objects.create(
                user=helper.person.user, commune=helper.commune, theme=theme, name="x", since=NOON
            )
        for url in (at(one), HOME + "qui-sait-quoi/"):
            browser.get(url)
            with CaptureQueriesContext(connection) as asked:
                browser.get(url)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]
