"""What happens around every request: health, the clock, the second wall."""

from __future__ import annotations

import zoneinfo
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.module_loading import import_string

from portal.lib.typography import spaced
from portal.walls.acting import NOBODY, Acting, wall

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, QueryDict

    Answer = Callable[[HttpRequest], HttpResponse]

COMMUNE_IN_SESSION = "acting_commune"
NUL = "\x00"
FOR_MACHINES = ("application/xml", "application/json", "application/x-compress")
NO_PAGE = b'<?xml version="1.0" encoding="UTF-8"?><REPLY><ERROR>Adresse ou message refus\xc3\xa9</ERROR></REPLY>'
PARIS = zoneinfo.ZoneInfo("Europe/Paris")


def health(get_response: Answer) -> Answer:
    """`/sante/vivant` says that the process answers: no database, no session, no host check."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == "/sante/vivant":
            return HttpResponse("vivant\n", content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware


def machines(get_response: Answer) -> Answer:
    """Programs that report at these addresses never get a page nor a redirection, whatever happens inside.

    Their body is never read as a form. What is not plainly an answer for a program becomes a short XML refusal.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(settings.PORTAL_MACHINE_PATHS):
            return get_response(request)
        request.META["CONTENT_TYPE"] = "application/octet-stream"
        request.content_type, request.content_params = "application/octet-stream", {}
        response = get_response(request)
        if response.get("Content-Type", "").startswith(FOR_MACHINES) and response.content:
            return response
        status = max(response.status_code, HTTPStatus.BAD_REQUEST)
        return HttpResponse(NO_PAGE, content_type="application/xml", status=status)

    return middleware


def compressed(get_response: Answer) -> Answer:
    """Squeeze the pages, with Django's guard against BREACH; a PDF or a spreadsheet already is."""
    squeeze = GZipMiddleware(get_response).process_response

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming:
            squeeze(request, response)  # in place
        return response

    return middleware


def clock(get_response: Answer) -> Answer:
    """Give every request its hour: views pass on `at=request.at`, and never look at a clock."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at = timezone.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def legible(get_response: Answer) -> Answer:
    """PostgreSQL keeps no NUL: those that a paste or a robot brought are dropped before anyone reads them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        return get_response(request)

    return middleware


def _without_nul(given: QueryDict) -> QueryDict:
    if not any(NUL in text for _name, texts in given.lists() for text in texts):
        return given
    clean = given.copy()
    for name, texts in given.lists():
        clean.setlist(name, [text.replace(NUL, "") for text in texts])
    return clean


def acting(get_response: Answer) -> Answer:
    """Find for whom the person acts, and answer inside one transaction that sees only those communes."""
    acting_of: Callable[..., Acting] = import_string(settings.PORTAL_ACTING)

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        found = NOBODY
        if user.is_authenticated:
            found = acting_of(
                user,
                on=request.at.astimezone(PARIS).date(),  # type: ignore[attr-defined]
                chosen=request.session.get(COMMUNE_IN_SESSION),
            )
            user.acting = found
        request.acting = found  # type: ignore[attr-defined]
        with wall(found.commune_ids, user_id=user.pk, origin=request.path):
            response = get_response(request)
            if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                transaction.set_rollback(True)
        return response

    return middleware


def typography(get_response: Answer) -> Answer:
    """Space every page as French is printed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = spaced(response.content.decode()).encode()
        return response

    return middleware
