"""The log of a registration: one line a fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max

from training.models import RegistrationEvent

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Registration
    from training.states.registrations import EventKind


def log(
    registration: Registration, kind: EventKind, *, by: User | None, at: datetime, **details: Any
) -> RegistrationEvent:
    """Add a line to the log of a registration that the caller holds. `details` are plain JSON values."""
    last = registration.events.aggregate(last=Max("seq"))["last"] or 0
    return RegistrationEvent.objects.create(
        registration=registration,
        commune_id=registration.commune_id,
        seq=last + 1,
        kind=kind,
        at=at,
        by=by,
        details=details,
    )
