"""A request behind the sign-in wall: who asks, for whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.walls.acting import Acting


class UserRequest(HttpRequest):
    user: User
    at: datetime
    acting: Acting
    htmx: Any
