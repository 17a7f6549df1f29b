"""The constraints of the exchange of practice, each from both sides."""

import pytest

from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.exchange import ask, hall, reply
from tests.training.factories import DAY, SessionFactory, ThemeFactory
from tests.training.test_tables import both_sides, changed, refused
from training.domain import answers, questions, sheets
from training.domain.sheets import Written
from training.models import PracticeFile, PracticeSheet, SameQuestion, SheetVersion, SkillOffer
from training.states.exchange import QuestionState as Q

pytestmark = pytest.mark.django_db


def test_a_validated_question_has_an_answer_of_its_own():
    one, other = ask(hall()), ask(hall())
    mine, theirs = reply(one, hall()), reply(other, hall())
    settled = {"state": Q.VALIDATED, "accepted_at": NOON}

    both_sides(
        one,
        "question_validated_has_its_answer",
        {"state": Q.VALIDATED},
        settled | {"accepted": mine},
    )
    refused(changed(other, **settled, accepted=mine), "accepted_answers_the_question")

    assert changed(other, **settled, accepted=theirs)() == 1


def test_a_question_on_the_agenda_has_its_meeting_and_then_its_minutes():
    one, meeting = ask(hall()), SessionFactory()

    both_sides(
        one,
        "question_discussed_has_its_meeting",
        {"state": Q.ON_AGENDA},
        {"state": Q.ON_AGENDA, "meeting": meeting},
    )
    both_sides(
        one,
        "question_treated_has_its_minutes",
        {"state": Q.TREATED},
        {"state": Q.TREATED, "minutes": "Vu"},
    )


def test_a_withdrawn_question_says_when():
    both_sides(
        ask(hall()),
        "question_withdrawn_is_dated",
        {"state": Q.WITHDRAWN},
        {"state": Q.WITHDRAWN, "withdrawn_at": NOON},
    )


def test_a_person_has_the_same_question_once_and_helps_once_a_theme():
    one, other, theme = ask(hall()), hall(), ThemeFactory()
    user, commune = other.person.user, other.commune
    same = {"question": one, "commune": commune, "at": NOON}
    offer = {"theme": theme, "commune": commune, "since": NOON}
    SameQuestion.objects.create(user=user, **same)
    SkillOffer.objects.create(user=user, **offer)

    refused(lambda: SameQuestion.objects.create(user=user, **same), "same_question_once_a_person")
    refused(lambda: SkillOffer.objects.create(user=user, **offer), "skill_offer_once_a_theme")

    SameQuestion.objects.create(user=one.author, **same)
    SkillOffer.objects.create(user=one.author, **offer)


def test_a_file_of_an_answer_is_of_the_same_question():
    one, other = ask(hall()), ask(hall())
    mine, theirs = reply(one, hall()), reply(other, hall())
    file = PracticeFile.objects.create(
        question=one, commune_id=one.commune_id, name="x", size=1, added_at=NOON
    )

    refused(changed(file, answer=theirs), "file_of_an_answer_to_the_question")

    assert changed(file, answer=mine)() == 1


def test_a_published_sheet_has_a_version_and_a_review_date():
    manager = factories.ManagerFactory().person.user
    theme = ThemeFactory()
    sheet = sheets.write_sheet(
        Written(theme_id=theme.pk, title="Une fiche", body="x"), by=manager, at=NOON
    )
    day = NOON.date() + DAY

    name = "sheet_published_has_a_version_and_a_date"
    both_sides(
        sheet, name, {"state": "published"}, {"state": "published", "version": 1, "review_by": day}
    )
    refused(
        lambda: PracticeSheet.objects.create(
            theme=theme, title="Une fiche", owner=manager, changed_at=NOON
        ),
        "training_practicesheet_title",
    )


def test_a_version_is_given_once_and_never_changes():
    manager = factories.ManagerFactory().person.user
    written = Written(
        theme_id=ThemeFactory().pk, title="Fiche", body="x", review_by=NOON.date() + DAY
    )
    sheet = sheets.write_sheet(written, by=manager, at=NOON)
    one = sheets.publish_sheet(sheet.pk, by=manager, at=NOON)

    refused(changed(one, body="y"), "permission denied")
    one.pk = None
    refused(one.save, "sheet_version_once")
    one.number = 0
    refused(one.save, "sheet_version_from_one")
    one.number = 2
    one.save()
    assert SheetVersion.objects.count() == 2


def test_the_sheets_are_the_team_s_to_write_and_all_to_read():
    manager = factories.ManagerFactory().person.user
    sheet = sheets.write_sheet(
        Written(theme_id=ThemeFactory().pk, title="Fiche", body="x"), by=manager, at=NOON
    )

    with wall([hall().commune_id, EVERYONE]):
        assert PracticeSheet.objects.get() == sheet
        assert PracticeSheet.objects.filter(pk=sheet.pk).update(title="y") == 0


def test_another_s_vote_and_answer_are_not_ours_to_take():
    one, voter, other = ask(hall()), hall(), hall()
    questions.say_same(one.pk, voter.commune_id, by=voter.person.user, at=NOON)
    made = reply(one, voter)

    with wall([other.commune_id, EVERYONE]):
        assert SameQuestion.objects.all().delete()[0] == 0
        with pytest.raises(type(made).DoesNotExist):
            answers.withdraw_answer(made.pk, by=other.person.user, at=NOON)
