"""The mayor's visa from the signed link of her mail, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from portal.web.htmx import page
from training.domain import visas as domain
from training.forms.wish_lists import RefuseVisaForm
from training.models import NeedsAnswer
from training.queries.links import read_visa_token
from training.queries.visas import visa_page, with_what_a_mayor_reads
from training.states.wishes import Visa
from training.views.link_doors import Door, token_of, word_of
from training.views.visas import GIVEN, REFUSED

if TYPE_CHECKING:
    from django.http import HttpResponse

    from communes.models import Position
    from portal.web.requests import UserRequest
    from training.queries.links import Claim


def _claimed(claim: Claim) -> NeedsAnswer | None:
    rows = with_what_a_mayor_reads(NeedsAnswer.objects.all())
    return rows.filter(pk=claim.subject_id, commune_id=claim.commune_id).first()


door = Door("visa-link", read_visa_token, _claimed)


@door.opens
def visa_link(request: UserRequest, answer: NeedsAnswer, position: Position) -> HttpResponse:
    """The wishes on one page. The button is the visa: nothing is said before."""
    if request.method == "POST":
        domain.give_visa(answer.pk, word_of(position), by=None, at=request.at)
        messages.success(request, GIVEN)
        return redirect(request.path)
    context = {"shown": visa_page(answer), "position": position, "token": token_of(request)}
    return page(request, "training/link_visa.html", context)


@door.opens
def visa_link_refuse(
    request: UserRequest, answer: NeedsAnswer, position: Position
) -> HttpResponse:
    form = RefuseVisaForm(request.POST or None)
    token = token_of(request)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        domain.refuse_visa(answer.pk, word_of(position), reason=reason, by=None, at=request.at)
        messages.success(request, REFUSED)
        return redirect("traininglinks:visa_link", token=token)
    if answer.visa != Visa.AWAITED:
        return redirect("traininglinks:visa_link", token=token)
    context = {"shown": visa_page(answer), "position": position, "token": token, "form": form}
    return page(request, "training/link_visa_refuse.html", context)
