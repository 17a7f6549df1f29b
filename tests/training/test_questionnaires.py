"""A question keeps its words once somebody answered it."""

import pytest

from tests.training.test_evaluating import answered, held, hot
from training.domain.questionnaires import may_reword
from training.models import EvaluationForm, EvaluationQuestion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def form(db):
    form, _new = EvaluationForm.objects.get_or_create(
        moment="hot", audience="trainee", active=True, defaults={"title": "Questionnaire"}
    )
    if not form.questions.exists():
        EvaluationQuestion.objects.create(form=form, kind="scale4", text="Utile ?")


def test_words_change_until_the_first_answer_and_asking_writes_nothing():
    session, _halls = held(1)
    question = hot()["scale4"]

    assert may_reword(question.pk, {"text": "Autrement ?"})
    answered(session, 1)
    assert not may_reword(question.pk, {"text": "Autrement ?"})
    assert may_reword(question.pk, {"position": 9})
    question.refresh_from_db()
    assert (question.text == "Autrement ?", question.position == 9) == (False, False)
