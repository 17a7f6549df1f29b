"""Closing ProConnect's session with ours. Asked at every way out: without the HTTP client of the way in."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from portal.accounts.proconnect.configuration import configuration

if TYPE_CHECKING:
    from django.http import HttpRequest

IN_SESSION = "proconnect"
STATE_BYTES = 32


def way_out(request: HttpRequest) -> str:
    """Where ProConnect closes its own session, for whoever entered by it; empty for the others."""
    kept = request.session.get(IN_SESSION)
    if not kept or configuration() is None:
        return ""
    told = {
        "id_token_hint": kept["id_token"],
        "state": secrets.token_urlsafe(STATE_BYTES),
        "post_logout_redirect_uri": settings.PORTAL_BASE_URL + reverse("account_login"),
    }
    return f"{kept['leave_by']}?{urlencode(told)}"
