"""The mayors whose answer is awaited, and those who are late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from training.gathering import PATIENCE
from training.models import Registration
from training.states.registrations import Decision, EventKind, RegistrationState
from training.states.sessions import TAKING_SESSIONS

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

APART = timedelta(hours=24)
"""How long a mayor is left alone after a reminder."""


def awaited_decisions(*, at: datetime) -> QuerySet[Registration]:
    """Every registration that awaits its mayor, whose session may still take somebody."""
    return Registration.objects.filter(
        state__in=(RegistrationState.TO_VALIDATE, RegistrationState.WAITING),
        needs_approval=True,
        decision=Decision.NONE,
        session__state__in=TAKING_SESSIONS,
        session__starts_at__gt=at,
    )


def with_what_was_told(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """`told_at`, `reminded_at`: when the mayor was first written to, and last reminded."""
    return rows.annotate(
        told_at=Max("events__at", filter=Q(events__kind=EventKind.ASKED)),
        reminded_at=Max("events__at", filter=Q(events__kind=EventKind.REMINDED)),
    )


def late_decisions(*, at: datetime) -> QuerySet[Registration]:
    """Asked two days ago at least, not reminded since yesterday, still without answer; `reminded_at` beside.

    Where no mail reaches the mayor, the two days run from the registration.
    """
    rows = with_what_was_told(awaited_decisions(at=at))
    return rows.annotate(asked_at=Coalesce(F("told_at"), F("registered_at"))).filter(
        Q(reminded_at=None) | Q(reminded_at__lte=at - APART), asked_at__lte=at - PATIENCE
    )
