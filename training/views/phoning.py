"""A mayor answers by telephone: the manager notes it, for a registration or for the wishes of a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.queries.deciding import deciding_positions
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import writes
from training import rules
from training.domain import phoning as domain
from training.forms.phoning import MayorSaidForm
from training.models import NeedsAnswer, Registration
from training.queries.asking import asked
from training.queries.registrations import with_what_is_shown
from training.queries.visas import visa_page, with_what_a_mayor_reads
from training.states.registrations import Decision
from training.states.wishes import Visa

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_run_sessions)
def registration_phone(request: UserRequest, pk: int) -> HttpResponse:
    """The mayor's word for one registration."""
    rows = with_what_is_shown(Registration.objects.visible_to(request.user))
    one = get_object_or_404(rows, pk=pk)
    form = _form(request, one.commune_id)
    if request.method == "POST" and form.is_valid():
        made = domain.decide_by_phone(one.pk, form.said(), by=request.user, at=request.at)
        messages.success(request, said_after(made))
        return redirect("trainingdesk:session_follow", pk=one.session_id)
    if not one.is_undecided:
        return redirect("training:registration_detail", pk=one.pk)
    context = {"asked": asked(one, at=request.at), "session": one.session, "form": form}
    return page(request, "training/phone_decision.html", context)


@writes(allow=rules.may_collect_wishes)
def needs_visa(request: UserRequest, pk: int) -> HttpResponse:
    """The mayor's visa on the wishes of her commune. `pk`: the answer of the commune."""
    rows = with_what_a_mayor_reads(NeedsAnswer.objects.visible_to(request.user))
    answer = get_object_or_404(rows, pk=pk)
    form = _form(request, answer.commune_id)
    if request.method == "POST" and form.is_valid():
        made = domain.approve_by_phone(answer.pk, form.said(), by=request.user, at=request.at)
        words = "est donné" if made.visa == Visa.GIVEN else "est refusé"
        messages.success(request, f"C’est noté : le visa {words}, la mairie est prévenue.")
        return redirect("trainingdesk:needs_follow", pk=answer.campaign_id)
    if answer.visa != Visa.AWAITED:
        return redirect("trainingdesk:needs_follow", pk=answer.campaign_id)
    return page(request, "training/phone_visa.html", {"shown": visa_page(answer), "form": form})


def said_after(one: Registration) -> str:
    """What the mayor's word gave."""
    if one.decision == Decision.REFUSED:
        return f"Le refus est noté : {one.person} le lira dans un courriel."
    if one.seat is not None:
        return f"L’accord est noté : {one.person} a sa place, la convocation est partie."
    return f"L’accord est noté : {one.person} attend une place."


def _form(request: UserRequest, commune_id: int) -> MayorSaidForm:
    people = deciding_positions(commune_id, on=paris_date(request.at))
    return MayorSaidForm(request.POST or None, people=people)
