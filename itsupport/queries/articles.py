"""The pages of help: found by their words, read as paragraphs and steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from itsupport.models import Article
from portal.tables.filters import found_in

if TYPE_CHECKING:
    from portal.accounts.models import User

_STEP = re.compile(r"\s*\d{1,2}[.)]\s+")
UNSORTED = "Autres"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (`lines` of one), or numbered steps."""

    steps: bool
    lines: tuple[str, ...]


def steps_of(body: str) -> list[Block]:
    """A line that begins with a number is a step; the others are paragraphs, one a blank line."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.replace("\r", "").strip()):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        for steps, run in groupby(lines, key=lambda line: bool(_STEP.match(line))):
            words = list(run)
            if steps:
                blocks.append(
                    Block(steps=True, lines=tuple(_STEP.sub("", one, count=1) for one in words))
                )
            else:
                blocks.append(Block(steps=False, lines=(" ".join(words),)))
    return blocks


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
