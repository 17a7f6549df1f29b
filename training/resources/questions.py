"""The columns of the list of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.tables.columns import Column
from portal.web.templatetags.ui import sign
from training.queries.questions import standing_of

if TYPE_CHECKING:
    from training.models import Question


def question_url(question: Question) -> str:
    return reverse("training:question_detail", args=(question.pk,))


COLUMNS = (
    Column(
        name="question",
        label="Question",
        value="title",
        sort=("title",),
        note="signature",
        link=question_url,
    ),
    Column(name="mairie", label="Demandée par", value="signature", shown=False),
    Column(name="theme", label="Thème", value="theme.name", sort=("theme__name",)),
    Column(
        name="meme",
        label="Même question",
        value="votes",
        kind="number",
        sort=("votes", "asked_at"),
    ),
    Column(
        name="reponses", label="Réponses", value="replies", kind="number", sort=("replies", "pk")
    ),
    Column(name="posee", label="Posée le", value="asked_at", kind="date", sort=("asked_at", "pk")),
    Column(
        name="etat",
        label="État",
        value=lambda one: standing_of(one).label,
        draw=lambda one: sign(str(standing_of(one).label)),
    ),
)
