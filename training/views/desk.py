"""The manager's sessions: the list, a draft written and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain import sessions as domain
from training.forms.desk import DeskFilters
from training.forms.sessions import (
    HalfFormSet,
    SessionForm,
    offered,
    start_of_course,
    start_of_session,
)
from training.models import Course
from training.queries.session_page import listed_rows, read_sessions
from training.queries.wording import days_in_words, places_in_words
from training.states.sessions import HIDDEN_SESSIONS

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import Session

NOUN = Noun("session", "sessions", feminine=True)
EMPTY = "Préparez la première : choisissez une formation du catalogue, ses jours, une salle."


def _link(session: Session) -> str:
    return reverse("trainingdesk:session_follow", args=(session.pk,))


COLUMNS = (
    Column(name="formation", label="Formation", value="course.title", link=_link, sort=("course__title",),
           note=lambda one: f"{one.number} · {one.course.theme}"),
    Column(name="numero", label="Numéro", value="number", sort=("number",), shown=False),
    Column(name="date", label="Quand", value=days_in_words, sort=("starts_at",)),
    Column(name="lieu", label="Où", value=places_in_words),
    Column(name="inscrits", label="Inscrits", value="count.confirmed", kind="number", sort=("count__confirmed",),
           note=lambda one: f"de {one.minimum} à {one.maximum}"),
    Column(name="tenues", label="Places tenues", value=lambda one: one.count.held - one.count.confirmed, kind="number",
           shown=False),
    Column(name="attente", label="Attendent", value="count.waiting", kind="number", sort=("count__waiting",)),
    Column(name="communes", label="Communes", value="count.communes", kind="number", sort=("count__communes",),
           shown=False),
    Column(name="etat", label="Où cela en est", value="state", kind="state", sort=("state",)),
)  # fmt: skip


@reads(allow=rules.may_run_sessions)
def session_list(request: UserRequest) -> HttpResponse:
    """Every session, drafts included, the latest first."""
    listing = Listing(
        request,
        listed_rows().visible_to(request.user),
        columns=COLUMNS,
        noun=NOUN,
        filters=DeskFilters,
        default_sort="-date",
        empty=EMPTY,
    )
    return listing.respond("training/desk_list.html")


@writes(allow=rules.may_run_sessions)
def session_create(request: UserRequest) -> HttpResponse:
    """First the course, then its days: what the course says is there already."""
    chosen = request.GET.get("formation", "")
    courses = Course.objects.filter(active=True).select_related("theme")
    course = courses.filter(pk=chosen).first() if chosen.isdecimal() else None
    if course is None:
        return page(request, "training/desk_course.html", {"courses": courses})
    rules_, rows = start_of_course(course)
    form, halves = _forms(request, rules_, rows)
    if request.method == "POST":
        made = _written(request, course, form, halves, None)
        if made is not None:
            messages.success(request, f"La session {made.number} est en préparation.")
            return redirect("trainingdesk:session_follow", pk=made.pk)
    context = {"session": None, "course": course, "form": form, "halves": halves}
    return page(request, "training/desk_form.html", context)


@writes(allow=rules.may_run_sessions)
def session_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Anything may change until it is announced."""
    session = get_object_or_404(read_sessions(request.user), pk=pk)
    if session.state not in HIDDEN_SESSIONS:
        messages.warning(request, f"« {session} »{NBSP}: {session.get_state_display()}.")
        return redirect("trainingdesk:session_follow", pk=pk)
    form, halves = _forms(request, *start_of_session(session))
    if request.method == "POST":
        made = _written(request, session.course, form, halves, session.pk)
        if made is not None:
            messages.success(request, "La session est corrigée.")
            return redirect("trainingdesk:session_follow", pk=pk)
    context = {"session": session, "course": session.course, "form": form, "halves": halves}
    return page(request, "training/desk_form.html", context)


def _forms(
    request: UserRequest, rules_: dict[str, Any], rows: list[dict[str, Any]]
) -> tuple[SessionForm, Any]:
    data = request.POST or None
    lists = {"offered": offered()}
    return (
        SessionForm(data, initial=rules_),
        HalfFormSet(data, initial=rows, prefix="demi", form_kwargs=lists),
    )


def _written(
    request: UserRequest, course: Course, form: SessionForm, halves: Any, pk: int | None
) -> Session | None:
    """The session as it is now; None when something is wrong, which the forms then say."""
    if not (form.is_valid() & halves.is_valid()):
        return None
    given = [half for half in (one.half() for one in halves) if half]
    by, at = request.user, request.at
    try:
        plan = form.plan(course, given, at=at)
        if pk is None:
            return domain.create_session(plan, by=by, at=at)
        return domain.edit_session(pk, plan, by=by, at=at)
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
    return None
