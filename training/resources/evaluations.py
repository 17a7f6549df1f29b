"""The opinions on a session, as a table: counted answers, then what was written."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.queries.evaluations import Opinions

HEAD = (
    "Évaluation",
    "Question",
    "Réponses",
    "Moyenne",
    "0 ou non",
    "1 ou oui",
    "2",
    "3",
    "4",
    "5",
)


def opinions_table(rounds: Iterable[Opinions]) -> list[list[Any]]:
    """Nothing but how many answered, while an evaluation goes on or when fewer than five did."""
    rows: list[list[Any]] = [list(HEAD)]
    said: list[list[Any]] = []
    for one in rounds:
        rows.append([one.title, "personnes qui ont répondu", one.answered, *[None] * 7])
        for marks in one.marks:
            if marks.is_text:
                said += [[one.title, marks.question.text, words] for words in marks.comments]
            elif marks.mean is not None:
                mean = Decimal(round(marks.mean * 100)) / 100
                rows.append([one.title, marks.question.text, marks.answers, mean, *marks.counts])
    return [*rows, *([[]] if said else []), *said]
