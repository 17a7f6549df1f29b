"""The sessions that are announced, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from communes.models import Commune
from communes.rules import is_town_hall
from portal.lib.text import NBSP, count
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads
from training import rules
from training.forms.catalogue import SessionFilters
from training.queries.colleagues import colleagues_of, shown
from training.queries.half_days import next_half_days
from training.queries.session_page import coming, page_of, read_sessions
from training.queries.travel import kilometres_in_words, town_hall_point, way_to
from training.queries.wording import days_in_words, places_in_words, seats_in_words

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import Session

NOUN = Noun("session", "sessions", feminine=True)
EMPTY = "Aucune session n’est annoncée pour l’instant. Nous vous écrirons dès que des dates seront fixées."
FIRST_DAYS = 3


def _link(session: Session) -> str:
    return reverse("training:session_detail", args=(session.pk,))


def columns(start: Commune | None) -> tuple[Column, ...]:
    """`start`: the commune from which the way is counted."""
    point = town_hall_point(start)
    return (
        Column(name="formation", label="Formation", value="course.title", link=_link, sort=("course__title",),
               note=lambda one: f"{one.number} · {one.course.theme}"),
        Column(name="date", label="Quand", value=days_in_words, sort=("starts_at",)),
        Column(name="lieu", label="Où", value=places_in_words,
               note=lambda one: kilometres_in_words(way_to(one, point))),
        Column(name="places", label="Places", value=seats_in_words, sort=("count__held",),
               note=lambda one: f"sur{NBSP}{one.maximum}"),
        Column(name="etat", label="Où cela en est", value="state", kind="state"),
        Column(name="km", label="Kilomètres", value=lambda one: way_to(one, point), kind="number", shown=False),
    )  # fmt: skip


@reads(allow=rules.may_read_training)
def session_list(request: UserRequest) -> HttpResponse:
    """What comes, where, how far, and how many seats are left."""
    start = start_of(request)
    listing = Listing(
        request,
        coming(request.user, at=request.at),
        columns=columns(start),
        noun=NOUN,
        filters=SessionFilters,
        default_sort="date",
        empty=EMPTY,
    )
    context = {
        "start": start,
        "halves": next_half_days(request.user, at=request.at)[:FIRST_DAYS],
        "registers": rules.may_read_registrations(request.user),
        "all": count(listing.all.count(), "session annoncée", "sessions annoncées"),
    }
    return listing.respond("training/session_list.html", context)


@reads(allow=rules.may_read_training)
def session_detail(request: UserRequest, pk: int) -> HttpResponse:
    """My colleagues and what each may do; the seats, the programme, the room and the way to it."""
    session = get_object_or_404(read_sessions(request.user), pk=pk)
    people = colleagues_of(request.user, session, at=request.at)
    context = {
        "page": page_of(session, start=start_of(request), at=request.at),
        "session": session,
        "people": shown(people),
        "others": [one for one in people if one.elected and not one.registration],
        "offered": [one for one in people if one.registration and one.registration.offer_until],
        "seated": [one for one in people if one.is_confirmed],
        "town_hall": is_town_hall(request.user),
        "me": next((one for one in people if one.is_confirmed and one.person.user_id == request.user.pk), None),
        "may_register": rules.may_register(request.user) and any(one.free for one in people),
    }  # fmt: skip
    return page(request, "training/session_detail.html", context)


def start_of(request: UserRequest) -> Commune | None:
    """The commune for which one acts now, where the drive begins."""
    if request.acting.current is None:
        return None
    return Commune.objects.defer("outline").get(pk=request.acting.current)
