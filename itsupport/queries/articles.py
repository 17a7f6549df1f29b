"""The pages of help: found by their words, read as paragraphs and steps."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from itsupport.models import Article
from portal.tables.filters import found_in

if TYPE_CHECKING:
    from portal.accounts.models import User

UNSORTED = "Autres"


def found_articles(user: User, query: str) -> list[tuple[str, list[Article]]]:
    """Those that this person may read, by category."""
    rows = Article.objects.visible_to(user).select_related("category")
    found = found_in(rows, ("title", "summary", "body"), query)
    ordered = sorted(
        found, key=lambda one: (_category(one) == UNSORTED, _category(one), one.title)
    )
    return [(name, list(group)) for name, group in groupby(ordered, key=_category)]


def _category(article: Article) -> str:
    return article.category.name if article.category else UNSORTED
