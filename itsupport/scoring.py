"""The mark of an audit: an interval, because what nobody knows is neither good nor bad.

A domain's mark is Σ weight × value ÷ Σ weight, over the questions that apply. The low bound counts what is not known
as 0, the high bound as 1; the letter follows the low bound. Everything is an exact fraction: no mark depends on the
order of the answers, and none is rounded before it is shown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

Number = int | float | Decimal | Fraction
Answer = tuple[Number, Number | None, bool]
"""Weight, value between 0 and 1 (None: nobody knows), whether the question is critical."""


class Reply(StrEnum):
    """What is ticked on the grid."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


VALUES: Mapping[Reply, Fraction | None] = {
    Reply.YES: Fraction(1),
    Reply.PARTIAL: Fraction(1, 2),
    Reply.NO: Fraction(0),
    Reply.UNKNOWN: None,
}
"""What each reply is worth. One that does not apply is worth nothing: it is left out."""

Thresholds = Sequence[tuple[str, Number]]
THRESHOLDS: Thresholds = (
    ("A", Fraction(85, 100)),
    ("B", Fraction(70, 100)),
    ("C", Fraction(50, 100)),
    ("D", Fraction(30, 100)),
    ("E", Fraction(0)),
)
"""The best letter first, each with the mark from which it is given."""
CAP = "D"
"""The best letter that an audit with a critical « non » can have."""
FEWEST = 5
"""Below so many communes, a median would tell the mark of a neighbour."""


@dataclass(frozen=True, slots=True)
class Score:
    """Marks between 0 and 1; low, high and letter are None when no question applies."""

    low: Fraction | None
    high: Fraction | None
    unknown_share: Fraction
    letter: str | None


@dataclass(frozen=True, slots=True)
class Rank:
    """Place 1 is the best; communes with the same mark share it. Out of so many, oneself included.

    `median` is None among fewer than FEWEST communes.
    """

    place: int
    out_of: int
    median: Fraction | None


def score(answers: Iterable[Answer], *, thresholds: Thresholds = THRESHOLDS) -> Score:
    """The interval of these answers, the share (by weight) that nobody knows, and the letter.

    A critical value of 0 gives CAP at best, whatever the marks. A critical question that nobody could answer does not:
    it already counts 0 in the low bound, and a verdict is not given on a guess. Nothing to mark: no mark, no letter,
    and nothing unknown. ValueError on a weight that is not above 0, on a value out of [0, 1], on thresholds out of
    order.
    """
    rows = [_checked(answer) for answer in answers]
    letters = _letters(thresholds)
    total = sum((weight for weight, _, _ in rows), Fraction())
    if not total:
        return Score(None, None, Fraction(), None)
    known = sum((weight * value for weight, value, _ in rows if value is not None), Fraction())
    unknown = sum((weight for weight, value, _ in rows if value is None), Fraction())
    capped = any(critical and value == 0 for _, value, critical in rows)
    low = known / total
    return Score(low, (known + unknown) / total, unknown / total, _letter(low, letters, capped))


def by_domain(
    answers: Iterable[tuple[str, Answer]], *, thresholds: Thresholds = THRESHOLDS
) -> dict[str, Score]:
    """The score of each domain, in the order in which they come. A critical « non » caps its domain too."""
    domains: dict[str, list[Answer]] = {}
    for domain, answer in answers:
        domains.setdefault(domain, []).append(answer)
    return {name: score(rows, thresholds=thresholds) for name, rows in domains.items()}


def counted(replies: Iterable[tuple[Number, Reply, bool]]) -> list[Answer]:
    """The answers to mark: what does not apply is left out, with its weight."""
    return [
        (weight, VALUES[reply], critical)
        for weight, reply, critical in replies
        if reply is not Reply.NOT_APPLICABLE
    ]


def rank(mark: Number, others: Iterable[Number]) -> Rank:
    """A commune's place among the others, which it never sees one by one. ValueError out of [0, 1]."""
    own, marks = _mark(mark), [_mark(other) for other in others]
    place = 1 + sum(other > own for other in marks)
    out_of = len(marks) + 1
    middle = Fraction(median([own, *marks])) if out_of >= FEWEST else None
    return Rank(place, out_of, middle)


def priority(weight: Number, value: Number | None, effort: Number) -> Fraction:
    """(risk × weight) ÷ effort: what to do first is what removes the most risk for the least work.

    The risk is what is missing, 1 − value; what nobody knows is a whole risk, as in the low bound. `effort`: 1 (an
    hour) to 5 (a project). 0 where all is well. ValueError on a weight or an effort that is not above 0.
    """
    risk = 1 - (_mark(value) if value is not None else Fraction())
    return risk * _positive(weight) / _positive(effort)


def _checked(answer: Answer) -> tuple[Fraction, Fraction | None, bool]:
    weight, value, critical = answer
    return _positive(weight), None if value is None else _mark(value), critical


def _exact(number: Number) -> Fraction:
    """The same number. A float stands for the binary fraction it is: 0.5 is one half, 0.1 is not one tenth."""
    try:
        return Fraction(number)
    except OverflowError as error:
        raise ValueError("a number is finite") from error


def _positive(number: Number) -> Fraction:
    exact = _exact(number)
    if exact <= 0:
        raise ValueError("a weight and an effort are above 0")
    return exact


def _mark(number: Number) -> Fraction:
    exact = _exact(number)
    if not 0 <= exact <= 1:
        raise ValueError("a value lies between 0 and 1")
    return exact


def _letters(thresholds: Thresholds) -> list[tuple[str, Fraction]]:
    letters = [(letter, _mark(mark)) for letter, mark in thresholds]
    marks = [mark for _, mark in letters]
    if marks != sorted(set(marks), reverse=True) or marks[-1:] != [0]:
        raise ValueError("thresholds go down, one letter each, to 0")
    if CAP not in dict(letters):
        raise ValueError(f"one of the letters is {CAP}")
    return letters


def _letter(low: Fraction, letters: list[tuple[str, Fraction]], capped: bool) -> str:  # noqa: FBT001
    """The first letter that the mark reaches, from CAP on when it is capped."""
    names = [letter for letter, _ in letters]
    first = names.index(CAP) if capped else 0
    return next(letter for letter, mark in letters[first:] if low >= mark)
