"""The demand: the board of the wishes, what becomes of each, where a course is given so that people drive least."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.models import Need
from communes.states import NeedTheme
from portal.lib.refusal import Refusal
from portal.lib.tables import write_xlsx
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain import demand as domain
from training.domain.grouping import prepare_sessions
from training.forms.needs import (
    BoardFilters,
    CourseChoice,
    DecideForm,
    NeedChoice,
    offered_courses,
)
from training.forms.venues import DaysForm, PrepareForm
from training.models import Course, NeedsCampaign, Wish
from training.queries.demand import board_of, course_wishes, loose_wishes, open_needs
from training.queries.venue_map import map_of, territory
from training.queries.venues import MOST_ROOMS, planner_of
from training.resources.demand import demand_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from portal.web.requests import UserRequest
    from training.queries.venues import Option, Planner

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DECISIONS = {
    "postpone": ("Reporter", "reporté", "reportés", True),
    "refuse": ("Ne pas retenir", "n’est pas retenu", "ne sont pas retenus", True),
    "resume": ("Remettre à l’étude", "est remis à l’étude", "sont remis à l’étude", False),
}
"""Button, words after for one and for several, whether the town hall must be told why."""


@reads(allow=rules.may_collect_wishes)
def demand_board(request: UserRequest, pk: int) -> HttpResponse:
    """How many people wish for each course, commune by commune."""
    campaign = _get(request, pk)
    filters = BoardFilters(request.GET)
    board = board_of(campaign, filters.chosen)
    context = {"campaign": campaign, "board": board, "filters": filters}
    return page(request, "training/demand_board.html", context)


@reads(allow=rules.may_collect_wishes)
def demand_export(request: UserRequest, pk: int) -> HttpResponse:
    """The same as a spreadsheet, with the same filters."""
    campaign = _get(request, pk)
    board = board_of(campaign, BoardFilters(request.GET).chosen)
    content = write_xlsx(demand_table(board), title=f"Demande {campaign.year}")
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="demande-{campaign.year}.xlsx"'
    return response


@reads(allow=rules.may_collect_wishes)
def demand_loose(request: UserRequest, pk: int) -> HttpResponse:
    """Wishes in words and needs noted by communes: each waits for a course."""
    campaign, courses = _get(request, pk), offered_courses()
    wishes = [
        (one, CourseChoice(prefix=f"w{one.pk}", courses=courses)) for one in loose_wishes(campaign)
    ]
    needs = [(one, NeedChoice(prefix=f"n{one.pk}", courses=courses)) for one in open_needs()]
    context = {"campaign": campaign, "wishes": wishes, "needs": needs}
    return page(request, "training/demand_loose.html", context)


@writes(allow=rules.may_collect_wishes)
def wish_attach(request: UserRequest, pk: int) -> HttpResponse:
    """A wish in words is a course of the catalogue."""
    wish = get_object_or_404(Wish.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        form = CourseChoice(request.POST, prefix=f"w{pk}")
        course = _chosen(form)
        domain.attach_wish(wish.pk, course, by=request.user, at=request.at)
        messages.success(request, f"« {wish.subject} » est rattaché à une formation.")
    return redirect("trainingdesk:demand_loose", pk=wish.campaign_id)


@writes(allow=rules.may_collect_wishes)
def need_take(request: UserRequest, pk: int, need_pk: int) -> HttpResponse:
    """A need that a commune noted joins the wishes."""
    campaign = _get(request, pk)
    needs = Need.objects.visible_to(request.user).filter(theme=NeedTheme.TRAINING)
    need = get_object_or_404(needs, pk=need_pk)
    if request.method == "POST":
        form = NeedChoice(request.POST, prefix=f"n{need_pk}")
        course = _chosen(form)
        domain.take_need(
            need.pk,
            campaign.pk,
            course_id=course,
            people=int(form.cleaned_data["people"]),
            by=request.user,
            at=request.at,
        )
        messages.success(
            request, f"Le besoin « {need} » est repris : sa suite se lira sur sa fiche."
        )
    return redirect("trainingdesk:demand_loose", pk=campaign.pk)


@writes(allow=rules.may_collect_wishes)
def demand_course(request: UserRequest, pk: int, course_pk: int) -> HttpResponse:
    """Every wish of a course: who, when, how far, what becomes of it; postponed or refused with a word."""
    campaign, course = _get(request, pk), _course(course_pk)
    wishes = list(course_wishes(campaign, course.pk))
    form = DecideForm(request.POST or None, wishes=[one.pk for one in wishes])
    if request.method == "POST" and form.is_valid():
        try:
            said = _decided(request.POST.get("faire", ""), form, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect(request.path)
    ticked = set(form["wishes"].value() or ()) if form.is_bound else set()
    context = {"campaign": campaign, "course": course, "wishes": wishes, "form": form}
    context |= {"decisions": DECISIONS, "ticked": {str(one) for one in ticked}}
    return page(request, "training/demand_course.html", context)


@writes(allow=rules.may_collect_wishes)
def demand_plan(request: UserRequest, pk: int, course_pk: int) -> HttpResponse:
    """One, two or three rooms side by side; the manager keeps one, drafts of sessions are made."""
    campaign, course = _get(request, pk), _course(course_pk)
    days, planner = _looked_at(request, campaign, course)
    option = _option(planner, request.POST.get("rooms") or request.GET.get("salles", ""))
    form = PrepareForm(request.POST or None, planner=planner, option=option) if option else None
    if request.method == "POST" and form and form.is_valid():
        try:
            kept = prepare_sessions(form.proposal(at=request.at), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            made = count(kept.sessions.count(), "session est préparée", "sessions sont préparées")
            messages.success(
                request, f"{made}. Complétez, annoncez : les mairies seront prévenues."
            )
            return redirect("trainingdesk:session_list")
    drawing = territory(planner.communes)
    context = {"campaign": campaign, "course": course, "planner": planner, "days": days}
    context |= {"form": form, "chosen": option}
    context["options"] = [(one, map_of(one, drawing)) for one in planner.options]
    return page(request, "training/demand_plan.html", context)


def _looked_at(
    request: UserRequest, campaign: NeedsCampaign, course: Course
) -> tuple[DaysForm, Planner]:
    """The days of the address, or three that suit most, and what may be done on them."""
    days = DaysForm(request.GET if "jour1" in request.GET else None)
    chosen = days.days() if days.is_valid() else []
    planner = planner_of(campaign, course, days=chosen, at=request.at)
    if not days.is_bound:
        days = DaysForm(
            initial=dict(zip(days.fields, (one.day for one in planner.days), strict=False))
        )
    return days, planner


def _option(planner: Planner, typed: str) -> Option | None:
    """The proposal asked for; else the one with most rooms that still spares something worth it."""
    if typed.isdecimal() and (found := planner.option(int(typed))):
        return found
    sound = [one for one in planner.options if not one.problem]
    return next((one for one in reversed(sound[:MOST_ROOMS]) if one.asked <= 2), None)  # noqa: PLR2004


def _decided(verb: str, form: DecideForm, request: UserRequest) -> str:
    pks, reason = form.cleaned_data["wishes"], form.cleaned_data["reason"]
    by, at = request.user, request.at
    verbs: dict[str, Callable[[], list[Wish]]] = {
        "postpone": lambda: domain.postpone_wishes(pks, reason=reason, by=by, at=at),
        "refuse": lambda: domain.refuse_wishes(pks, reason=reason, by=by, at=at),
        "resume": lambda: domain.resume_wishes(pks, by=by, at=at),
    }
    if verb not in verbs:
        raise Refusal("Choisissez ce que deviennent ces souhaits.")
    done = len(verbs[verb]())
    _label, one, several, told = DECISIONS[verb]
    words = count(done, f"souhait {one}", f"souhaits {several}")
    return f"{words}. Les mairies le lisent par courriel." if told else f"{words}."


def _chosen(form: Form) -> int:
    """The course; Refusal with what is wrong, which the page then says."""
    if not form.is_valid():
        raise Refusal(next(iter(form.errors.values()))[0])
    course: int = form.cleaned_data["course"]
    return course


def _get(request: UserRequest, pk: int) -> NeedsCampaign:
    return get_object_or_404(NeedsCampaign.objects.visible_to(request.user), pk=pk)


def _course(pk: int) -> Course:
    return get_object_or_404(Course.objects.select_related("theme"), pk=pk)
