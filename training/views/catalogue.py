"""The sessions that are announced, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse

from communes.models import Commune
from communes.rules import is_town_hall
from portal.database.together import HowMany, together
from portal.lib.dates import paris_date, short_date
from portal.lib.text import NBSP, count, join
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads
from training import rules
from training.forms.catalogue import SessionFilters
from training.models import Registration, SessionMaterial
from training.queries.colleagues import colleagues_of, offers_in_words, shown
from training.queries.half_days import next_half_days, outings
from training.queries.minutes import minutes_of
from training.queries.nearer import nearer_session
from training.queries.session_page import coming, page_of, read_sessions
from training.queries.travel import kilometres_in_words, town_hall_point, way_to
from training.queries.wording import days_in_words, places_in_words, seats_in_words
from training.states.sessions import SessionState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpResponse

    from portal.accounts.models import User
    from portal.web.requests import UserRequest
    from training.models import Session
    from training.models.registrations import RegistrationQuerySet
    from training.models.sessions import SessionQuerySet

NOUN = Noun("session", "sessions", feminine=True)
EMPTY = "Aucune session n’est annoncée pour l’instant. Nous vous écrirons dès que des dates seront fixées."
FIRST_DAYS, SOME = 3, 30


def _link(session: Session) -> str:
    return reverse("training:session_detail", args=(session.pk,))


def seats_note(session: Session) -> str:
    """How many in all, or when one may register."""
    if session.state == SessionState.PUBLISHED and session.opens_at:
        return f"inscriptions dès le {short_date(paris_date(session.opens_at))}"
    return f"sur{NBSP}{session.maximum}"


@dataclass(slots=True)
class Reader:
    """Who looks: the commune from which she drives, and the live registrations of her communes."""

    start: Commune | None = None
    mine: list[Registration] = field(default_factory=list)

    def way_to(self, session: Session) -> int | None:
        return way_to(session, town_hall_point(self.start))

    def who_of_mine(self, session: Session) -> str:
        """Those of her communes who come, or wait."""
        return join([str(one.person) for one in self.mine if one.session_id == session.pk])


def _mine(user: User, sessions: SessionQuerySet) -> RegistrationQuerySet:
    rows = Registration.objects.visible_to(user).live().filter(session__in=sessions.values("pk"))
    if not is_town_hall(user):
        rows = rows.none()
    return rows.select_related("person").order_by("rank")


def columns(reader: Reader) -> tuple[Column, ...]:
    return (
        Column(name="formation", label="Formation", value="course.title", link=_link, sort=("course__title",),
               note=lambda one: f"{one.number} · {one.course.theme}"),
        Column(name="date", label="Quand", value=days_in_words, sort=("starts_at",)),
        Column(name="lieu", label="Où", value=places_in_words,
               note=lambda one: kilometres_in_words(reader.way_to(one))),
        Column(name="places", label="Places", value=seats_in_words, sort=("count__held",),
               note=seats_note),
        Column(name="collegues", label="Vos collègues", value=reader.who_of_mine),
        Column(name="etat", label="Où cela en est", value="state", kind="state", shown=False),
        Column(name="km", label="Kilomètres", value=reader.way_to, kind="number", shown=False),
    )  # fmt: skip


@reads(allow=rules.may_read_training)
def session_list(request: UserRequest) -> HttpResponse:
    """What comes, where, how far, and how many seats are left."""
    user, at, reader = request.user, request.at, Reader()
    sessions = coming(user, at=at)
    listing = Listing(
        request,
        sessions,
        columns=columns(reader),
        noun=NOUN,
        filters=SessionFilters,
        default_sort="date",
        empty=EMPTY,
    )
    here, reader.mine, halves, announced = listing.form.read_with(
        _here(request),
        _mine(user, sessions),
        next_half_days(user, at=at)[:SOME],
        HowMany(sessions),
    )
    reader.start = next(iter(here), None)
    context = {
        "start": reader.start,
        "outings": outings(halves)[:FIRST_DAYS],
        "registers": rules.may_read_registrations(user),
        "all": count(announced, "session annoncée", "sessions annoncées"),
    }
    return listing.respond("training/session_list.html", context)


@reads(allow=rules.may_read_training)
def session_detail(request: UserRequest, pk: int) -> HttpResponse:
    """My colleagues and what each may do; the seats, the programme, the room and the way to it."""
    session = get_object_or_404(read_sessions(request.user), pk=pk)
    people = colleagues_of(request.user, session, at=request.at)
    seated = [one for one in people if one.is_confirmed]
    come = session.roster.all() if seated else session.roster.none()
    here, roster = together(_here(request), come)
    start = next(iter(here), None)
    told = page_of(session, start=start, at=request.at)
    context = {
        "page": told,
        "nearer": nearer_session(session, start, user=request.user, at=request.at),
        "session": session,
        "people": shown(people, begun=told.begun),
        "others": [one for one in people if one.elected and not one.registration],
        "materials": SessionMaterial.objects.visible_to(request.user).filter(session=session).shown(at=request.at),
        "waiting_for_you": offers_in_words(people),
        "offered": [one for one in people if one.registration and one.registration.offer_until],
        "seated": seated,
        "roster": roster,
        "town_hall": is_town_hall(request.user),
        "me": next((one for one in seated if one.person.user_id == request.user.pk), None),
        "may_register": rules.may_register(request.user) and any(one.free for one in people),
        "minutes": minutes_of(session),
    }  # fmt: skip
    return page(request, "training/session_detail.html", context)


def start_of(request: UserRequest) -> Commune | None:
    """The commune for which one acts now, where the drive begins."""
    return _here(request).first()


def _here(request: UserRequest) -> QuerySet[Commune]:
    current = request.acting.current
    return Commune.objects.defer("outline").filter(pk=current if current is not None else 0)
