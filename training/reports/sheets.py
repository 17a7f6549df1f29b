"""A practice sheet on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.steps import steps_of
from training.models import SheetVersion
from training.queries.sheets import lines_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.lib.steps import Block


@dataclass(frozen=True, slots=True)
class SheetOnPaper:
    """The last version published."""

    title: str
    theme: str
    number: int
    published_at: datetime
    review_by: date
    owner: str
    blocks: list[Block]
    references: list[str]
    models: list[str]


@report("training.practice_sheet", title="Fiche pratique")
def practice_sheet(sheet_id: int, commune_id: int = 0) -> SheetOnPaper:
    """What to do, by which texts, until when it holds. Every member reads it."""
    rows = SheetVersion.objects.select_related("sheet__theme").filter(sheet=sheet_id)
    last = rows.order_by("-number")[0]
    models = last.sheet.models.filter(withdrawn_at=None)
    return SheetOnPaper(
        title=last.title,
        theme=last.sheet.theme.name,
        number=last.number,
        published_at=last.published_at,
        review_by=last.review_by,
        owner=last.owner_name,
        blocks=steps_of(last.body),
        references=lines_of(last.references),
        models=[one.name for one in models],
    )
