"""The half days to come of the agents of a person's communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.rules import is_town_hall
from training.models import SlotHolding
from training.states.registrations import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User


def next_half_days(user: User, *, at: datetime) -> QuerySet[SlotHolding]:
    """Confirmed and not over, the nearest first; none for the team, whose sessions are all of them."""
    rows = SlotHolding.objects.visible_to(user).filter(
        registration__state=RegistrationState.CONFIRMED, ends_at__gt=at
    )
    if not is_town_hall(user):
        rows = rows.none()
    return (
        rows.select_related(
            "person", "slot__session__course", "slot__room__commune", "registration"
        )
        .defer("slot__room__commune__outline")
        .order_by("starts_at", "person__last_name", "pk")
    )
