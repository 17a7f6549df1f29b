"""What the page of a question shows, and what its reader may do there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.models import Answer, PracticeFile, PracticeSheet, Question, SameQuestion
from training.queries.questions import standing_of
from training.rules import (
    may_accept_answer,
    may_ask_others,
    may_edit_answer,
    may_edit_question,
    may_keep_sheets,
    may_withdraw_answer,
    may_withdraw_question,
)
from training.states.exchange import (
    QUESTION_FLOW,
    READ_SHEETS,
    SETTLED,
    QuestionState,
    Standing,
)

if TYPE_CHECKING:
    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is shown."""

    answer: Answer
    files: list[PracticeFile]
    accepted: bool
    mine: bool
    may_accept: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """`same`: she has said that she has the same question; `votes`: how many people have."""

    question: Question
    standing: Standing
    files: list[PracticeFile]
    replies: list[Reply]
    votes: int
    same: bool
    may_vote: bool
    may_edit: bool
    may_withdraw: bool
    may_undo: bool
    sheet: PracticeSheet | None
    may_make_sheet: bool
    may_note: bool

    @property
    def is_withdrawn(self) -> bool:
        return self.standing == Standing.WITHDRAWN


def question_page(question: Question, user: User) -> QuestionPage:
    """Five questions to the database, whatever the number of answers. `question` comes from `counted`."""
    files: dict[int | None, list[PracticeFile]] = {}
    for file in PracticeFile.objects.filter(question=question):
        files.setdefault(file.answer_id, []).append(file)
    answers = Answer.objects.standing().filter(question=question).select_related("commune")
    replies = [_reply(one, question, files.get(one.pk, []), user) for one in answers]
    mine = may_edit_question(user, question)
    asked = question.state != QuestionState.WITHDRAWN
    settled = question.state in SETTLED
    sheet = PracticeSheet.objects.filter(question=question).first()
    return QuestionPage(
        question=question,
        standing=standing_of(question),
        files=files.get(None, []),
        replies=sorted(replies, key=lambda one: not one.accepted),
        votes=question.votes,  # type: ignore[attr-defined]
        same=SameQuestion.objects.filter(question=question, user=user).exists(),
        may_vote=asked and may_ask_others(user) and question.author_id != user.pk,
        may_edit=asked and mine and not settled,
        may_withdraw=asked
        and may_withdraw_question(user, question)
        and _undisturbed(question, user),
        may_undo=question.state == QuestionState.VALIDATED and may_accept_answer(user, question),
        sheet=sheet if sheet and (may_keep_sheets(user) or sheet.state in READ_SHEETS) else None,
        may_note=question.meeting_id is not None and may_keep_sheets(user),
        may_make_sheet=settled and sheet is None and may_keep_sheets(user),
    )


def _undisturbed(question: Question, user: User) -> bool:
    """Its author takes it back while nobody answered; the manager, always."""
    silent = question.state == QuestionState.OPEN and not question.replies  # type: ignore[attr-defined]
    return silent or question.author_id != user.pk


def _reply(answer: Answer, question: Question, files: list[PracticeFile], user: User) -> Reply:
    accepted = question.accepted_id == answer.pk
    possible = {one.verb for one in QUESTION_FLOW.possible(question.state)}
    return Reply(
        answer=answer,
        files=files,
        accepted=accepted,
        mine=may_edit_answer(user, answer) and not accepted,
        may_accept=not accepted
        and "accept_answer" in possible
        and may_accept_answer(user, question),
        may_withdraw=not accepted and may_withdraw_answer(user, answer),
    )
