"""The worker that keeps a page at hand without network (static/js/offline.js)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse

from portal.web.views import anyone, reads

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


@login_not_required
@reads(allow=anyone)
def offline_worker(request: UserRequest) -> HttpResponse:
    """The same program for everybody. From here it may be asked for any scope: the page that asks says which."""
    script = Path(settings.BASE_DIR) / "static" / "js" / "offline-worker.js"
    response = HttpResponse(script.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response
