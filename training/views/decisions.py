"""The mayor's word, with an account: the registration on one page, a button to agree, another to refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.queries.deciding import deciding_positions
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import ensure, writes
from training import rules
from training.domain import decisions as domain
from training.domain.decisions import Word, decided_as
from training.forms.registrations import RefuseForm
from training.models import Registration
from training.queries.asking import asked
from training.queries.registrations import with_what_is_shown
from training.states.registrations import DecisionChannel

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_read_registrations)
def registration_decide(request: UserRequest, pk: int) -> HttpResponse:
    """Looking decides nothing; the button agrees."""
    one = _to_decide(request, pk)
    if request.method == "POST":
        word = _word(request, one)
        agreed = domain.accept(one.pk, word, by=request.user, at=request.at)
        messages.success(request, said_after(agreed))
        return redirect("training:registration_detail", pk=one.pk)
    if not one.is_undecided:
        return redirect("training:registration_detail", pk=one.pk)
    return page(request, "training/decide.html", {"asked": asked(one, at=request.at)})


@writes(allow=rules.may_read_registrations)
def registration_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """A refusal says why."""
    one = _to_decide(request, pk)
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        word = _word(request, one)
        domain.refuse(one.pk, word, reason=reason, by=request.user, at=request.at)
        messages.success(
            request, f"Votre refus est enregistré, {one.person} le lira dans un courriel."
        )
        return redirect("training:registration_detail", pk=one.pk)
    if not one.is_undecided:
        return redirect("training:registration_detail", pk=one.pk)
    return page(
        request, "training/refuse.html", {"asked": asked(one, at=request.at), "form": form}
    )


def said_after(one: Registration) -> str:
    """What the agreement gave."""
    if one.seat is not None:
        return f"Votre accord est enregistré : {one.person} a sa place, la convocation est partie."
    return f"Votre accord est enregistré : {one.person} attend une place."


def _to_decide(request: UserRequest, pk: int) -> Registration:
    rows = with_what_is_shown(Registration.objects.visible_to(request.user))
    one = get_object_or_404(rows, pk=pk)
    ensure(rules.may_decide(request.user, one, on=paris_date(request.at)))
    return one


def _word(request: UserRequest, one: Registration) -> Word:
    positions = deciding_positions(one.commune_id, on=paris_date(request.at))
    position = positions.filter(person__user_id=request.user.pk)[0]
    return Word(decided_as=decided_as(position), via=DecisionChannel.WEB)
