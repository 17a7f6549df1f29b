"""The answer that a town hall gives by telephone, typed by the manager on the same pages, traced as such."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from portal.lib.text import of
from portal.web.htmx import page
from portal.web.views import ensure, writes
from purchasing import rules
from purchasing.domain import answers
from purchasing.domain.contacts import note_contact
from purchasing.forms.answers import DeclineForm
from purchasing.forms.campaigns import WhoForm
from purchasing.models import Contact
from purchasing.queries.follow import opening_words
from purchasing.states import CampaignState, Channel
from purchasing.views.answers import show_answer
from purchasing.views.desks import Desk, review, show_form, shown_version, take_cell, take_form
from purchasing.views.participations import answer_or_404

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneDesk(Desk):
    """The manager answers for a commune: until the census closes, even past its deadline."""

    @property
    def open(self) -> bool:
        return self.answer.campaign.state == CampaignState.OPEN


def phone_desk(request: UserRequest, pk: int, answer_pk: int) -> PhoneDesk:
    """The desk of a commune, in the name of the person last reached there."""
    answer = answer_or_404(request, pk, answer_pk)
    ensure(rules.may_answer(request.user, answer))
    reached = answer.contacts.filter(reached=True).exclude(who="").first()
    hand = {
        "by": request.user,
        "at": request.at,
        "channel": Channel.PHONE,
        "answered_as": reached.who if reached else "",
    }
    base = reverse("campaigns:phone_edit", args=[pk, answer_pk])
    return PhoneDesk(answer=answer, hand=hand, base=base, frame="purchasing/phone_frame.html")


@writes(allow=rules.may_run_campaigns)
def participation_answer(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Who is on the telephone, before her answer is typed."""
    answer = answer_or_404(request, pk, answer_pk)
    ensure(rules.may_answer(request.user, answer))
    form = WhoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_contact(
            answer.pk,
            means=Contact.Means.CALL,
            reached=True,
            who=form.cleaned_data["who"],
            note="A donné la réponse de la commune.",
            by=request.user,
            at=request.at,
        )
        return redirect("campaigns:phone_edit", pk=pk, answer_pk=answer_pk)
    context = {
        "campaign": answer.campaign,
        "answer": answer,
        "form": form,
        "opening": opening_words(answer.commune, at=request.at),
    }
    return page(request, "purchasing/phone_who.html", context)


@writes(allow=rules.may_run_campaigns)
def phone_edit(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    desk = phone_desk(request, pk, answer_pk)
    if request.method == "POST":
        return take_form(request, desk)
    if desk.open and not desk.final:
        return show_form(request, desk)
    if "fait" in request.GET:
        messages.success(request, f"La réponse {of(desk.answer.commune.name)} est enregistrée.")
        return redirect("campaigns:participation_detail", pk=pk, answer_pk=answer_pk)
    return show_answer(request, desk)


@writes(allow=rules.may_run_campaigns)
def phone_cell(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    desk = phone_desk(request, pk, answer_pk)
    return take_cell(request, desk) if request.method == "POST" else redirect(desk.url())


@writes(allow=rules.may_run_campaigns)
def phone_review(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    desk = phone_desk(request, pk, answer_pk)
    if desk.final or not desk.open:
        return redirect(desk.url())
    return review(request, desk)


@writes(allow=rules.may_run_campaigns)
def phone_undo(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    desk = phone_desk(request, pk, answer_pk)
    if request.method == "POST":
        answers.take_back(desk.answer.pk, **desk.hand)
    return redirect(desk.url())


@writes(allow=rules.may_run_campaigns)
def phone_decline(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    desk = phone_desk(request, pk, answer_pk)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, version = form.cleaned_data["reason"], shown_version(request)
        answers.decline(desk.answer.pk, reason, expected_version=version, **desk.hand)
        return redirect(f"{desk.url()}?fait=1")
    return page(request, "purchasing/answer_decline.html", {"desk": desk, "form": form})


@writes(allow=rules.may_run_campaigns)
def phone_read(request: UserRequest, pk: int, answer_pk: int) -> HttpResponse:
    """The page's script tells that someone reads; a manager's look says nothing of the town hall."""
    phone_desk(request, pk, answer_pk)
    return HttpResponse(status=204)
