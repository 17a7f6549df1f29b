"""The minutes of a meeting on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.steps import steps_of
from training.models import Session
from training.queries.minutes import communes_there, put_off, treated_by
from training.queries.wording import dates_in_words

if TYPE_CHECKING:
    from portal.lib.steps import Block


@dataclass(frozen=True, slots=True)
class Said:
    """A question, and what the meeting said of it."""

    theme: str
    question: str
    blocks: list[Block]


@dataclass(frozen=True, slots=True)
class Minutes:
    """`communes`: those of the people who came, once presence is known; `left`: questions put off."""

    title: str
    course: str
    number: str
    halves: list[str]
    communes: list[str]
    said: list[Said]
    left: list[str]


@report("training.minutes", title="Compte rendu de rencontre")
def minutes(session_id: int, commune_id: int = 0) -> Minutes:
    """Question by question, without the name of who asked it. Every member reads it."""
    session = Session.objects.select_related("course").get(pk=session_id)
    said = [
        Said(theme=one.theme.name, question=one.title, blocks=steps_of(one.minutes))
        for one in treated_by(session_id)
    ]
    return Minutes(
        title=f"Compte rendu, {session.course.title}",
        course=session.course.title,
        number=session.number,
        halves=list(dates_in_words(session)),
        communes=communes_there(session_id),
        said=said,
        left=[one.title for one in put_off(session_id)],
    )
