"""Everything that the restitution of an audit shows, on the page and on paper."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from itsupport import scoring
from itsupport.models import AuditAction, AuditStanding
from itsupport.queries.audit_marks import (
    Line,
    Marks,
    lines_of_all,
    marks_of,
    out_of_100,
    thresholds_of,
)
from itsupport.states.audits import PENDING_ACTIONS

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.models import Audit


@dataclass(frozen=True, slots=True)
class DomainMark:
    """A domain out of 100: today, and in the previous audit when it was asked there too."""

    name: str
    mark: int | None
    before: int | None

    @property
    def change(self) -> int | None:
        return None if self.mark is None or self.before is None else self.mark - self.before


@dataclass(frozen=True, slots=True)
class Ranked:
    """An action with its place and the points that it gives to the low bound."""

    place: int
    action: AuditAction
    points: int


@dataclass(frozen=True, slots=True)
class Step:
    """So many of the first pending actions, for that money, would give that letter."""

    actions: int
    cost: Decimal
    unpriced: int
    letter: str


@dataclass(frozen=True, slots=True)
class Change:
    """A question in two audits, by its code."""

    line: Line
    before: Line | None

    @property
    def way(self) -> str:
        """« mieux », « moins bien », « pareil », « nouveau »; « à vérifier » when either is not known."""
        if self.before is None:
            return "nouveau"
        was, now = (scoring.VALUES.get(one.counted) for one in (self.before, self.line))
        if was == now and self.before.counted == self.line.counted:
            return "pareil"
        if was is None or now is None:
            return "à vérifier"
        return "mieux" if now > was else "moins bien"


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """`standing` is None until the audit is given."""

    audit: Audit
    lines: list[Line]
    marks: Marks
    previous: Marks | None
    domains: list[DomainMark]
    actions: list[Ranked]
    changes: list[Change]
    standing: AuditStanding | None
    step: Step | None

    @property
    def low(self) -> int | None:
        return out_of_100(self.marks.score.low)

    @property
    def high(self) -> int | None:
        return out_of_100(self.marks.score.high)

    @property
    def letter(self) -> str:
        return self.marks.score.letter or "–"

    @property
    def capped(self) -> list[Line]:
        """The critical questions answered « non »: while there is one, the letter is D at best."""
        return [
            line
            for line in self.lines
            if line.question.critical and line.counted is scoring.Reply.NO
        ]

    @property
    def to_check(self) -> list[Line]:
        return [line for line in self.lines if line.counted is scoring.Reply.UNKNOWN]


def audit_sheet(audit: Audit, *, at: datetime) -> AuditSheet:
    """`audit` with its template, commune and previous (with its template). Five queries."""
    both = [one for one in (audit, audit.previous) if one is not None]
    found = lines_of_all(both, at=at)
    lines = found[audit.pk]
    marks = marks_of(lines, thresholds_of(audit.template))
    before = found[audit.previous.pk] if audit.previous else []
    previous = marks_of(before, thresholds_of(audit.previous.template)) if audit.previous else None
    actions = ranked(audit, lines)
    return AuditSheet(
        audit=audit,
        lines=lines,
        marks=marks,
        previous=previous,
        domains=_domains(marks, previous),
        actions=actions,
        changes=_changes(lines, before) if audit.previous else [],
        standing=AuditStanding.objects.filter(audit=audit).first() if audit.is_given else None,
        step=next_step(audit, lines, actions),
    )


def ranked(audit: Audit, lines: list[Line]) -> list[Ranked]:
    """(risk × weight) ÷ effort, the greatest first; at equal, the heaviest question, then the grid's order."""
    by_question = {line.question.pk: line for line in lines}
    total = sum(
        line.question.weight for line in lines if line.counted is not scoring.Reply.NOT_APPLICABLE
    )
    asked = audit.actions.select_related("question", "ticket", "need")
    actions = asked.prefetch_related("equipment_requests")
    rows = [
        (action, by_question[action.question_id])
        for action in actions
        if action.question_id in by_question
    ]
    rows.sort(
        key=lambda row: (
            -scoring.priority(
                row[1].question.weight,
                scoring.VALUES.get(row[1].counted, Fraction(1)),
                row[0].effort,
            ),
            -row[1].question.weight,
            row[1].question.position,
        )
    )
    return [
        Ranked(place, action, out_of_100(line.missing / total) or 0 if total else 0)
        for place, (action, line) in enumerate(rows, 1)
    ]


def next_step(audit: Audit, lines: list[Line], actions: list[Ranked]) -> Step | None:
    """The fewest first pending actions after which the letter is better; None when they would not do."""
    thresholds = thresholds_of(audit.template)
    order = [letter for letter, _ in thresholds]
    now = marks_of(lines, thresholds).score.letter
    pending = [one.action for one in actions if one.action.state in PENDING_ACTIONS]
    done: set[int] = set()
    for number, action in enumerate(pending, 1):
        done.add(action.question_id)
        replies = (
            (
                line.question.weight,
                scoring.Reply.YES if line.question.pk in done else line.counted,
                line.question.critical,
            )
            for line in lines
        )
        letter = scoring.score(scoring.counted(replies), thresholds=thresholds).letter
        if now and letter and order.index(letter) < order.index(now):
            costs = [one.cost for one in pending[:number]]
            known = [cost for cost in costs if cost is not None]
            return Step(number, sum(known, Decimal()), len(costs) - len(known), letter)
    return None


def _domains(marks: Marks, previous: Marks | None) -> list[DomainMark]:
    """The best first, as the eye compares them."""
    before = previous.domains if previous else {}
    rows = [
        DomainMark(
            name,
            out_of_100(score.low),
            out_of_100(before[name].low) if name in before else None,
        )
        for name, score in marks.domains.items()
    ]
    return sorted(rows, key=lambda row: -(row.mark or 0))


def _changes(lines: list[Line], before: list[Line]) -> list[Change]:
    by_code = {line.code: line for line in before}
    return [Change(line, by_code.get(line.code)) for line in lines]
