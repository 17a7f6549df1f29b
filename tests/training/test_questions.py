"""Asking the other town halls, finding what was asked, saying that one has the same question."""

import datetime as dt

import pytest

from portal.files import Given
from portal.home import registry
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply, seen_by
from tests.training.factories import DAY
from training.domain import questions
from training.domain.questions import Asked
from training.models import PracticeFile, Question, SameQuestion
from training.queries.questions import (
    found_questions,
    overdue_at,
    similar_questions,
    standing_of,
)
from training.states.exchange import Standing

pytestmark = pytest.mark.django_db


def standing(question):
    return standing_of(Question.objects.counted().get(pk=question.pk))


def titles(query):
    return [one.title for one in found_questions(Question.objects.all(), query)]


def test_a_question_is_signed_by_its_town_hall_or_by_none():
    asked = ask(hall("Bickenholtz"))
    hidden = ask(hall("Lixheim"), shown=False)

    assert asked.signature == "Solange Ferrand, Bickenholtz"
    assert hidden.signature == "une mairie"


def test_files_are_known_by_their_first_bytes():
    asked = ask(hall(), files=(Given(name="a.png", content=b"%PDF-1.7 ..."),))

    kept = PracticeFile.objects.get(question=asked)

    assert (kept.content_type, kept.is_image) == ("application/pdf", False)
    assert kept.commune_id == asked.commune_id


def test_words_are_found_whatever_the_accents_the_typos_and_where_they_are():
    one, two = ask(hall()), ask(hall(), "Carte d’identité d’un mineur", text="Les parents séparés")
    reply(two, hall(), "Un seul parent signe le cerfa.")

    assert titles("concession funeraire") == titles("concesion funéraire") == [one.title]
    assert titles("CARTE identite parent") == titles("cerfa") == [two.title]
    assert titles("cantine") == []
    assert len(titles("")) == 2


def test_the_questions_that_resemble_are_shown_before_one_asks_again():
    asker = hall()
    one = ask(hall())
    ask(hall(), "Régie de la cantine")
    withdrawn = ask(hall(), "Reprise d’une concession funéraire")
    questions.withdraw_question(withdrawn.pk, by=withdrawn.author, at=NOON)
    user = seen_by(asker)

    found = similar_questions(user, "Comment renouveler une consession funéraire")

    assert found == [one]
    assert similar_questions(user, "?") == []


def test_the_same_question_is_said_once_a_person_and_taken_back():
    one, other = ask(hall()), hall()

    def say():
        return questions.say_same(one.pk, other.commune_id, by=other.person.user, at=NOON)

    assert say() is True
    assert Question.objects.counted().get(pk=one.pk).votes == 1
    assert say() is False
    assert not SameQuestion.objects.exists()
    with pytest.raises(Refusal, match="déjà votre question"):
        questions.say_same(one.pk, one.commune_id, by=one.author, at=NOON)


def test_a_voice_given_for_a_commune_that_she_left_is_taken_back():
    one, other, now = ask(hall()), hall(), hall()
    me = other.person.user
    questions.say_same(one.pk, other.commune_id, by=me, at=NOON)

    with wall([now.commune_id, EVERYONE]):
        assert questions.say_same(one.pk, now.commune_id, by=me, at=NOON) is False

    assert not SameQuestion.objects.exists()


def test_a_question_is_taken_back_by_who_asked_until_somebody_answers():
    manager = factories.ManagerFactory().person.user
    one, two = ask(hall()), ask(hall())
    reply(two, hall())

    questions.withdraw_question(one.pk, by=one.author, at=NOON)
    with pytest.raises(Refusal, match="pris la peine"):
        questions.withdraw_question(two.pk, by=two.author, at=NOON)
    questions.withdraw_question(two.pk, by=manager, at=NOON)

    assert standing(one) == standing(two) == Standing.WITHDRAWN


def test_what_is_withdrawn_is_read_by_its_author_and_the_team_alone():
    mine, other, manager = hall(), hall(), factories.ManagerFactory()
    trainer = factories.PositionFactory(commune=None, role="trainer")
    one, two = ask(mine), ask(mine)
    questions.withdraw_question(one.pk, by=one.author, at=NOON)

    def read_by(position):
        return set(Question.objects.visible_to(seen_by(position)))

    assert read_by(mine) == read_by(manager) == {one, two}
    assert read_by(other) == {two}
    assert read_by(trainer) == set()


def test_a_commune_reads_every_question_and_writes_its_own():
    one, other = ask(hall()), hall()

    with wall([other.commune_id, EVERYONE]):
        assert Question.objects.get() == one
        assert Question.objects.filter(pk=one.pk).update(title="x") == 0


def test_two_working_days_without_an_answer_make_it_the_manager_s():
    """NOON is a Tuesday, and the next day is the 11th of November."""
    one = ask(hall())
    answered = ask(hall())
    reply(answered, hall())

    assert overdue_at(one) == NOON + 3 * DAY
    manager = seen_by(factories.ManagerFactory())
    assert not registry.due.gather(manager, at=NOON + 3 * DAY - dt.timedelta(seconds=1))
    cards = [card.title for card in registry.due.gather(manager, at=NOON + 3 * DAY)]
    assert f"Sans réponse : {one.title}" in cards
    secretary = seen_by(hall())
    assert not [
        card
        for card in registry.due.gather(secretary, at=NOON + 3 * DAY)
        if "Sans réponse" in card.title
    ]


def test_a_question_is_edited_until_it_is_settled():
    one = ask(hall())
    better = Asked(theme_id=one.theme_id, title="Mieux dit", shown=False)

    questions.edit_question(one.pk, better, by=one.author, at=NOON)

    one.refresh_from_db()
    assert (one.title, one.shown, one.edited_at) == ("Mieux dit", False, NOON)
    assert one.words == "mieux dit "
    questions.withdraw_question(one.pk, by=one.author, at=NOON)
    with pytest.raises(Refusal, match="close"):
        questions.edit_question(one.pk, better, by=one.author, at=NOON)


def test_a_name_that_is_hidden_is_on_no_page(signed_in):
    asker = hall("Zzyzx", last_name="Xylo")
    one = ask(asker, shown=False)
    browser = signed_in(hall("Lixheim").person.user)

    for url in (
        f"/formations/entraide/{one.pk}/",
        "/formations/entraide/",
        "/formations/entraide/?export=csv&colonnes=question&colonnes=mairie",
    ):
        text = browser.get(url).content.decode("utf-8", "replace")
        assert "Renouveler une concession" in text
        assert "une mairie" in text
        assert "Zzyzx" not in text
        assert "Xylo" not in text
