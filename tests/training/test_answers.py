"""Answering, validating, and telling the author once."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply, seen_by
from training.domain import answers
from training.domain.answers import SECOND_THOUGHTS, Answered, tell_answers
from training.models import Answer, Question
from training.queries.question_page import question_page
from training.queries.questions import standing_of
from training.states.exchange import Standing

pytestmark = pytest.mark.django_db
SOON = NOON + SECOND_THOUGHTS


def standing(question):
    return standing_of(Question.objects.counted().get(pk=question.pk))


def mails():
    return OutboxEmail.objects.filter(kind="training/mails/question_answered")


def test_the_town_halls_and_the_service_answer_in_their_own_name():
    one = ask(hall("Lixheim"))

    by_hall = reply(one, hall("Bickenholtz"))
    by_team = reply(
        one, factories.ManagerFactory(person__first_name="Élise", person__last_name="M")
    )
    hidden = reply(one, hall("Fleisheim"), shown=False)

    assert by_hall.signature == "Solange Ferrand, Bickenholtz"
    assert by_team.signature.endswith(", service mutualisé")
    assert hidden.signature == "une mairie"
    assert standing(one) == Standing.ANSWERED


def test_answering_writes_nothing_of_the_commune_that_asked():
    one, other = ask(hall()), hall()

    with wall([other.commune_id, EVERYONE]):
        made = reply(one, other)
        answers.edit_answer(made.pk, Answered(text="Mieux"), by=other.person.user, at=NOON)
        with pytest.raises(Question.DoesNotExist):
            answers.accept(made.pk, by=other.person.user, at=NOON)

    made.refresh_from_db()
    assert made.text == "Mieux"


def test_an_answer_is_told_once_to_who_asked_after_a_moment():
    one = ask(hall())
    made = reply(one, hall("Bickenholtz"))

    assert tell_answers(at=SOON - dt.timedelta(seconds=1)) == 0
    assert tell_answers(at=SOON) == 1
    assert tell_answers(at=SOON) == 0

    mail = mails().get()
    assert mail.to == one.author.email
    assert (
        mail.subject
        == "Solange Ferrand, Bickenholtz répond à « Renouveler une concession funéraire ? »"
    )
    assert made.text in mail.text
    Answer.objects.update(told_at=None)
    assert tell_answers(at=SOON) == 1
    assert mails().count() == 1


def test_no_mail_for_one_s_own_answer_nor_for_one_taken_back():
    asker = hall()
    one = ask(asker)
    reply(one, asker)
    back = reply(one, hall())
    answers.withdraw_answer(back.pk, by=back.author, at=NOON)

    assert tell_answers(at=SOON) == 2
    assert not mails().exists()


def test_the_answer_validated_last_is_the_one_and_is_read_first():
    asker = hall()
    one = ask(asker)
    first, second = reply(one, hall()), reply(one, hall())

    answers.accept(first.pk, by=asker.person.user, at=NOON)
    answers.accept(second.pk, by=asker.person.user, at=NOON)

    question = Question.objects.counted().get(pk=one.pk)
    page = question_page(question, seen_by(asker))
    assert [(reply.answer, reply.accepted) for reply in page.replies] == [
        (second, True),
        (first, False),
    ]
    assert page.standing == Standing.VALIDATED
    answers.undo_acceptance(one.pk, by=asker.person.user, at=NOON)
    assert standing(one) == Standing.ANSWERED


def test_a_validated_answer_stays_as_it_was_read():
    one = ask(hall())
    made = reply(one, hall())
    answers.accept(made.pk, by=one.author, at=NOON)

    with pytest.raises(Refusal, match="validée"):
        answers.edit_answer(made.pk, Answered(text="x"), by=made.author, at=NOON)
    with pytest.raises(Refusal, match="validée"):
        answers.withdraw_answer(made.pk, by=made.author, at=NOON)


def test_what_is_taken_back_is_neither_validated_nor_edited():
    one = ask(hall())
    made = reply(one, hall())
    answers.withdraw_answer(made.pk, by=made.author, at=NOON)

    assert standing(one) == Standing.SILENT
    for verb in (
        lambda: answers.accept(made.pk, by=one.author, at=NOON),
        lambda: answers.edit_answer(made.pk, Answered(text="x"), by=made.author, at=NOON),
    ):
        with pytest.raises(Refusal, match="retirée"):
            verb()


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_being_taken_back_is_not_validated():
    asker, other = hall(), hall()
    one = ask(asker)
    made = reply(one, other)

    def accepting():
        try:
            with wall([asker.commune_id, EVERYONE]):
                return answers.accept(made.pk, by=asker.person.user, at=NOON)
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            answers.withdraw_answer(made.pk, by=made.author, at=NOON)
            waiting = threads.submit(accepting)
            with pytest.raises(TimeoutError):  # it waits for this transaction
                waiting.result(timeout=0.5)
        assert isinstance(waiting.result(timeout=30), Refusal)

    assert standing(one) == Standing.SILENT
