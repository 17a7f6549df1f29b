"""The loop: question, vote, agenda, minutes, practice sheet."""

import pytest
from django.urls import reverse

from portal.documents.models import Document
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall
from tests.training.factories import SessionFactory
from tests.training.hall import text
from training.domain import questions, sessions, sheets
from training.domain.agenda import note_minutes, set_agenda
from training.models import Question
from training.queries.agenda import candidates
from training.queries.minutes import REPORT, minutes_of
from training.states.sessions import CourseKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return factories.ManagerFactory().person.user


@pytest.fixture
def meeting():
    return SessionFactory(course__kind=CourseKind.MEETING)


def papers(meeting):
    return Document.objects.filter(kind=REPORT, subject_id=meeting.pk, commune_id=EVERYONE)


def test_the_minutes_of_a_meeting_are_a_paper_that_every_member_reads(manager, meeting):
    one, two, three = (ask(hall(), title=f"Question {n}") for n in (1, 2, 3))
    assert minutes_of(meeting) is None
    set_agenda(meeting.pk, [one.pk, two.pk, three.pk], by=manager, at=NOON)
    note_minutes(one.pk, "1. Écrire\n2. Attendre", by=manager, at=NOON)
    note_minutes(two.pk, "Oui.", by=manager, at=NOON)

    facts = minutes_of(meeting).facts
    assert [said["question"] for said in facts["said"]] == ["Question 1", "Question 2"]
    assert facts["said"][0]["blocks"] == [{"steps": True, "lines": ["Écrire", "Attendre"]}]
    assert facts["left"] == ["Question 3"]
    assert str(hall().person) not in str(facts)
    assert papers(meeting).count() == 2
    note_minutes(two.pk, "Oui.", by=manager, at=NOON)
    assert papers(meeting).count() == 2, "what says the same is the same paper"


def test_what_is_withdrawn_leaves_the_minutes(manager, meeting):
    one, two = ask(hall(), title="Question 1"), ask(hall(), title="Question 2")
    set_agenda(meeting.pk, [one.pk, two.pk], by=manager, at=NOON)
    for question in (one, two):
        note_minutes(question.pk, "Oui.", by=manager, at=NOON)

    questions.withdraw_question(one.pk, by=manager, at=NOON)
    assert [said["question"] for said in minutes_of(meeting).facts["said"]] == ["Question 2"]
    questions.withdraw_question(two.pk, by=manager, at=NOON)
    assert minutes_of(meeting) is None


def test_a_member_reads_the_minutes_on_the_page_of_the_meeting(client, manager, meeting):
    reader = hall().person.user
    question = ask(hall())
    client.force_login(reader)
    address = reverse("training:session_detail", args=[meeting.pk])
    assert "Compte rendu (PDF)" not in text(client.get(address))
    set_agenda(meeting.pk, [question.pk], by=manager, at=NOON)
    note_minutes(question.pk, "Oui.", by=manager, at=NOON)

    assert "Compte rendu (PDF)" in text(client.get(address))
    paper = reverse("documents:document_detail", args=[minutes_of(meeting).pk])
    assert question.title in text(client.get(paper))


def states():
    return dict(Question.objects.values_list("pk", "state"))


def test_the_most_shared_come_first(meeting):
    few, many = ask(hall()), ask(hall())
    for _ in range(2):
        voter = hall()
        questions.say_same(many.pk, voter.commune_id, by=voter.person.user, at=NOON)

    assert list(candidates(meeting)) == [many, few]


def test_the_agenda_is_exactly_what_is_ticked(manager, meeting):
    one, two, three = (ask(hall()) for _ in range(3))
    elsewhere = SessionFactory(course__kind=CourseKind.MEETING)
    set_agenda(elsewhere.pk, [three.pk], by=manager, at=NOON)

    assert set_agenda(meeting.pk, [one.pk, two.pk], by=manager, at=NOON) == (2, 0)
    assert set_agenda(meeting.pk, [two.pk, three.pk], by=manager, at=NOON) == (0, 1)

    assert states() == {one.pk: "open", two.pk: "on_agenda", three.pk: "on_agenda"}
    assert set(meeting.questions.all()) == {two}


@pytest.mark.parametrize("ended", ["cancelled", "merged"])
def test_the_questions_of_a_meeting_given_up_are_open_again(manager, meeting, ended):
    other = SessionFactory(course=meeting.course)
    one, two = ask(hall()), ask(hall())
    set_agenda(meeting.pk, [one.pk], by=manager, at=NOON)
    set_agenda(other.pk, [two.pk], by=manager, at=NOON)

    if ended == "cancelled":
        sessions.cancel_session(meeting.pk, reason="Neige.", by=manager, at=NOON)
    else:
        sessions.merge_sessions(meeting.pk, into_id=other.pk, by=manager, at=NOON)

    assert states() == {one.pk: "open", two.pk: "on_agenda"}
    assert set_agenda(other.pk, [one.pk, two.pk], by=manager, at=NOON) == (1, 0)


def test_only_a_meeting_has_an_agenda(manager):
    with pytest.raises(Refusal, match="rencontre à venir"):
        set_agenda(SessionFactory().pk, [], by=manager, at=NOON)


def test_the_minutes_make_the_sheet(manager, meeting):
    one = ask(hall())
    set_agenda(meeting.pk, [one.pk], by=manager, at=NOON)
    with pytest.raises(Refusal, match="Écrivez"):
        note_minutes(one.pk, " ", by=manager, at=NOON)

    note_minutes(one.pk, "Deux ans.", by=manager, at=NOON)
    note_minutes(one.pk, "Deux ans et un jour.", by=manager, at=NOON)

    assert states()[one.pk] == "treated"
    sheet = sheets.sheet_from_question(one.pk, by=manager, at=NOON)
    assert sheet.body == "Deux ans et un jour."


def test_the_manager_ticks_and_notes_on_the_pages(manager, meeting, signed_in):
    one, browser = ask(hall()), signed_in(manager)
    url = "/formations/entraide/"

    assert f'value="{one.pk}"' in browser.get(f"{url}ordre-du-jour/").content.decode()
    browser.post(f"{url}ordre-du-jour/", {"questions": [one.pk]})
    assert states()[one.pk] == "on_agenda"
    browser.post(f"{url}{one.pk}/compte-rendu/", {"minutes": "Vu ensemble."})
    reader = signed_in(hall().person.user)
    assert "Vu ensemble." in reader.get(f"{url}{one.pk}/").content.decode()
