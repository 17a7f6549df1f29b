"""What people think, as it may be shown: once nobody can add to it and five answered, by the views of the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.lib.text import UNKNOWN, decimal_number, percent
from training.models import (
    EvaluationComment,
    EvaluationQuestion,
    EvaluationRound,
    EvaluationTally,
    Session,
)
from training.states.evaluations import ENOUGH, HIGHEST, Audience, Moment, QuestionKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from training.models import Trainer


@dataclass(frozen=True, slots=True)
class Bar:
    """How many gave this answer; `of`: the most given answer to the question."""

    label: str
    number: int
    of: int


@dataclass(slots=True)
class Marks:
    """The marks of a question, five at least or none: `counts` by value, from 0 to 5."""

    question: EvaluationQuestion
    counts: list[int] = field(default_factory=lambda: [0] * 6)
    comments: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def is_text(self) -> bool:
        return self.question.kind == QuestionKind.TEXT

    @property
    def mean(self) -> float | None:
        """On its scale; for yes or no, the part of yes between 0 and 1. None when nothing is shown."""
        if not self.answers:
            return None
        return sum(value * number for value, number in enumerate(self.counts)) / self.answers

    @property
    def mean_words(self) -> str:
        """« 3,4 sur 4 », « 83 % de oui »."""
        mean = self.mean
        if mean is None:
            return UNKNOWN
        if self.question.kind == QuestionKind.YES_NO:
            return f"{percent(round(mean * 100))} de oui"
        return f"{_short(mean)} sur {HIGHEST[QuestionKind(self.question.kind)]}"

    @property
    def bars(self) -> list[Bar]:
        """The best answer first."""
        most = max(self.counts)
        if self.question.kind == QuestionKind.YES_NO:
            return [Bar("oui", self.counts[1], most), Bar("non", self.counts[0], most)]
        highest = HIGHEST[QuestionKind(self.question.kind)]
        return [Bar(str(value), self.counts[value], most) for value in range(highest, 0, -1)]

    def add(self, tally: EvaluationTally) -> None:
        found = (tally.zeros, tally.ones, tally.twos, tally.threes, tally.fours, tally.fives)
        self.counts = [mine + more for mine, more in zip(self.counts, found, strict=True)]


@dataclass(frozen=True, slots=True)
class Opinions:
    """One evaluation of a session: how many were asked and answered; the marks once `over`, when five did."""

    round: EvaluationRound
    answered: int
    over: bool
    marks: list[Marks]

    @property
    def shown(self) -> bool:
        return self.over and self.answered >= ENOUGH

    @property
    def title(self) -> str:
        return f"{Moment(self.round.moment).label}, {Audience(self.round.audience).label}"


def questions_of(form_id: int) -> QuerySet[EvaluationQuestion]:
    """Those that are asked, in order."""
    return EvaluationQuestion.objects.filter(form=form_id, active=True).order_by("position", "pk")


def opinions_of(session: Session) -> list[Opinions]:
    """Each evaluation of a session, the hot one first; the wall is the team's. Four questions, whatever it holds."""
    rounds = EvaluationRound.objects.filter(session=session).select_related("count", "form")
    found = list(rounds.order_by("-moment", "-audience"))
    questions = list(
        EvaluationQuestion.objects.filter(form__in=[one.form_id for one in found]).order_by(
            "position", "pk"
        )
    )
    tallies = {one.question_id: one for one in EvaluationTally.objects.filter(session=session)}
    comments: dict[int, list[str]] = {}
    for one in EvaluationComment.objects.filter(session=session):
        comments.setdefault(one.question_id, []).append(one.text)
    return [
        Opinions(
            one,
            one.count.answered,
            one.count.over,
            [
                _marks(question, tallies, comments)
                for question in questions
                if question.form_id == one.form_id
                and (question.active or question.pk in tallies or question.pk in comments)
            ],
        )
        for one in found
    ]


def _marks(
    question: EvaluationQuestion,
    tallies: dict[int, EvaluationTally],
    comments: dict[int, list[str]],
) -> Marks:
    marks = Marks(question, comments=comments.get(question.pk, []))
    if tally := tallies.get(question.pk):
        marks.add(tally)
    return marks


@dataclass(frozen=True, slots=True)
class Given:
    """What a trainer may know: her sessions whose evaluation is over with five answers, and their marks together."""

    sessions: list[tuple[Session, int]]
    hidden: int
    """Her sessions that too few evaluated, or that nobody did."""
    marks: list[Marks]


def opinions_of_trainer(trainer: Trainer, *, ended: Iterable[str]) -> Given:
    """The hot marks of the sessions that she gave. A session below five adds nothing: a difference would tell it."""
    sessions = {
        one.pk: one
        for one in Session.objects.filter(slots__trainers__trainer=trainer, state__in=list(ended))
        .select_related("course")
        .distinct()
        .order_by("-starts_at")
    }
    tallies = (
        EvaluationTally.objects.filter(
            session__in=sessions,
            question__form__moment=Moment.HOT,
            question__form__audience=Audience.TRAINEE,
        )
        .select_related("question")
        .order_by("question__form", "question__position", "question")
    )
    marks: dict[int, Marks] = {}
    answered: dict[int, int] = {}
    for tally in tallies:
        marks.setdefault(tally.question_id, Marks(tally.question)).add(tally)
        answered[tally.session_id] = max(answered.get(tally.session_id, 0), tally.answers)
    return Given(
        [(one, answered[pk]) for pk, one in sessions.items() if pk in answered],
        len(sessions) - len(answered),
        list(marks.values()),
    )


def _short(mean: float) -> str:
    """« 3,4 », one decimal."""
    return decimal_number(Decimal(round(mean * 10)) / 10)
