"""The pages of errors. They ask nothing of the database, nor of a context processor."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.loader import render_to_string

from portal.web.context import Frame
from portal.web.logs import REQUEST_ID

if TYPE_CHECKING:
    from django.http import HttpRequest

_LAST_RESORT = (
    '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Erreur</title></head>'
    "<body><h1>Le portail a trébuché.</h1><p>Réessayez dans quelques minutes.</p></body></html>"
)


def error_page(
    request: HttpRequest, code: int, template: str = "", **context: Any
) -> HttpResponse:
    """One sheet: what happened, what is kept, whom to call."""
    facts = {
        "frame": Frame(request),
        "messages": [],
        "code": code,
        "at": getattr(request, "at", None),
        "again": request.path,
        "reference": reference(),
        "reason": "",
        **context,
    }
    return HttpResponse(render_to_string(template or f"errors/{code}.html", facts), status=code)


def reference() -> str:
    """The end of the identifier under which this request is logged, short enough for the telephone."""
    return REQUEST_ID.get()[-7:].upper()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The reason given to PermissionDenied, when it is a sentence for people."""
    return error_page(request, 403, reason=str(exception))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return error_page(request, 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, "errors/csrf.html")


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 when it is PostgreSQL that is away: the portal comes back by itself with it."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    if away:
        connection.close()
    try:
        response = error_page(request, 503 if away else 500)
    except Exception:  # noqa: BLE001 -- nothing may fail here
        response = HttpResponse(_LAST_RESORT, status=500)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = "30"
    return response
