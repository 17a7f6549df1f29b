"""Practice sheets: those that must be read again, and their paper."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from portal.documents.models import Document
from portal.lib.dates import paris_date
from portal.walls.acting import EVERYONE
from training.models import PracticeSheet
from training.states.exchange import READ_SHEETS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

AHEAD = timedelta(days=30)
REPORT = "training.practice_sheet"


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def to_read_again(*, at: datetime) -> QuerySet[PracticeSheet]:
    """The sheets whose review is due within thirty days, or late, the most pressing first."""
    soon = PracticeSheet.objects.filter(
        state__in=READ_SHEETS, review_by__lte=paris_date(at) + AHEAD
    )
    return soon.order_by("review_by", "pk")


def paper_of(sheet: PracticeSheet) -> Document | None:
    """The PDF of its last version, made or being made."""
    rows = Document.objects.filter(kind=REPORT, subject_id=sheet.pk, commune_id=EVERYONE)
    return rows.order_by("-pk").first()
