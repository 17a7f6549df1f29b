"""The town hall's answer to a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Case, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.rules import is_town_hall
from portal.home import registry
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing.domain import answers
from purchasing.forms.answers import DeclineForm
from purchasing.forms.lists import CAMPAIGN_COLUMNS, CampaignFilters
from purchasing.models import Campaign, Participation
from purchasing.queries.answers import answer_changes, author_of, documents_of
from purchasing.queries.cards import cards
from purchasing.queries.receipt import receipt
from purchasing.rules import answered_for, may_look_up_answers, may_run_campaigns
from purchasing.states import CampaignState, Channel
from purchasing.views.desks import (
    Desk,
    portal_desk,
    review,
    show_form,
    shown_version,
    take_cell,
    take_form,
)

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


READERS = (
    "Le maire, les adjoints, le secrétariat, les agents techniques et le référent achats répondent"
    " pour la commune : vous lisez leur réponse."
)


def my_desk(request: UserRequest, pk: int, insee: str) -> Desk:
    """The answer of one of her communes, or a 404."""
    answer = get_object_or_404(
        Participation.objects.visible_to(request.user).select_related(
            "campaign", "commune", "answered_by"
        ),
        campaign__in=Campaign.objects.visible_to(request.user),
        campaign_id=pk,
        commune__insee=insee,
    )
    may_write = answer.commune_id in answered_for(request.user)
    return portal_desk(
        answer, may_write=may_write, by=request.user, at=request.at, channel=Channel.WEB
    )


def writing_desk(request: UserRequest, pk: int, insee: str) -> Desk:
    """The same for who writes in it: a 403 that says who may, for her other communes."""
    desk = my_desk(request, pk, insee)
    if not desk.may_write:
        raise PermissionDenied(READERS)
    return desk


@reads(allow=is_town_hall)
def answer_list(request: UserRequest) -> HttpResponse:
    """The campaigns of her communes: those that wait first, then all, the open ones first."""
    rows = (
        Participation.objects.visible_to(request.user)
        .filter(campaign__in=Campaign.objects.visible_to(request.user))
        .select_related("campaign", "commune")
        .annotate(
            rank=Case(When(campaign__state=CampaignState.OPEN, then=0), default=1),
        )
    )
    listing = Listing(
        request,
        rows,
        columns=CAMPAIGN_COLUMNS,
        noun=Noun("campagne", "campagnes", feminine=True),
        filters=CampaignFilters,
        default_sort="cloture",
        empty="Quand le service de mutualisation ouvrira un achat groupé, il paraîtra ici.",
    )
    context = {
        "cards": registry.answered(cards(request.user, at=request.at)),
        "answers": bool(answered_for(request.user)),
    }
    return listing.respond("purchasing/answer_list.html", context)


@reads(allow=is_town_hall)
def answer_campaign(request: UserRequest, pk: int) -> HttpResponse:
    """One campaign as a town hall reads it: what, why, until when, what its communes answered."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    mine = Participation.objects.visible_to(request.user).filter(campaign=campaign)
    lots = campaign.lots.prefetch_related("items").order_by("number")
    answers = list(mine.select_related("commune").order_by("commune__name_sort"))
    writes_for = answered_for(request.user)
    waiting = [
        row.pk for row in answers if row.answered_at is None and row.commune_id in writes_for
    ]
    context = {
        "campaign": campaign,
        "answers": answers,
        "waiting": waiting,
        "lots": lots,
        "running": Campaign.objects.receiving(at=request.at).filter(pk=pk).exists(),
    }
    return page(request, "purchasing/answer_campaign.html", context)


@reads(allow=may_look_up_answers)
def answer_detail(request: UserRequest, pk: int) -> HttpResponse:
    """The answer named, else of the commune chosen in the header, else of the first of hers that is invited."""
    mine = Participation.objects.visible_to(request.user).filter(campaign_id=pk)
    rows = list(mine.select_related("commune").order_by("commune__name_sort"))
    named = [row for row in rows if str(row.pk) == request.GET.get("reponse")]
    chosen = named or [row for row in rows if row.commune_id == request.acting.current] or rows
    answer = get_object_or_404(mine, pk=chosen[0].pk if chosen else 0)
    if may_run_campaigns(request.user):
        return redirect("campaigns:participation_detail", pk, answer.pk)
    return redirect("purchasing:answer_edit", pk, answer.commune.insee)


@writes(allow=is_town_hall)
def answer_edit(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    if request.method == "POST":
        return take_form(request, writing_desk(request, pk, insee))
    desk = my_desk(request, pk, insee)
    if desk.open and desk.may_write and not desk.final:
        return show_form(request, desk)
    return show_answer(request, desk)


def show_answer(request: UserRequest, desk: Desk) -> HttpResponse:
    """The answer as it was given, who wrote it, and how to take it back while it may change."""
    context = {
        "desk": desk,
        "receipt": receipt(desk.answer.pk),
        "who": author_of(desk.answer),
        "done": "fait" in request.GET,
        "changes": answer_changes(desk.answer, since=0)[:50],
        "documents": documents_of(request.user, desk.answer),
    }
    return page(request, "purchasing/answer_detail.html", context)


@writes(allow=is_town_hall)
def answer_cell(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    return take_cell(request, desk) if request.method == "POST" else redirect(desk.url())


@writes(allow=is_town_hall)
def answer_read(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    """The page's own script says that someone reads: a GET never does."""
    desk = writing_desk(request, pk, insee)
    if request.method != "POST":
        return redirect(desk.url())
    answers.read_invitation(desk.answer.pk, by=request.user, at=request.at)
    return HttpResponse(status=204)


@writes(allow=is_town_hall)
def answer_review(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    if desk.final or not desk.open:
        return redirect(desk.url())
    return review(request, desk)


@writes(allow=is_town_hall)
def answer_undo(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    if request.method == "POST":
        answers.take_back(desk.answer.pk, **desk.hand)
    return redirect(desk.url())


@writes(allow=is_town_hall)
def answer_decline(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answers.decline(
            desk.answer.pk,
            form.cleaned_data["reason"],
            expected_version=shown_version(request),
            **desk.hand,
        )
        return redirect(f"{desk.url()}?fait=1")
    return page(request, "purchasing/answer_decline.html", {"desk": desk, "form": form})
