"""Writing in the journal: one row for each business verb, in the verb's own transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.journal.models import Entry
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from portal.accounts.models import User


def record(
    verb: str,
    thing: Model,
    *,
    by: User | None,
    at: datetime,
    commune_id: int | None = None,
    **details: Any,
) -> None:
    """Say who did what to which thing. `details` must be plain JSON values."""
    if commune_id is None:
        commune_id = getattr(thing, "commune_id", None) or GROUP
    entry = Entry(
        at=at,
        by=by,
        verb=verb,
        subject_type=thing._meta.label_lower,
        subject_id=thing.pk,
        subject_label=str(thing)[:200],
        commune_id=commune_id,
        details=details,
    )
    # Without RETURNING: the one who acts may not be allowed to read what she adds.
    Entry.objects.bulk_create([entry], ignore_conflicts=True)
