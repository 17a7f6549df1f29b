"""Asking the other town halls: a question, what joins it, who has the same one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.files import check_files, keep
from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from training.domain.agenda import print_minutes
from training.models import PracticeFile, Question, SameQuestion
from training.states.exchange import QUESTION_FLOW, QuestionState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from portal.files import Given
    from training.models import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the form of a question gives."""

    theme_id: int
    title: str
    text: str = ""
    shown: bool = True
    files: tuple[Given, ...] = ()


@transaction.atomic
def ask(commune_id: int, asked: Asked, *, by: User, at: datetime) -> Question:
    """A question to every town hall. Refused beyond 20 files, or 15 MB for one."""
    question = Question.objects.create(
        commune_id=commune_id,
        author=by,
        author_name=str(by)[:120],
        theme_id=asked.theme_id,
        title=asked.title,
        text=asked.text,
        shown=asked.shown,
        asked_at=at,
    )
    keep_files(asked.files, question, at=at)
    record("ask", question, by=by, at=at)
    return question


@transaction.atomic
def edit_question(question_id: int, asked: Asked, *, by: User, at: datetime) -> None:
    """Its author says it better. Refused once it is settled or withdrawn."""
    question = Question.objects.locked(question_id)
    if question.state not in {QuestionState.OPEN, QuestionState.ON_AGENDA}:
        raise Refusal("Cette question est close : posez-en une nouvelle.")
    question.theme_id, question.shown = asked.theme_id, asked.shown
    question.title, question.text, question.edited_at = asked.title, asked.text, at
    question.save(update_fields=["theme", "shown", "title", "text", "edited_at"])
    keep_files(asked.files, question, at=at)
    record("edit", question, by=by, at=at)


@transaction.atomic
def withdraw_question(question_id: int, *, by: User, at: datetime) -> None:
    """Its author takes it back while nobody has answered; the manager, always."""
    question = Question.objects.locked(question_id)
    mine = question.author_id == by.pk
    if mine and (question.state != QuestionState.OPEN or question.answers.standing().exists()):
        raise Refusal("Quelqu’un a pris la peine de répondre : la question reste pour les autres.")
    meeting_id = question.meeting_id
    QUESTION_FLOW.apply(
        "withdraw",
        question,
        by=by,
        at=at,
        withdrawn_at=at,
        accepted=None,
        accepted_at=None,
        meeting=None,
        minutes="",
    )
    if meeting_id is not None:
        print_minutes(meeting_id, by=by, at=at)


@transaction.atomic
def say_same(question_id: int, commune_id: int, *, by: User, at: datetime) -> bool:
    """« J’ai la même question »; said again, it is taken back. Returns whether it now stands."""
    question = Question.objects.get(pk=question_id)
    if question.author_id == by.pk:
        raise Refusal("C’est déjà votre question.")
    if question.state == QuestionState.WITHDRAWN:
        raise Refusal("Cette question est retirée.")
    said, is_new = SameQuestion.objects.get_or_create(
        question=question, user=by, defaults={"commune_id": commune_id, "at": at}
    )
    if not is_new:
        with wall_for_all(user_id=by.pk):  # said for a commune that she may have left
            said.delete()
    return is_new


def keep_files(
    files: Sequence[Given], question: Question, *, answer: Answer | None = None, at: datetime
) -> None:
    """Note the files on the question, or on an answer to it, for the commune of who gives them."""
    check_files(files)
    owner = answer or question
    PracticeFile.objects.bulk_create(
        _row(one, question, answer, owner.commune_id, at=at) for one in files
    )


def _row(
    one: Given, question: Question, answer: Answer | None, commune_id: int | None, *, at: datetime
) -> PracticeFile:
    kept = keep(f"entraide/{at:%Y/%m}", one.name, one.content)
    return PracticeFile(
        question=question,
        answer=answer,
        commune_id=commune_id,
        added_at=at,
        **asdict(kept),
    )
