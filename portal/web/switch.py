"""Choosing the commune one acts for, when there are several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from portal.web.middleware import COMMUNE_IN_SESSION
from portal.web.views import writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest


def _signed_in(user: User) -> bool:
    return user.is_authenticated


@writes(allow=_signed_in)
def acting_choose(request: UserRequest) -> HttpResponse:
    """Keep the choice in the session and go back where she was; a commune that is not hers is ignored."""
    chosen = request.POST.get("commune", "")
    if chosen.isdecimal() and int(chosen) in request.acting.communes:
        request.session[COMMUNE_IN_SESSION] = int(chosen)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if safe and back.startswith("/") else "home:home")
