"""The meetings to come, and the questions that they may take up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from training.models import Question, Session
from training.states.exchange import QuestionState
from training.states.sessions import PREPARED_SESSIONS, CourseKind

if TYPE_CHECKING:
    from training.models.exchange import QuestionQuerySet


def meetings() -> list[Session]:
    """Those to come, the nearest first; a meeting without a date yet comes last."""
    rows = Session.objects.filter(course__kind=CourseKind.MEETING, state__in=PREPARED_SESSIONS)
    return list(rows.select_related("course").order_by("starts_at", "number"))


def candidates(meeting: Session | None) -> QuestionQuerySet:
    """The questions not settled, the most shared first; and those already on the agenda of that meeting."""
    rows = Question.objects.filter(
        Q(state=QuestionState.OPEN) | Q(state=QuestionState.ON_AGENDA, meeting=meeting)
    )
    ordered: QuestionQuerySet = (
        rows.select_related("theme", "commune")
        .counted()
        .order_by(F("votes").desc(), F("replies").asc(), "asked_at", "pk")
    )
    return ordered
