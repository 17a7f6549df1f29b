"""In each commune: questions asked and answered, one to take back, a file, somebody who helps."""

from portal.files import Given
from tests.conftest import NOON
from tests.training.factories import SessionFactory, ThemeFactory
from training.domain import agenda, answers, questions, sheets
from training.domain.answers import Answered
from training.domain.questions import Asked
from training.domain.sheets import Written
from training.models import ModelDocument, PracticeFile, SkillOffer
from training.states.sessions import CourseKind

FILE = Given(name="modele.png", content=b"\x89PNG\r\n\x1a\n" + b"0" * 20)


def furnish(side, users):
    secretary, mayor = (side.things[name].person.user for name in ("secretary", "mayor"))
    pk, theme = side.commune.pk, ThemeFactory()

    def ask(title, by=secretary, **more):
        return questions.ask(pk, Asked(theme_id=theme.pk, title=title, **more), by=by, at=NOON)

    def reply(question, by):
        return answers.answer(question.pk, pk, Answered(text="Une réponse."), by=by, at=NOON)

    asked, settled = ask("Une question", files=(FILE,)), ask("Une question réglée")
    discussed = ask("Une question à reprendre")
    meeting = SessionFactory(course__kind=CourseKind.MEETING)
    agenda.set_agenda(meeting.pk, [discussed.pk], by=users["manager"], at=NOON)
    unanswered = ask("Une question sans réponse")
    answered, right = reply(asked, secretary), reply(settled, mayor)
    answers.accept(right.pk, by=secretary, at=NOON)
    questions.say_same(asked.pk, pk, by=mayor, at=NOON)
    side.things |= {
        "practice_theme": theme,
        "practice_question": asked,
        "settled_question": settled,
        "unanswered_question": unanswered,
        "discussed_question": discussed,
        "practice_answer": answered,
        "practice_file": PracticeFile.objects.get(question=asked),
        "skill_offer": SkillOffer.objects.create(
            user=secretary, commune=side.commune, theme=theme, name="x", since=NOON
        ),
    }


def share(users):
    """The service's own: a practice sheet, its model."""
    manager = users["manager"]
    written = Written(
        theme_id=ThemeFactory().pk,
        title="Une fiche",
        body="1. Ouvrir",
        review_by=NOON.date().replace(year=2099),
        files=(FILE,),
    )
    sheet = sheets.write_sheet(written, by=manager, at=NOON)
    sheets.publish_sheet(sheet.pk, by=manager, at=NOON)
    return {"practice_sheet": sheet, "model_document": ModelDocument.objects.get(sheet=sheet)}
