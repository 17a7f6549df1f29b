"""What a meeting said, as its page and its paper show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents.models import Document
from portal.walls.acting import EVERYONE
from training.models import Question, Registration
from training.states.exchange import QuestionState
from training.states.registrations import RegistrationState
from training.states.sessions import CourseKind

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from training.models import Session

REPORT = "training.minutes"
CAME = (RegistrationState.ATTENDED, RegistrationState.PARTIAL)


def treated_by(session_id: int) -> QuerySet[Question]:
    """The questions that have their minutes, those of a theme together."""
    rows = Question.objects.filter(meeting=session_id, state=QuestionState.TREATED)
    return rows.select_related("theme").order_by("theme__position", "theme__name", "pk")


def put_off(session_id: int) -> QuerySet[Question]:
    """Those of its agenda of which nothing is written yet."""
    return Question.objects.filter(meeting=session_id, state=QuestionState.ON_AGENDA)


def communes_there(session_id: int) -> list[str]:
    """The names of the communes of those who came; none until presence is known. The wall is open."""
    rows = Registration.objects.filter(session=session_id, state__in=CAME)
    return list(
        rows.order_by("commune__name_sort").values_list("commune__name", flat=True).distinct()
    )


def minutes_of(session: Session) -> Document | None:
    """The paper of a meeting that said something, made or being made; None for any other session."""
    if session.course.kind != CourseKind.MEETING or not treated_by(session.pk).exists():
        return None
    rows = Document.objects.filter(kind=REPORT, subject_id=session.pk, commune_id=EVERYONE)
    return rows.order_by("-pk").first()
