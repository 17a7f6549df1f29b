"""The yearly reading: by when a town hall should say that its sheet is right."""

from __future__ import annotations

from datetime import date

JANUARY, LAST_OF_JANUARY = 1, 31
YEAR = 365


def confirmation_wanted(said: date | None, today: date) -> date | None:
    """By when the sheet should be read again, or None when that can wait."""
    if said is None:
        year = today.year if today.month == JANUARY else today.year + 1
        return date(year, JANUARY, LAST_OF_JANUARY)
    if today.month == JANUARY and said.year < today.year:
        return date(today.year, JANUARY, LAST_OF_JANUARY)
    return today if (today - said).days > YEAR else None
