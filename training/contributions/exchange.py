"""What the exchange of practice gives: the manager's cards, and what the search finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.home import registry
from portal.lib.dates import day_in_words, end_of_day
from portal.lib.text import count, sentence
from portal.tables.filters import found_in
from portal.web import navigation
from training.models import PracticeSheet, Question
from training.queries.questions import (
    found_questions,
    overdue_at,
    silent_for_days,
    standing_of,
)
from training.queries.sheets import to_read_again
from training.rules import may_keep_sheets, may_read_exchange

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.journal.models import Entry

MOST = 10
SECTION = "formation"
navigation.register("Entraide", "training:question_list", order=45, allow=may_read_exchange)
for _order, _label, _url, _text in (
    (80, "Entraide", "question_list", "Les questions des secrétaires, celles qui attendent."),
    (82, "Ordre du jour", "agenda", "Les questions à reprendre à la prochaine rencontre."),
    (81, "Fiches pratiques", "sheet_list", "Les marches à suivre : écrire, publier, relire."),
):
    navigation.register_work(
        SECTION, _label, f"training:{_url}", text=_text, allow=may_keep_sheets, order=_order
    )


@registry.due
def unanswered_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To the manager: each question that nobody answered within two working days."""
    if not may_keep_sheets(user):
        return
    (silent,) = yield registry.Asked(silent_for_days(at=at))
    for question in [one for one in silent if overdue_at(one) <= at][:MOST]:
        yield registry.Due(
            on=overdue_at(question),
            title=f"Sans réponse : {question.title}",
            text=f"{sentence(question.signature)} attend depuis deux jours ouvrés."
            " Répondez, ou appelez quelqu’un qui sait.",
            url=reverse("training:question_detail", args=(question.pk,)),
            button="Répondre",
            minutes=10,
            icon="circle-question-mark",
        )


@registry.search
def questions_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    """By their words or those of their answers, whatever the accents and the typos."""
    if not may_read_exchange(user):
        return
    rows = found_questions(Question.objects.visible_to(user).asked().counted(), query)
    found = rows.select_related("theme", "commune").order_by("-asked_at", "-pk")
    (questions,) = yield registry.Asked(found[:limit])
    for question in questions:
        yield registry.Hit(
            kind="Question d’entraide",
            title=question.title,
            text=f"{question.theme}, {standing_of(question).label},"
            f" {count(question.replies, 'réponse')}",
            url=reverse("training:question_detail", args=(question.pk,)),
        )


@registry.due
def reviews_due(user: User, *, at: datetime) -> registry.Told[registry.Due]:
    """To the manager: each practice sheet to be read again within thirty days."""
    if not may_keep_sheets(user):
        return
    (sheets,) = yield registry.Asked(to_read_again(at=at)[:MOST])
    for sheet in sheets:
        assert sheet.review_by is not None
        yield registry.Due(
            on=end_of_day(sheet.review_by),
            title=f"Fiche à relire : {sheet.title}",
            text=f"Avant le {day_in_words(sheet.review_by, year=True)} : les textes ont-ils changé ?",
            url=reverse("training:sheet_detail", args=(sheet.pk,)),
            button="Relire la fiche",
            minutes=15,
            icon="book-open",
        )


@registry.search
def sheets_found(user: User, query: str, *, limit: int) -> registry.Told[registry.Hit]:
    """By title, text or legal reference."""
    if not may_read_exchange(user):
        return
    rows = found_in(PracticeSheet.objects.visible_to(user), ("title", "body", "references"), query)
    (sheets,) = yield registry.Asked(rows.select_related("theme").order_by("title")[:limit])
    for sheet in sheets:
        yield registry.Hit(
            kind="Fiche pratique",
            title=sheet.title,
            text=f"{sheet.theme}, {sheet.get_state_display()}",
            url=reverse("training:sheet_detail", args=(sheet.pk,)),
        )


def _asked(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"Une question est posée aux autres mairies : {entry.subject_label}.",
        url=reverse("training:question_detail", args=(entry.subject_id,)),
        link="Lire la question",
    )


def _published(entry: Entry) -> registry.Story:
    return registry.Story(
        text=f"La fiche pratique est publiée : {entry.subject_label}.",
        url=reverse("training:sheet_detail", args=(entry.subject_id,)),
        link="Lire la fiche",
    )


registry.story("training.question", "ask")(_asked)
registry.story("training.practicesheet", "publish_sheet")(_published)
