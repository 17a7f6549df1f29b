"""Who works at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.models import Position
from communes.states import Role
from portal.accounts.models import User

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet


def agents(*, on: date) -> QuerySet[User]:
    """Those to whom a request may be given that day."""
    held = Position.objects.on(on).filter(role=Role.IT_AGENT).values("person__user_id")
    return User.objects.filter(pk__in=held, is_active=True).order_by("last_name", "first_name")
