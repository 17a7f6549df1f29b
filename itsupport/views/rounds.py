"""Rounds: the list, the preparation, and the page that the agent keeps open on the road."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from itsupport.domain import rounds as preparing, visiting
from itsupport.domain.papers import ask_sheet
from itsupport.forms.rounds import CloseForm, LeaveForm, RoundForm, typed_hours
from itsupport.models import Round
from itsupport.queries.rounds import places_to_go, rounds_of, stops_of, to_take
from itsupport.resources.rounds import map_to_go
from itsupport.rules import is_desk
from itsupport.states.rounds import RoundState
from itsupport.views.desk_tools import say_faults
from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.lib.typed_hours import NotHours
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from portal.web.requests import UserRequest

SHOWN = 30
NEAR = 2
TO_COME = (RoundState.PREPARED, RoundState.UNDER_WAY)
SHIFTS = {"plus-tot": -1, "plus-tard": 1}
STOP_VERBS = (*SHIFTS, "arriver", "repartir")


@reads(allow=is_desk)
def round_list(request: UserRequest) -> HttpResponse:
    """Those to come, then the last ones that were done."""
    rows = rounds_of(request.user)
    context = {
        "to_come": rows.filter(state__in=TO_COME).order_by("on", "pk"),
        "done": rows.exclude(state__in=TO_COME)[:SHOWN],
        "waiting": to_take(request.user).count(),
    }
    return page(request, "itsupport/round_list.html", context)


@writes(allow=is_desk)
def round_create(request: UserRequest) -> HttpResponse:
    """Tick what to take, by commune; the order of the stops is suggested."""
    today = paris_date(request.at)
    form = RoundForm(request.POST or None, user=request.user, day=today, initial=_start(request))
    if request.method == "POST" and form.is_valid():
        try:
            one = preparing.prepare_round(form.plan(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "La tournée est préparée. Les communes ne savent rien encore."
            )
            return redirect("itsupport:round_detail", pk=one.pk)
    places = places_to_go(request.user)
    context = {
        "form": form,
        "places": places,
        "waiting": sum(len(place.tickets) for place in places),
        "map": map_to_go(places, on=today),
    }
    return page(request, "itsupport/round_form.html", context)


@reads(allow=is_desk)
def round_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Before it leaves, its order and its hours; on the road, one stop after the other; then what it gave."""
    one = _get(request, pk)
    stops = stops_of(one)
    context = {
        "round": one,
        "stops": stops,
        "shut": [stop for stop in stops if stop.closed],
        "close_form": CloseForm(),
        "here": next((stop for stop in stops if stop.stands != "left"), None),
        "minutes": sum(stop.stop.minutes or 0 for stop in stops),
    }
    return page(request, "itsupport/round_detail.html", context)


@writes(allow=is_desk)
def round_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """A button that needs no word."""
    one = _get(request, pk)
    if request.method == "POST":
        messages.success(request, GESTURES[verb](request, one.pk))
    return redirect("itsupport:round_detail", pk=pk)


@writes(allow=is_desk)
def round_hours(request: UserRequest, pk: int) -> HttpResponse:
    """The hours of the stops, as typed."""
    one = _get(request, pk)
    if request.method == "POST":
        try:
            hours = typed_hours(request.POST.dict())
        except NotHours as error:
            raise Refusal(str(error)) from error
        preparing.set_hours(one.pk, hours, by=request.user, at=request.at)
        messages.success(request, "Les heures sont enregistrées.")
    return redirect("itsupport:round_detail", pk=pk)


@writes(allow=is_desk)
def round_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """The route sheet, as a document."""
    one = _get(request, pk)
    if request.method != "POST":
        return redirect("itsupport:round_detail", pk=pk)
    made = ask_sheet(one.pk, by=request.user, at=request.at)
    return redirect("documents:document_detail", pk=made.pk)


@writes(allow=is_desk)
def round_close(request: UserRequest, pk: int) -> HttpResponse:
    """The kilometres, and it is over."""
    one = _get(request, pk)
    form = CloseForm(request.POST)
    if request.method == "POST":
        if form.is_valid():
            driven = int(form.cleaned_data["kilometres"])
            visiting.close_round(one.pk, kilometres=driven, by=request.user, at=request.at)
            messages.success(request, "La tournée est terminée, le temps est noté par commune.")
        else:
            say_faults(request, form)
    return redirect("itsupport:round_detail", pk=pk)


@writes(allow=is_desk)
def stop_move(request: UserRequest, pk: int, stop_pk: int, verb: str) -> HttpResponse:
    """Earlier, later; arrive, leave."""
    stop = get_object_or_404(_get(request, pk).stops, pk=stop_pk)
    form = LeaveForm(request.POST)
    if request.method == "POST" and form.is_valid():
        if verb in SHIFTS:
            preparing.shift_stop(pk, stop.pk, SHIFTS[verb], by=request.user, at=request.at)
        elif verb == "arriver":
            visiting.arrive(pk, stop.pk, by=request.user, at=request.at)
        else:
            spent = form.spent()
            visiting.leave(pk, stop.pk, by=request.user, at=request.at, minutes=spent)
    else:
        say_faults(request, form)
    return _at_stop(pk, stop.pk)


@writes(allow=is_desk)
def task_tick(request: UserRequest, pk: int, task_pk: int) -> HttpResponse:
    """Done, or not after all."""
    one = _get(request, pk)
    stop = get_object_or_404(one.stops, tasks=task_pk)
    if request.method == "POST":
        visiting.tick_task(one.pk, task_pk, by=request.user, at=request.at)
    return _at_stop(pk, stop.pk)


def _get(request: UserRequest, pk: int) -> Round:
    return get_object_or_404(rounds_of(request.user), pk=pk)


def _at_stop(pk: int, stop_pk: int) -> HttpResponse:
    return redirect(f"{reverse('itsupport:round_detail', args=(pk,))}#s{stop_pk}")


def _start(request: UserRequest) -> dict[str, Any]:
    """In two working days, from where the last round left."""
    day = add_working_days(paris_date(request.at), NEAR, good_friday=True)
    last = Round.objects.visible_to(request.user).order_by("-pk").first()
    return {"on": day, "leaves_at": "8 h 30", "departure": last.departure_id if last else None}


def _order(request: UserRequest, pk: int) -> str:
    preparing.suggest_order(pk, by=request.user, at=request.at)
    return "L’ordre suggéré est repris, les heures suivent."


def _announce(request: UserRequest, pk: int) -> str:
    told = preparing.announce_round(pk, by=request.user, at=request.at)
    return f"{count(told, 'commune est prévenue', 'communes sont prévenues')} par courriel."


def _leave(request: UserRequest, pk: int) -> str:
    visiting.start_round(pk, by=request.user, at=request.at)
    return "Bonne route."


def _cancel(request: UserRequest, pk: int) -> str:
    preparing.cancel_round(pk, by=request.user, at=request.at)
    return "La tournée est annulée, ses demandes reviennent où elles étaient."


GESTURES: dict[str, Callable[[UserRequest, int], str]] = {
    "ordonner": _order,
    "prevenir": _announce,
    "partir": _leave,
    "annuler": _cancel,
}
