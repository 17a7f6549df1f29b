"""The numbers of requests and orders: without holes, because the number and what bears it are one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.models import PaperSeries
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from datetime import datetime

REQUEST, ORDER = "DM", "BC"


def next_ref(prefix: str, *, at: datetime) -> str:
    """« BC-2026-00012 »: the year in Paris; the series is held until the end of the transaction."""
    year = paris_date(at).year
    PaperSeries.objects.bulk_create([PaperSeries(prefix=prefix, year=year)], ignore_conflicts=True)
    series = PaperSeries.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:05d}"
