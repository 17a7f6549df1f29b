"""The mayor's visa, with an account: the wishes on one page, a button to approve, another to refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.queries.deciding import deciding_positions
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import ensure, writes
from training import rules
from training.domain import visas as domain
from training.domain.decisions import Word, decided_as
from training.forms.wish_lists import RefuseVisaForm
from training.models import NeedsAnswer
from training.queries.visas import visa_page, with_what_a_mayor_reads
from training.states.registrations import DecisionChannel
from training.states.wishes import Visa

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

GIVEN = "Votre visa est enregistré : ces souhaits comptent, la mairie est prévenue."
REFUSED = "Votre refus est enregistré : la mairie lit vos mots, et ses souhaits redeviennent un brouillon."


@writes(allow=rules.may_read_wishes)
def wish_visa(request: UserRequest, pk: int) -> HttpResponse:
    """Looking decides nothing; the button approves."""
    answer = _to_approve(request, pk)
    if request.method == "POST":
        word = _word(request, answer)
        domain.give_visa(answer.pk, word, by=request.user, at=request.at)
        messages.success(request, GIVEN)
        return redirect("training:wish_list")
    return page(request, "training/wish_visa.html", {"shown": visa_page(answer)})


@writes(allow=rules.may_read_wishes)
def wish_visa_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """A refusal says why."""
    answer = _to_approve(request, pk)
    form = RefuseVisaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, word = form.cleaned_data["reason"], _word(request, answer)
        domain.refuse_visa(answer.pk, word, reason=reason, by=request.user, at=request.at)
        messages.success(request, REFUSED)
        return redirect("training:wish_list")
    if answer.visa != Visa.AWAITED:
        return redirect("training:wish_visa", pk=answer.pk)
    context = {"shown": visa_page(answer), "form": form}
    return page(request, "training/wish_visa_refuse.html", context)


def _to_approve(request: UserRequest, pk: int) -> NeedsAnswer:
    rows = with_what_a_mayor_reads(NeedsAnswer.objects.visible_to(request.user))
    answer = get_object_or_404(rows, pk=pk)
    ensure(rules.may_approve(request.user, answer.commune_id, on=paris_date(request.at)))
    return answer


def _word(request: UserRequest, answer: NeedsAnswer) -> Word:
    positions = deciding_positions(answer.commune_id, on=paris_date(request.at))
    position = positions.filter(person__user_id=request.user.pk)[0]
    return Word(decided_as=decided_as(position), via=DecisionChannel.WEB)
