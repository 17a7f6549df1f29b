"""The annual report of training, for a commune or for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Commune
from portal.documents.registry import report
from portal.lib.text import amount_of_cents
from training.queries.yearly import training_year

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class ReportLine:
    name: str
    sessions: int
    people: int
    half_days: int
    more: str


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """`figures`: (words, value); `obligations`: (words, how many)."""

    title: str
    year: int
    of: str
    sessions: int
    people: int
    figures: list[tuple[str, str]]
    assumption: str
    courses: list[ReportLine]
    communes: list[ReportLine]
    never: list[str]
    obligations: list[tuple[str, int]]
    answers: int


@report("training.training_report", title="Bilan de formation", dated=True)
def training_report(year: int, commune_id: int = 0, *, at: datetime) -> TrainingReport:
    """`year` stands for the subject."""
    commune = Commune.objects.filter(pk=commune_id).first() if commune_id > 0 else None
    found = training_year(year, commune, at=at)
    title = f"Bilan de formation {year}"
    return TrainingReport(
        title=f"{title}, {commune.name}" if commune else title,
        year=year,
        of=commune.name if commune else "",
        sessions=found.sessions,
        people=found.people,
        figures=found.figures,
        assumption=found.travel.assumption,
        courses=[
            ReportLine(one.title, one.sessions, one.people, one.half_days, one.mean_words)
            for one in found.courses
        ],
        communes=[
            ReportLine(
                one.commune.name,
                one.sessions,
                one.people,
                one.half_days,
                amount_of_cents(one.cents),
            )
            for one in found.communes
        ],
        never=[one.name for one in found.never],
        obligations=list(found.obligations.items()),
        answers=found.answers,
    )
