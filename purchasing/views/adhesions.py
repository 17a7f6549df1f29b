"""Joining the grouping, as a town hall sees it: what to vote, the text, and giving the deliberation back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.rules import is_town_hall
from portal.lib.refusal import Refusal
from portal.lib.text import of
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes
from purchasing import rules
from purchasing.domain import framework
from purchasing.forms.framework import CouncilForm, VoteForm
from purchasing.models import Adhesion
from purchasing.states import AdhesionState

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

LIST = "purchasing:adhesion_list"


@reads(allow=is_town_hall)
def adhesion_list(request: UserRequest) -> HttpResponse:
    """The adhesions of her communes, those to vote first."""
    rows = (
        Adhesion.objects.visible_to(request.user)
        .exclude(state=AdhesionState.WITHDRAWN)
        .select_related("commune", "convention__coordinator")
        .order_by("commune__name_sort", "pk")
    )
    adhesions = sorted(rows, key=lambda one: one.state != AdhesionState.PENDING)
    context = {
        "adhesions": adhesions,
        "pending": [one for one in adhesions if one.state == AdhesionState.PENDING],
        "form": VoteForm(),
        "council_form": CouncilForm(),
    }
    return page(request, "purchasing/adhesion_list.html", context)


def _mine(request: UserRequest, pk: int) -> Adhesion:
    rows = Adhesion.objects.visible_to(request.user).select_related("commune", "convention")
    adhesion = get_object_or_404(rows, pk=pk)
    ensure(rules.may_vote_adhesion(request.user, adhesion))
    return adhesion


@writes(allow=is_town_hall)
def adhesion_vote(request: UserRequest, pk: int) -> HttpResponse:
    """The council has voted: its number, its date, its deliberation."""
    adhesion = _mine(request, pk)
    form = VoteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            framework.vote(adhesion.pk, by=request.user, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"La délibération {of(adhesion.commune.name)} est enregistrée."
            )
            return redirect(LIST)
    return page(request, "purchasing/adhesion_vote.html", {"form": form, "adhesion": adhesion})


@writes(allow=is_town_hall)
def adhesion_council(request: UserRequest, pk: int) -> HttpResponse:
    """When the council will vote."""
    adhesion, form = _mine(request, pk), CouncilForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["council_on"]
        framework.plan_council(adhesion.pk, council_on=day, by=request.user, at=request.at)
        messages.success(request, f"Le conseil {of(adhesion.commune.name)} est noté.")
        return redirect(LIST)
    context = {"form": form, "adhesion": adhesion}
    return page(request, "purchasing/adhesion_council.html", context)


@writes(allow=is_town_hall)
def adhesion_text(request: UserRequest, pk: int) -> HttpResponse:
    """The text ready to vote: it opens as a page, and its PDF is made meanwhile."""
    adhesion = _mine(request, pk)
    if request.method != "POST":
        return redirect(LIST)
    made = framework.ask_deliberation(adhesion.pk, by=request.user, at=request.at)
    return redirect("documents:document_detail", pk=made.pk)
