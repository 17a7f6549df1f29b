"""From the questions most shared to the agenda of a meeting, and from the meeting back to the questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from training.models import Question, Session
from training.queries.minutes import REPORT, treated_by
from training.states.exchange import QUESTION_FLOW, QuestionState
from training.states.sessions import PREPARED_SESSIONS, CourseKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def set_agenda(
    session_id: int, question_ids: Collection[int], *, by: User, at: datetime
) -> tuple[int, int]:
    """The meeting takes up exactly these questions. Returns how many were put, how many were taken off.

    Refusal for a session that is no meeting to come; a question on the agenda of another meeting stays there.
    """
    meeting = Session.objects.select_related("course").get(pk=session_id)
    if meeting.course.kind != CourseKind.MEETING or meeting.state not in PREPARED_SESSIONS:
        raise Refusal("Choisissez une rencontre à venir.")
    held = Question.objects.select_for_update(of=("self",)).order_by("pk")
    off = list(
        held.filter(meeting=meeting, state=QuestionState.ON_AGENDA).exclude(pk__in=question_ids)
    )
    on = list(held.filter(pk__in=question_ids, state=QuestionState.OPEN))
    for question in off:
        QUESTION_FLOW.apply("take_off_agenda", question, by=by, at=at, meeting=None)
    for question in on:
        QUESTION_FLOW.apply("put_on_agenda", question, by=by, at=at, meeting=meeting)
    return len(on), len(off)


@transaction.atomic
def free_agenda(meeting: Session, *, by: User | None, at: datetime) -> None:
    """The meeting will not take place: its questions are open again, and may be taken up by another."""
    rows = Question.objects.select_for_update(of=("self",)).order_by("pk")
    for question in rows.filter(meeting=meeting, state=QuestionState.ON_AGENDA):
        QUESTION_FLOW.apply("take_off_agenda", question, by=by, at=at, meeting=None)


@transaction.atomic
def note_minutes(question_id: int, minutes: str, *, by: User, at: datetime) -> None:
    """What the meeting said of it, corrected as often as needed; its paper follows. Refusal when it says nothing."""
    if not minutes.strip():
        raise Refusal("Écrivez ce que la rencontre en a dit.")
    question = Question.objects.locked(question_id)
    QUESTION_FLOW.apply("treat", question, by=by, at=at, minutes=minutes.strip())
    assert question.meeting_id is not None  # a constraint of the database
    print_minutes(question.meeting_id, by=by, at=at)


@transaction.atomic
def print_minutes(session_id: int, *, by: User, at: datetime) -> None:
    """The paper of a meeting as its minutes stand now, for every member; nothing when none is left."""
    if treated_by(session_id).exists():
        ask_for(REPORT, session_id, by=by, at=at, commune_id=EVERYONE, awaited=False)
