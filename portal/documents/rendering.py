"""Laying out facts as a PDF/UA-1 document, in the worker only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def render_due(*, at: datetime) -> int:
    """Render what is due; return how many were made."""
    return 0
