"""The home page: what is due, what happened, what comes, my communes in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.utils.timezone import localdate

from portal.home import registry
from portal.home.today import Today, greeting
from portal.journal.models import Entry
from portal.web.htmx import page
from portal.web.views import reads

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest

SOME = 5


def signed_in(user: User) -> bool:
    return user.is_authenticated


@reads(allow=signed_in)
def home(request: UserRequest) -> HttpResponse:
    """What waits for this person, from every app."""
    today = Today.of(request.user, at=request.at)
    context = {
        "today": today,
        "greeting": greeting(request.user.get_short_name(), today),
        "stories": _stories(today.entries)[:SOME],
        "day": localdate(request.at),
    }
    return page(request, "home/home.html", context)


@reads(allow=signed_in)
def history(request: UserRequest) -> HttpResponse:
    """All that was done for my communes, the latest first."""
    entries = Entry.objects.visible_to(request.user).filter(
        verb__in={verb for _type, verb in registry.STORIES}
    )
    pages = Paginator(entries, 30)
    shown = pages.get_page(request.GET.get("page"))
    context = {"stories": _stories(shown.object_list), "shown": shown}
    return page(request, "home/history.html", context)


def _stories(entries: Iterable[Entry]) -> list[tuple[Entry, registry.Story]]:
    told = [(entry, registry.tell(entry)) for entry in entries]
    return [(entry, story) for entry, story in told if story]
