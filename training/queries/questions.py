"""Finding questions by their words, whatever the accents and the typos; those that wait for the manager."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Least

from communes.models import Folded
from portal.lib.calendar import add_working_days
from portal.lib.dates import in_paris
from portal.lib.text import fold
from training.models import Answer, Question
from training.states.exchange import QuestionState, Standing

if TYPE_CHECKING:
    from portal.accounts.models import User
    from training.models.exchange import QuestionQuerySet

EMPTY_WORDS = frozenset((
    "les", "des", "une", "aux", "que", "qui", "quoi", "dont", "pour", "par", "dans", "avec",
    "sans", "sur", "sous", "comment", "quel", "quelle", "quels", "quelles", "est", "sont",
    "pas", "plus", "peut", "peux", "faut", "faire", "fait", "dois", "doit", "ont", "ils",
    "elle", "nous", "vous", "mon", "mes", "nos", "vos", "son", "ses", "leur", "cette", "ces",
    "bonjour", "merci",
))  # fmt: skip
SHORTEST = 3
MOST_WORDS = 8
ALIKE = 0.5
"""From which a typed word is taken for one of the question: « concesion » for « concession », not « cantine »."""
RATHER_ALIKE = 0.5
"""Mean over the words of a title being typed, from which a question is shown as similar."""
WORKING_DAYS = 2
"""After which a question without answer is the manager's."""


def words_of(query: str) -> list[str]:
    """The words that say something, without accent, the longest first: at most eight."""
    found = dict.fromkeys(
        word for word in fold(query).split() if len(word) >= SHORTEST and word not in EMPTY_WORDS
    )
    return sorted(found, key=len, reverse=True)[:MOST_WORDS]


def found_questions(rows: QuestionQuerySet, query: str) -> QuestionQuerySet:
    """Every word is in the question or in an answer; if nothing has them all, each is nearly in the question."""
    words = words_of(query) or fold(query).split()[:MOST_WORDS]
    if not words:
        return rows
    exact = rows
    for word in words:
        exact = exact.filter(Q(words__contains=word) | Q(_said(word)))
    if exact.exists():
        return exact
    worst = Least(*(_alike(word) for word in words)) if len(words) > 1 else _alike(words[0])
    return rows.alias(alike=worst).filter(alike__gte=ALIKE)


def similar_questions(user: User, typed: str, *, limit: int = 4) -> list[Question]:
    """Those asked before that most resemble what is being typed, the nearest first."""
    words = words_of(typed)
    if not words:
        return []
    total = sum((_alike(word) for word in words), Value(0.0))
    rows = Question.objects.visible_to(user).asked().alias(alike=total)
    near = rows.filter(alike__gte=RATHER_ALIKE * len(words)).counted()
    return list(near.select_related("commune").order_by(F("alike").desc(), "-pk")[:limit])


def _said(word: str) -> Exists:
    answers = Answer.objects.standing().filter(question=OuterRef("pk"))
    return Exists(answers.alias(plain=Folded(F("text"))).filter(plain__contains=word))


def _alike(word: str) -> Any:
    """How much the word resembles a stretch of the question: 1 when it is in it."""
    return TrigramWordSimilarity(word, "words")


def standing_of(question: Question) -> Standing:
    """Where it stands. Asks for `replies` (`counted`), so that a list costs nothing more."""
    if question.state == QuestionState.OPEN:
        return Standing.ANSWERED if question.replies else Standing.SILENT  # type: ignore[attr-defined]
    return Standing(question.state)


def overdue_at(question: Question) -> datetime:
    """Two working days of its commune after it was asked, at the same hour."""
    asked = in_paris(question.asked_at)
    day = add_working_days(
        asked.date(), WORKING_DAYS, good_friday=question.commune.good_friday_off
    )
    return asked.replace(year=day.year, month=day.month, day=day.day)


def silent_for_days(*, at: datetime) -> QuestionQuerySet:
    """Those that nobody answered within two days, the oldest first; `overdue_at` says which days were worked."""
    silent = Question.objects.silent().filter(asked_at__lte=at - timedelta(days=WORKING_DAYS))
    return silent.select_related("commune", "theme").order_by("asked_at", "pk")
