"""Telling colleagues who has a request open, and who writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.models import Presence

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


def be_present(ticket_id: int, *, writing: bool, by: User, at: datetime) -> None:
    """Say it again every half minute: after a minute of silence, one is no longer there."""
    Presence.objects.bulk_create(
        [Presence(ticket_id=ticket_id, user=by, seen_at=at, writing=writing)],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["seen_at", "writing"],
    )
