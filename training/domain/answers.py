"""Answering a question of another town hall, and saying which answer is the right one.

An answer belongs to who writes it: the question, which is another commune's row, is not written. Its author is told by
`tell_answers` a few minutes later, so that a typo mended at once makes no second mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue
from portal.walls.acting import wall_for_all
from training.domain.questions import keep_files
from training.models import Answer, Question
from training.notifications.exchange import QuestionAnswered
from training.states.exchange import QUESTION_FLOW, QuestionState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.files import Given

SECOND_THOUGHTS = timedelta(minutes=5)
AT_ONCE = 100
"""Answers told in one sweep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the form of an answer gives."""

    text: str
    shown: bool = True
    files: tuple[Given, ...] = ()


@transaction.atomic
def answer(
    question_id: int, commune_id: int | None, given: Answered, *, by: User, at: datetime
) -> Answer:
    """Anybody answers, for her commune or for the team (None), as long as the question is not withdrawn."""
    question = Question.objects.get(pk=question_id)
    if question.state == QuestionState.WITHDRAWN:
        raise Refusal("Cette question est retirée.")
    made = Answer.objects.create(
        question=question,
        commune_id=commune_id,
        author=by,
        author_name=str(by)[:120],
        text=given.text,
        shown=given.shown,
        at=at,
    )
    keep_files(given.files, question, answer=made, at=at)
    record("answer", made, by=by, at=at)
    return made


@transaction.atomic
def edit_answer(answer_id: int, given: Answered, *, by: User, at: datetime) -> None:
    """Its author says it better. Refused once it is validated: what was validated must be what is read."""
    row = _held(answer_id)
    row.text, row.shown, row.edited_at = given.text, given.shown, at
    row.save(update_fields=["text", "shown", "edited_at"])
    keep_files(given.files, row.question, answer=row, at=at)
    record("edit", row, by=by, at=at)


@transaction.atomic
def withdraw_answer(answer_id: int, *, by: User, at: datetime) -> None:
    """Its author takes it back, or the manager. Refused while it is the validated one."""
    row = _held(answer_id)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record("withdraw", row, by=by, at=at)


@transaction.atomic
def accept(answer_id: int, *, by: User, at: datetime) -> None:
    """The author of the question, or the manager, says which answer is the right one; the last word counts."""
    with wall_for_all(user_id=by.pk):  # another commune's row: held, not written
        row = Answer.objects.locked(answer_id)
    if row.withdrawn_at:
        raise Refusal("Cette réponse est retirée.")
    question = Question.objects.locked(row.question_id)
    QUESTION_FLOW.apply("accept_answer", question, by=by, at=at, accepted=row, accepted_at=at)


@transaction.atomic
def undo_acceptance(question_id: int, *, by: User, at: datetime) -> None:
    question = Question.objects.locked(question_id)
    QUESTION_FLOW.apply("undo_acceptance", question, by=by, at=at, accepted=None, accepted_at=None)


@transaction.atomic
def tell_answers(*, at: datetime) -> int:
    """Write to the authors of questions, once an answer: how many answers were told, or needed no telling."""
    rows = list(
        Answer.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(told_at=None, at__lte=at - SECOND_THOUGHTS)
        .select_related("question__author", "question__commune", "commune")
        .order_by("pk")[:AT_ONCE]
    )
    for row in rows:
        if not row.withdrawn_at and row.author_id != row.question.author_id:
            _tell(row, at=at)
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)
    return len(rows)


def _tell(row: Answer, *, at: datetime) -> None:
    question = row.question
    if question.author.is_active and question.author.email:
        enqueue(
            QuestionAnswered(
                to=question.author.email,
                commune_id=question.commune_id,
                answer_id=row.pk,
                title=question.title,
                signature=row.signature,
                text=row.text,
                url=f"{settings.PORTAL_BASE_URL}/formations/entraide/{question.pk}/",
            ),
            at=at,
        )


def _held(answer_id: int) -> Answer:
    row = Answer.objects.locked(answer_id)
    if row.withdrawn_at:
        raise Refusal("Cette réponse est retirée.")
    if Question.objects.filter(pk=row.question_id, accepted=row).exists():
        raise Refusal(
            "Cette réponse est validée : demandez à l’auteur de la question de ne plus la valider, ou ajoutez-en une."
        )
    return row
