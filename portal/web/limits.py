"""How often a page without account answers: for one link, or for one address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.cache import cache

from portal.web.errors import error_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WINDOW = 10 * 60
"""Seconds in which the uses are counted."""


def too_often(name: str, most: int) -> bool:
    """Whether this use is one too many in the window. Counts it."""
    cache.add(name, 0, WINDOW)
    return cache.incr(name) > most


def client_of(request: HttpRequest) -> str:
    """The address that asks: behind a proxy, the one that it speaks for, as for sign-in."""
    return str(get_adapter().get_client_ip(request))


def please_wait(request: HttpRequest) -> HttpResponse:
    """429, in a sentence: what was typed is still in the page before."""
    return error_page(request, 429, "errors/wait.html")
