"""Sending the outbox's rows, one by one, each at most twice and never silently twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def deliver_due(*, at: datetime) -> int:
    """Send what is due; return how many left."""
    return 0
