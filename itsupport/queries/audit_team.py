"""Who may visit a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.models import Position
from communes.states import Role
from portal.accounts.models import User

if TYPE_CHECKING:
    from datetime import date


def agents(*, on: date) -> list[User]:
    """The people of the IT service that day, and the administrators, by name."""
    held = Position.objects.on(on).filter(role__in=(Role.IT_AGENT, Role.ADMINISTRATOR))
    found = User.objects.filter(pk__in=held.values("person__user"))
    return list(found.order_by("last_name", "first_name"))
