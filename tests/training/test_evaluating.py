"""Opinions: asked once of who came, kept so that nobody can know who gave them, shown once over, from five on."""

import datetime as dt
import re

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ForeignKey

from communes.states import Role
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.lib.tables import read_xlsx
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import DAY, FIRST, SessionFactory, TrainerFactory, give
from tests.training.hall import Hall, text, to
from training.domain import evaluating
from training.models import (
    EvaluationAnswer,
    EvaluationComment,
    EvaluationForm,
    EvaluationQuestion,
    EvaluationRound,
    EvaluationTally,
    EvaluationTicket,
    Registration,
    Session,
)
from training.queries.evaluations import opinions_of, opinions_of_trainer
from training.states.registrations import RegistrationState as R
from training.states.sessions import ENDED_SESSIONS, SessionState as S

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
END = dt.datetime(2026, 12, 8, 16, tzinfo=dt.UTC)
"""17 h in Paris on the first day of the tests' sessions."""


@pytest.fixture(autouse=True)
def forms(db):
    """The questionnaires that the portal begins with, whatever a test before this one emptied."""
    for moment, audience in (("hot", "trainee"), ("cold", "trainee"), ("cold", "mayor")):
        form, is_new = EvaluationForm.objects.get_or_create(
            moment=moment, audience=audience, active=True, defaults={"title": "Questionnaire"}
        )
        if is_new:
            kinds = ("scale4", "yes_no", "text")
            for position, kind in enumerate(kinds):
                EvaluationQuestion.objects.create(
                    form=form, position=position, kind=kind, text=f"Question {position}"
                )


def held(number, **more):
    """A session over, so many people of as many communes; their halls."""
    session = SessionFactory(maximum=20, **more)
    halls = [Hall() for _ in range(number)]
    for hall in halls:
        hall.register(session)
    Session.objects.filter(pk=session.pk).update(state=S.TO_CLOSE)
    session.refresh_from_db()
    return session, halls


def tokens(kind="opinion_asked"):
    mails = OutboxEmail.objects.filter(kind=f"training/mails/{kind}").order_by("pk")
    return [re.search(r"/e/([^/]+)/", mail.text)[1] for mail in mails]


def hot():
    return {
        one.kind: one
        for one in EvaluationQuestion.objects.filter(
            form__moment="hot", form__active=True
        ).order_by("-position")
    }


def answered(session, number, mark=4, words=""):
    """So many answers to the first mark, the yes or no and the text of the hot form."""
    evaluating.ask_opinions(at=END + HOUR)
    questions = hot()
    given = {questions["scale4"].pk: mark, questions["yes_no"].pk: 1, questions["text"].pk: words}
    for token in tokens()[-number:]:
        evaluating.answer(token, given, at=END + DAY)


def end_rounds():
    """The last day to answer is past, by the clock of the database."""
    EvaluationRound.objects.update(opens_on=dt.date(2020, 1, 1), closes_on=dt.date(2020, 1, 15))


def test_an_hour_after_the_end_who_came_is_asked_once(db):
    _session, _halls = held(4)
    last = Registration.objects.order_by("-rank").first()
    Registration.objects.filter(pk=last.pk).update(state=R.ABSENT)
    waits = Registration.objects.get(rank=3)
    Registration.objects.filter(pk=waits.pk).update(state=R.WAITING, seat=None, commune_seat=None)

    assert evaluating.ask_opinions(at=END + HOUR - dt.timedelta(seconds=1)) == 0
    assert evaluating.ask_opinions(at=END + HOUR) == 1
    assert evaluating.ask_opinions(at=END + 2 * HOUR) == 0

    mails = OutboxEmail.objects.filter(kind="training/mails/opinion_asked")
    assert {one.to for one in mails} == {
        Registration.objects.get(rank=rank).person.email for rank in (1, 2)
    }
    assert EvaluationRound.objects.get().asked == 2
    assert EvaluationTicket.objects.count() == 2


@pytest.mark.parametrize("state", [S.CANCELLED, S.MERGED, S.CONFIRMED])
def test_no_opinion_on_what_did_not_take_place(state):
    more = {"cancelled_at": NOON, "cancel_reason": "neige"} if state == S.CANCELLED else {}
    other = SessionFactory(on=FIRST + DAY)
    if state == S.MERGED:
        more = {"merged_into": other}
    session, _halls = held(1)
    Session.objects.filter(pk=session.pk).update(state=state, **more)

    assert evaluating.ask_opinions(at=END + HOUR) == 0


def test_sixty_days_after_the_agents_and_the_mayors_on_a_working_hour(db):
    _session, halls = held(2)
    sixty = END + 60 * DAY

    assert sixty.isoweekday() == 6
    assert evaluating.ask_opinions(at=sixty) == 0
    assert evaluating.ask_opinions(at=sixty + 2 * DAY - 2 * HOUR) == 2
    assert evaluating.ask_opinions(at=sixty + 2 * DAY - HOUR) == 0

    assert len(tokens("opinion_asked_later")) == 2
    mails = OutboxEmail.objects.filter(kind="training/mails/opinion_asked_mayor")
    assert {one.to for one in mails} == {hall.mayor.email for hall in halls}


def test_a_link_serves_once_and_until_its_last_day(db):
    _session, _halls = held(2)
    evaluating.ask_opinions(at=END + HOUR)
    first, second = tokens()
    mark = {hot()["scale4"].pk: 3}

    evaluating.answer(first, mark, at=END + 14 * DAY)
    for token, at in ((first, END + DAY), ("rien", END + DAY), (second, END + 15 * DAY)):
        with pytest.raises(Refusal, match="déjà servi"):
            evaluating.answer(token, mark, at=at)
    with pytest.raises(Refusal, match="une question"):
        evaluating.answer(second, {hot()["text"].pk: "  "}, at=END + DAY)
    with pytest.raises(ValueError, match="scale"):
        evaluating.answer(second, {hot()["scale4"].pk: 5}, at=END + DAY)
    assert EvaluationTicket.objects.count() == 1


def test_nothing_joins_an_answer_to_a_person(db):
    """By what the tables hold: no key, no hour, no order; and the application cannot read one answer."""
    session, _halls = held(5)
    entries = Entry.objects.count()
    answered(session, 5, words="Très bien")

    fields = {one.name for one in EvaluationAnswer._meta.get_fields()}
    assert fields == {"id", "session", "question", "value", "text"}
    assert {one.name for one in EvaluationTicket._meta.get_fields()} == {"sha256", "round"}
    pointing = [
        one
        for model in apps.get_models()
        for one in model._meta.get_fields()
        if isinstance(one, ForeignKey)
        and one.related_model in {EvaluationAnswer, EvaluationTicket}
    ]
    assert pointing == []
    assert Entry.objects.count() == entries
    for words in ("select * from", "update", "delete from"):
        tail = " set value = 1" if words == "update" else ""
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"{words} training_evaluationanswer{tail}")


@pytest.mark.parametrize(("number", "shown"), [(4, False), (5, True)])
def test_nothing_is_shown_under_five_answers(desk, number, shown):
    session, _halls = held(6)
    answered(session, number, words="Salle trop froide")
    end_rounds()

    page = text(desk.get(address("session_opinions", session.pk)))
    rows = read_xlsx(desk.get(f"{address('session_opinions', session.pk)}?export=xlsx").content)

    assert ("Salle trop froide" in page) == shown
    assert ("4 sur 4" in page) == shown
    assert EvaluationTally.objects.exists() == shown
    assert ("Salle trop froide" in str(rows)) == shown
    assert f"{number} réponses sur 6" in page
    (found,) = opinions_of(session)
    assert (found.answered, found.over, found.shown) == (number, True, shown)


def test_nothing_is_shown_while_one_more_may_answer(desk):
    """What the sixth answer changes would be what the sixth person said: all is shown at once, or nothing."""
    session, _halls = held(6)
    answered(session, 5, words="Salle trop froide")
    url = address("session_opinions", session.pk)

    page = text(desk.get(url))
    rows = read_xlsx(desk.get(f"{url}?export=xlsx").content)

    assert (
        "Les avis se lisent dès que tous ont répondu, ou après le mardi 22 décembre 2026" in page
    )
    assert "Salle trop froide" not in f"{page} {rows}"
    assert "4 sur 4" not in page
    assert not EvaluationTally.objects.exists()
    assert not EvaluationComment.objects.exists()

    last = {hot()["scale4"].pk: 3, hot()["text"].pk: "Salle trop chaude"}
    evaluating.answer(tokens()[0], last, at=END + DAY)

    page = text(desk.get(url))
    assert "Salle trop froide" in page
    assert "Salle trop chaude" in page
    assert EvaluationTally.objects.get(question=hot()["scale4"]).total == 23


def test_the_marks_are_counted_right(db):
    session, _halls = held(6)
    answered(session, 2, mark=1)
    evaluating_again = hot()
    for token, mark in zip(tokens()[:4], (2, 3, 3, 4), strict=True):
        evaluating.answer(token, {evaluating_again["scale4"].pk: mark}, at=END + DAY)

    end_rounds()
    marks = next(
        one
        for one in opinions_of(session)[0].marks
        if one.question.kind == "scale4" and one.answers
    )

    assert marks.counts == [0, 2, 1, 2, 1, 0]
    assert marks.mean_words == "2,3 sur 4"
    assert [(bar.label, bar.number, bar.of) for bar in marks.bars] == [
        ("4", 1, 2), ("3", 2, 2), ("2", 1, 2), ("1", 2, 2),
    ]  # fmt: skip


def test_a_trainer_reads_the_sessions_that_five_evaluated(signed_in):
    person = factories.PositionFactory(commune=None, role=Role.TRAINER).person
    trainer = TrainerFactory(person=person, name="", email="")
    shown, hidden = held(5), held(4, on=FIRST + DAY)
    for session, _halls in (shown, hidden):
        give(session.slots.first(), trainer)
    answered(shown[0], 5, mark=4)
    evaluating.ask_opinions(at=END + DAY + HOUR)
    for token in tokens()[-4:]:
        evaluating.answer(token, {hot()["scale4"].pk: 1}, at=END + 2 * DAY)

    end_rounds()
    given = opinions_of_trainer(trainer, ended=ENDED_SESSIONS)

    assert given.sessions == [(shown[0], 5)]
    assert given.hidden == 1
    assert given.marks[0].mean == 4
    page = text(signed_in(person.user).get(to("opinion_list")))
    assert "4 sur 4" in page
    with wall([EVERYONE]):
        assert EvaluationTally.objects.count() == 2
        assert not EvaluationTicket.objects.exists()


def test_one_answers_from_the_link_without_an_account(client, time_machine):
    session, _halls = held(1)
    evaluating.ask_opinions(at=END + HOUR)
    time_machine.move_to(END + DAY, tick=False)
    url = f"/e/{tokens()[0]}/"

    assert session.course.title in text(client.get(url))
    assert EvaluationTicket.objects.exists()
    assert "Répondez à une question" in text(client.post(url, {}))
    sent = client.post(url, {f"q{hot()['scale4'].pk}": "3"}, follow=True)
    assert "Merci" in text(sent)
    gone = client.get(url)
    assert (gone.status_code, gone["X-Robots-Tag"]) == (410, "noindex")


def refused(name, act):
    with pytest.raises(DatabaseError, match=name), transaction.atomic():
        act()


def test_an_answered_question_is_put_aside_not_reworded(desk):
    session, _halls = held(1)
    answered(session, 1)
    question = hot()["scale4"]
    others = list(question.form.questions.exclude(pk=question.pk))
    rows = {
        f"questions-{rank}-{name}": value
        for rank, one in enumerate([question, *others])
        for name, value in (
            ("id", one.pk), ("form", one.form_id), ("position", one.position), ("kind", one.kind),
            ("text", one.text), ("active", "on"),
        )
    }  # fmt: skip
    number = str(len(others) + 1)
    sent = {
        "title": question.form.title,
        "moment": "hot",
        "audience": "trainee",
        "active": "on",
        "questions-TOTAL_FORMS": number,
        "questions-INITIAL_FORMS": number,
        **rows,
    }
    url = f"/gestion/training/evaluationform/{question.form_id}/change/"

    refused_page = desk.post(url, {**sent, "questions-0-text": "Autrement ?"})
    unknown = desk.post(url, {**sent, "questions-0-kind": "x", "questions-0-text": "Autrement ?"})
    kept = desk.post(url, {**sent, "questions-0-active": ""})

    assert unknown.status_code == 200
    assert "elle garde ses mots" in refused_page.content.decode()
    assert kept.status_code == 302
    question.refresh_from_db()
    assert (question.active, question.text == "Autrement ?") == (False, False)


def test_what_the_database_refuses(db):
    session, _halls = held(1)
    answered(session, 1)
    question, one = hot()["scale4"], EvaluationRound.objects.get()

    def add(**more):
        return lambda: EvaluationAnswer.objects.bulk_create(
            [EvaluationAnswer(session=session, question=question, **more)]
        )

    def change(thing, **changes):
        return lambda: type(thing)._base_manager.filter(pk=thing.pk).update(**changes)

    refused("evaluation_answer_says_something", add())
    refused("evaluation_answer_says_something", add(value=1, text="oui"))
    refused("evaluation_answer_mark_on_its_scale", add(value=6))
    add(value=5)()
    refused("evaluation_question_answered_stays", change(question, text="Autre chose ?"))
    assert change(question, active=False)() == 1
    refused("evaluation_round_closes_after", change(one, closes_on=one.opens_on - DAY))
    assert change(one, closes_on=one.opens_on)() == 1
    refused(
        "evaluation_ticket_is_a_print",
        lambda: EvaluationTicket.objects.create(sha256="x", round=one),
    )
    assert EvaluationTicket.objects.create(sha256="a" * 64, round=one)
    form = EvaluationForm(title="Autre", moment="hot", audience="trainee")
    refused("evaluation_form_in_use_once", form.save)
    form.active = False
    form.save()
    refused("evaluation_form_mayors_later", change(form, audience="mayor"))
    assert change(form, audience="mayor", moment="cold")() == 1
    copy = EvaluationRound.objects.get()
    copy.pk = None
    refused("evaluation_round_once", lambda: copy.save(force_insert=True))
    copy.moment = "cold"
    copy.save(force_insert=True)
