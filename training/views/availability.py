"""When a room is not lent and a trainer cannot come: kept by the manager, and by the trainer from her link."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from portal.lib.refusal import Refusal
from portal.lib.text import NBSP, join
from portal.web.htmx import page
from portal.web.views import writes
from training import rules
from training.domain import availability as verbs
from training.forms.availability import AwayForm, WeekForm
from training.models import Closure, Room, Trainer
from training.queries.availability import clashes_of, closures_of
from training.views.trainers import by_trainer, token_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import TrainerLink
    from training.queries.availability import Clash, Kept


@writes(allow=rules.may_run_sessions)
def room_availability(request: UserRequest, pk: int) -> HttpResponse:
    rows = Room.objects.visible_to(request.user).select_related("commune")
    return _desk(request, get_object_or_404(rows, pk=pk))


@writes(allow=rules.may_run_sessions)
def trainer_availability(request: UserRequest, pk: int) -> HttpResponse:
    rows = Trainer.objects.visible_to(request.user).select_related("person")
    return _desk(request, get_object_or_404(rows, pk=pk))


@writes(allow=rules.may_run_sessions)
def closure_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Available again on these days."""
    rows = Closure.objects.visible_to(request.user).select_related("room", "trainer__person")
    row = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        with suppress(Closure.DoesNotExist):  # a colleague took it back at the same instant
            verbs.reopen(pk, row.kept, by=request.user, at=request.at)
        messages.success(request, "C’est retiré : ces jours sont libres à nouveau.")
    name = "room_availability" if row.room_id else "trainer_availability"
    return redirect(f"trainingdesk:{name}", pk=row.kept.pk)


@by_trainer
def trainer_days(request: UserRequest, link: TrainerLink) -> HttpResponse:
    """Her own days, from her link."""
    context = _context(request, link.trainer, by_desk=False)
    if context is None:
        return redirect("trainerlinks:trainer_days", token=token_of(request))
    context |= {"link": link, "session": link.session, "token": token_of(request)}
    return page(request, "training/trainer_days.html", context)


@by_trainer
def trainer_day_remove(request: UserRequest, link: TrainerLink, pk: int) -> HttpResponse:
    """She can come after all."""
    if request.method == "POST":
        try:
            verbs.reopen(pk, link.trainer, by=None, at=request.at)
        except Closure.DoesNotExist as error:
            raise Http404 from error
        messages.success(request, "C’est retiré : vous êtes disponible à nouveau.")
    return redirect("trainerlinks:trainer_days", token=token_of(request))


def _desk(request: UserRequest, kept: Kept) -> HttpResponse:
    context = _context(request, kept, by_desk=True)
    if context is None:
        return redirect(request.path)
    return page(request, "training/availability.html", context)


def _context(request: UserRequest, kept: Kept, *, by_desk: bool) -> dict[str, object] | None:
    """What the page shows; None once something is written."""
    weekly = "semaine" in request.POST
    away = AwayForm(None if weekly else request.POST or None)
    week = WeekForm(request.POST if weekly else None, closed=kept.closed_week)
    form = week if weekly else away
    if request.method == "POST" and form.is_valid():
        by = request.user if by_desk else None
        try:
            if isinstance(form, WeekForm):
                open_halves = form.cleaned_data["open_halves"]
                found = verbs.set_week(kept, open_halves, by=by, at=request.at)
            else:
                said_by = str(by or kept)
                found = verbs.close(kept, form.away(), by=by, said_by=said_by, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, found, by_desk=by_desk)
            return None
    return {
        "kept": kept,
        "token": "",
        "is_room": isinstance(kept, Room),
        "away": away,
        "week": week,
        "closures": closures_of(kept, at=request.at),
        "clashes": clashes_of(kept, at=request.at),
    }


def _tell(request: UserRequest, found: list[Clash], *, by_desk: bool) -> None:
    """What is booked all the same is named: nothing is cancelled by itself."""
    if not found:
        messages.success(request, "C’est noté : on ne réservera rien à ces heures.")
        return
    then = (
        "Déplacez-les ou changez-les." if by_desk else "Prévenez-nous : rien ne change tout seul."
    )
    words = join([one.words for one in found])
    messages.warning(request, f"C’est noté. Déjà prévu à ces heures{NBSP}: {words}. {then}")
