"""The mayors who are late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Q

from training.models import Registration
from training.states.registrations import Decision, EventKind, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

PATIENCE, APART = timedelta(hours=48), timedelta(hours=24)
"""How long a mayor is left alone after the question, and after a reminder."""


def late_decisions(*, at: datetime) -> QuerySet[Registration]:
    """Asked two days ago at least, not reminded since yesterday, still without answer; `reminded_at` beside."""
    return (
        Registration.objects.filter(
            state__in=(RegistrationState.TO_VALIDATE, RegistrationState.WAITING),
            needs_approval=True,
            decision=Decision.NONE,
            registered_at__lte=at - PATIENCE,
            session__state__in=TAKING_SESSIONS,
            session__starts_at__gt=at,
        )
        .annotate(reminded_at=Max("events__at", filter=Q(events__kind=EventKind.REMINDED)))
        .filter(Q(reminded_at=None) | Q(reminded_at__lte=at - APART))
    )
