"""Calendars: the file of one's half days, the private address that a calendar reads, and the page to keep it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import never_cache

from communes.models import Person
from communes.rules import is_town_hall
from portal.walls.acting import wall_for_all
from portal.web.htmx import page
from portal.web.views import anyone, reads, writes
from training.calendar import CONTENT_TYPE, feed as written
from training.domain import feeds as domain
from training.models import CalendarFeed, CalendarItem
from training.queries.calendars import event_of, events_of, items_of, with_what_is_said
from training.queries.feeds import feed_address, live_feeds, read_feed_token
from training.states.registrations import CalendarMethod
from training.views.catalogue import start_of

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

GONE = (
    "Cette adresse d’agenda a été révoquée. La nouvelle est sur la page « Mon agenda » du portail."
)
A_WHILE = "private, max-age=900"


@login_not_required
@reads(allow=anyone)
def feed_read(request: UserRequest, token: str) -> HttpResponse:
    """What a calendar asks for every few hours: nothing again while nothing changed."""
    number = read_feed_token(token)
    with wall_for_all():
        found = CalendarFeed.objects.select_related("commune", "person").filter(pk=number or 0)
        one = found.first()
        if one is None:
            raise Http404
        if one.revoked_at is not None:
            return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")
        content = written(events_of(one, items_of(one, at=request.at)), name=_name(one))
    return _calendar(request, content)


@reads(allow=is_town_hall)
def session_calendar(request: UserRequest, pk: int) -> HttpResponse:
    """One's own half days of a session, with the marks of the invitation: nothing is there twice."""
    rows = CalendarItem.objects.visible_to(request.user).filter(
        registration__session=pk,
        registration__person__user_id=request.user.pk,
        method=CalendarMethod.REQUEST,
    )
    items = list(with_what_is_said(rows))
    if not items:
        raise Http404
    response = _calendar(request, written([event_of(item) for item in items]))
    response["Content-Disposition"] = 'attachment; filename="formation.ics"'
    return response


@never_cache
@reads(allow=is_town_hall)
def feed_list(request: UserRequest) -> HttpResponse:
    """Both addresses, to be copied."""
    commune = start_of(request)
    assert commune is not None
    mine, ours = live_feeds(request.user, commune)
    context = {
        "commune": commune,
        "mine": mine,
        "ours": ours,
        "my_address": feed_address(mine) if mine else "",
        "our_address": feed_address(ours) if ours else "",
    }
    return page(request, "training/feed_list.html", context)


@writes(allow=is_town_hall)
def feed_create(request: UserRequest) -> HttpResponse:
    """A new address for oneself, or for the town hall; the former one stops."""
    if request.method == "POST":
        commune = start_of(request)
        assert commune is not None
        own = request.POST.get("pour") == "moi"
        person = get_object_or_404(Person, user_id=request.user.pk) if own else None
        domain.make_feed(commune.pk, person=person, by=request.user, at=request.at)
        messages.success(request, "L’adresse est prête : copiez-la dans votre agenda.")
    return redirect("training:feed_list")


@writes(allow=is_town_hall)
def feed_revoke(request: UserRequest, pk: int) -> HttpResponse:
    rows = CalendarFeed.objects.visible_to(request.user).filter(
        Q(person__user_id=request.user.pk)
        | Q(person=None, commune__in=list(request.acting.communes))
    )
    one = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        domain.revoke_feed(one.pk, by=request.user, at=request.at)
        messages.success(
            request,
            "L’adresse ne répond plus : les agendas qui la lisaient ne reçoivent plus rien.",
        )
    return redirect("training:feed_list")


def _name(one: CalendarFeed) -> str:
    return f"Formations, {one.person or one.commune}"


def _calendar(request: UserRequest, content: bytes) -> HttpResponse:
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    response = HttpResponse(content, content_type=CONTENT_TYPE.format(method="PUBLISH"))
    response["ETag"] = etag
    response["Cache-Control"] = A_WHILE
    response["X-Robots-Tag"] = "noindex"
    answer = get_conditional_response(request, etag=etag, response=response)
    assert isinstance(answer, HttpResponse)
    return answer
