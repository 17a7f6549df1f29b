"""The home page: what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.home import registry
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest


def _signed_in(user: User) -> bool:
    return user.is_authenticated


@reads(allow=_signed_in)
def home(request: UserRequest) -> HttpResponse:
    """What waits for this person, from every app."""
    cards = registry.due.gather(request.user, at=request.at)
    return page(request, "home/home.html", {"cards": cards})
