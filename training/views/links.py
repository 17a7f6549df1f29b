"""The mayor's answer to a registration, from the signed link of her mail, without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from portal.web.htmx import page
from training.domain import decisions as domain
from training.forms.registrations import RefuseForm
from training.models import Registration
from training.queries.asking import asked
from training.queries.links import approval_token, read_token
from training.queries.registrations import with_what_is_shown
from training.views.decisions import said_after
from training.views.link_doors import Door, token_of, word_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from communes.models import Position
    from portal.web.requests import UserRequest
    from training.queries.links import Claim


def _claimed(claim: Claim) -> Registration | None:
    rows = with_what_is_shown(Registration.objects.all())
    return rows.filter(pk=claim.subject_id, commune_id=claim.commune_id).first()


def _is_over(one: Registration, at: datetime) -> bool:
    return one.session.ends_at is not None and one.session.ends_at <= at


door = Door("training-link", read_token, _claimed, over=_is_over)


@door.opens
def approval_link(request: UserRequest, one: Registration, position: Position) -> HttpResponse:
    """The registration on one page. The button is the confirmation: nothing is said before."""
    if request.method == "POST":
        agreed = domain.accept(one.pk, word_of(position), by=None, at=request.at)
        messages.success(request, said_after(agreed))
        return _go_on(agreed, position)
    context = {"asked": asked(one, at=request.at), "position": position}
    context["token"] = token_of(request)
    return page(request, "training/link_decide.html", context)


@door.opens
def approval_refuse(request: UserRequest, one: Registration, position: Position) -> HttpResponse:
    form = RefuseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        refused = domain.refuse(one.pk, word_of(position), reason=reason, by=None, at=request.at)
        messages.success(
            request, f"Votre refus est enregistré, {one.person} le lira dans un courriel."
        )
        return _go_on(refused, position)
    if not one.is_undecided:
        return redirect("traininglinks:approval_link", token=token_of(request))
    context = {"asked": asked(one, at=request.at), "position": position, "form": form}
    context["token"] = token_of(request)
    return page(request, "training/link_refuse.html", context)


def _go_on(one: Registration, position: Position) -> HttpResponse:
    """The page after the answer, which made a new version of the link."""
    return redirect("traininglinks:approval_link", token=approval_token(one, position.person_id))
