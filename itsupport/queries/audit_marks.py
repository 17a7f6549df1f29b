"""What an audit is worth: its questions, the answer that counts on each, and the marks. Nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from itsupport import scoring
from itsupport.models import AuditAnswer, AuditQuestion, AuditTemplate
from itsupport.states.audits import AUTOMATIC, AnswerValue, AuditProfile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from itsupport.models import Audit

FRESH = timedelta(days=30)
"""An automatic answer older than that proves nothing any more: it counts as « ne sait pas »."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question of an audit and its current answer; `counted` is what the mark makes of it."""

    question: AuditQuestion
    answer: AuditAnswer | None
    counted: scoring.Reply
    stale: bool

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def domain(self) -> str:
        return self.question.domain.name

    @property
    def word(self) -> str:
        """As it counts: « ne sait pas » for what is stale or not confirmed again."""
        return str(AnswerValue(self.counted).label)

    @property
    def as_scored(self) -> tuple[int, scoring.Reply, bool]:
        return self.question.weight, self.counted, self.question.critical

    @property
    def missing(self) -> Fraction:
        """The part of its weight that the low bound lacks."""
        value = scoring.VALUES.get(self.counted, Fraction(1))
        return self.question.weight * (1 - (value if value is not None else Fraction()))


@dataclass(frozen=True, slots=True)
class Marks:
    """The score of an audit, of each of its domains in the grid's order, and how many questions stay unknown."""

    score: scoring.Score
    domains: dict[str, scoring.Score]
    asked: int
    unknown: int


def out_of_100(mark: Fraction | None) -> int | None:
    """54: half a point is rounded up, as people do."""
    return None if mark is None else int(mark * 100 + Fraction(1, 2))


def thresholds_of(template: AuditTemplate) -> scoring.Thresholds:
    return tuple((letter, Fraction(mark, 100)) for letter, mark in template.thresholds)


def counted_until(audit: Audit, *, at: datetime) -> datetime:
    """When freshness is judged: today while it is worked on, the day it was given ever after."""
    return audit.delivered_at or at


def is_stale(answer: AuditAnswer, *, at: datetime) -> bool:
    return answer.provenance in AUTOMATIC and at - answer.observed_at > FRESH


def lines_of(audit: Audit, *, at: datetime) -> list[Line]:
    """The questions of its profile, in the grid's order, each with the answer that counts. Two queries."""
    return lines_of_all([audit], at=at)[audit.pk]


def lines_of_all(audits: Iterable[Audit], *, at: datetime) -> dict[int, list[Line]]:
    """The same for many audits, in two queries."""
    wanted = list(audits)
    templates = {audit.template_id for audit in wanted}
    questions: dict[int, list[AuditQuestion]] = {}
    for question in (
        AuditQuestion.objects.filter(template__in=templates)
        .select_related("domain")
        .order_by("position")
    ):
        questions.setdefault(question.template_id, []).append(question)
    answers = AuditAnswer.objects.filter(audit__in=[audit.pk for audit in wanted]).current()
    found = {(one.audit_id, one.question_id): one for one in answers.select_related("by")}
    return {
        audit.pk: [
            _line(question, found.get((audit.pk, question.pk)), counted_until(audit, at=at))
            for question in questions.get(audit.template_id, [])
            if question.small or audit.profile == AuditProfile.FULL
        ]
        for audit in wanted
    }


def _line(question: AuditQuestion, answer: AuditAnswer | None, until: datetime) -> Line:
    if answer is None:
        return Line(question, None, scoring.Reply.UNKNOWN, stale=False)
    stale = is_stale(answer, at=until)
    known = not stale and not answer.to_reconfirm
    counted = scoring.Reply(answer.value) if known else scoring.Reply.UNKNOWN
    return Line(question, answer, counted, stale)


def marks_of(lines: list[Line], thresholds: scoring.Thresholds) -> Marks:
    """All figures of an audit come from here, hence from `itsupport.scoring`."""
    marked = [line for line in lines if line.counted is not scoring.Reply.NOT_APPLICABLE]
    return Marks(
        score=scoring.score(
            scoring.counted(line.as_scored for line in lines), thresholds=thresholds
        ),
        domains=scoring.by_domain(
            (
                (
                    line.domain,
                    (line.question.weight, scoring.VALUES[line.counted], line.question.critical),
                )
                for line in marked
            ),
            thresholds=thresholds,
        ),
        asked=len(lines),
        unknown=sum(line.counted is scoring.Reply.UNKNOWN for line in lines),
    )


def marks_of_all(audits: Iterable[Audit], *, at: datetime) -> dict[int, Marks]:
    """By audit. Give them with their template (`select_related`)."""
    wanted = list(audits)
    lines = lines_of_all(wanted, at=at)
    return {audit.pk: marks_of(lines[audit.pk], thresholds_of(audit.template)) for audit in wanted}
