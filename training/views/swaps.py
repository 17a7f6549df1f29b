"""Changing sessions with somebody of another town hall: proposing, answering, thinking better of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from portal.web.views import ensure, writes
from training import rules
from training.domain import swapping
from training.models import Registration, SwapProposal

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_read_registrations)
def swap_propose(request: UserRequest, pk: int, other_pk: int) -> HttpResponse:
    """`other_pk`: a registration of another commune, of which nothing is shown."""
    one = _mine(request, pk)
    if request.method == "POST":
        try:
            found = swapping.propose_swap(one.pk, other_pk, by=request.user, at=request.at)
        except Registration.DoesNotExist as error:
            raise Http404 from error
        messages.success(
            request,
            f"La proposition part à la commune {found.asked_commune.name}. Rien ne change avant sa réponse.",
        )
    return redirect("training:registration_detail", pk=one.pk)


@writes(allow=rules.may_read_registrations)
def swap_accept(request: UserRequest, pk: int) -> HttpResponse:
    one = _side(request, pk, asked=True)
    if request.method == "POST":
        one = swapping.accept_swap(pk, by=request.user, at=request.at)
        messages.success(request, "L’échange est fait : les convocations partent par courriel.")
    return redirect("training:registration_detail", pk=one.pk)


@writes(allow=rules.may_read_registrations)
def swap_refuse(request: UserRequest, pk: int) -> HttpResponse:
    one = _side(request, pk, asked=True)
    if request.method == "POST":
        swapping.refuse_swap(pk, by=request.user, at=request.at)
        messages.success(request, "Vous gardez votre place. L’autre mairie est prévenue.")
    return redirect("training:registration_detail", pk=one.pk)


@writes(allow=rules.may_read_registrations)
def swap_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    one = _side(request, pk, asked=False)
    if request.method == "POST":
        swapping.withdraw_swap(pk, by=request.user, at=request.at)
        messages.success(request, "La proposition est retirée. L’autre mairie est prévenue.")
    return redirect("training:registration_detail", pk=one.pk)


def _side(request: UserRequest, pk: int, *, asked: bool) -> Registration:
    """The registration of this side of a proposal, which this person may change."""
    found = get_object_or_404(SwapProposal.objects.visible_to(request.user), pk=pk)
    return _mine(request, found.asked_id if asked else found.asker_id)


def _mine(request: UserRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(request.user).select_related("person")
    one = get_object_or_404(rows, pk=pk)
    ensure(rules.may_change_registration(request.user, one))
    return one
