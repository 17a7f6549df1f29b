"""Campaigns of needs as the manager runs them: prepared, opened, followed, closed; the town halls that telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import count, of
from portal.tables.columns import Column
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain import needs_campaigns as domain, wishes
from training.forms.needs import CampaignFilters, CampaignForm, ExtendForm, MoveForm
from training.forms.wishes import CallerWishesForm, SilentCallerForm
from training.models import NeedsCampaign
from training.queries.needs import follow_of, read_campaigns, unapproved
from training.queries.wish_page import read_answers, wish_page
from training.states.wishes import NEEDS_FLOW, NeedsState
from training.views.needs_pieces import map_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest
    from training.models import NeedsAnswer

NOUN = Noun("recueil", "recueils")
EMPTY = "Préparez le premier : une année, une date limite, les thèmes à proposer aux mairies."
VERBS = ("open", "extend", "close")
CONSEQUENCES = {
    "open": "Chaque mairie servie par le portail reçoit un courriel, et une carte sur son accueil.",
    "extend": "Les mairies répondent, et changent leur réponse, jusqu’à cette date. Celles qui n’ont rien envoyé"
    " reçoivent un courriel avec la nouvelle date.",
    "close": "Plus personne ne répond, même par téléphone. Les brouillons qui n’ont pas été envoyés ne comptent pas.",
}


def _link(campaign: NeedsCampaign) -> str:
    return reverse("trainingdesk:needs_follow", args=(campaign.pk,))


def _answered(campaign: NeedsCampaign) -> str:
    """« 22 sur 28 »; nothing before it opens."""
    return f"{campaign.answered} sur {campaign.asked}" if campaign.asked else "–"  # type: ignore[attr-defined]


COLUMNS = (
    Column(name="recueil", label="Recueil", value="title", link=_link, sort=("title",)),
    Column(name="annee", label="Année", value=lambda one: str(one.year), sort=("year",)),
    Column(name="reponses", label="Communes qui ont répondu", value=_answered),
    Column(name="limite", label="Réponses jusqu’au", value=lambda one: paris_date(one.closes_at), kind="date",
           sort=("closes_at",)),
    Column(name="etat", label="Où cela en est", value="state", kind="state", sort=("state",)),
)  # fmt: skip


@reads(allow=rules.may_collect_wishes)
def needs_list(request: UserRequest) -> HttpResponse:
    """Every campaign, the latest first."""
    listing = Listing(
        request,
        read_campaigns(request.user),
        columns=COLUMNS,
        noun=NOUN,
        filters=CampaignFilters,
        default_sort="-annee",
        empty=EMPTY,
    )
    return listing.respond("training/needs_list.html")


@writes(allow=rules.may_collect_wishes)
def needs_create(request: UserRequest) -> HttpResponse:
    """A draft that the town halls do not see."""
    year = paris_date(request.at).year + 1
    start = {"year": year, "title": f"Souhaits de formation {year}"}
    form = CampaignForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        made = domain.create_campaign(form.plan(), by=request.user, at=request.at)
        messages.success(request, f"« {made} » est en préparation.")
        return redirect("trainingdesk:needs_follow", pk=made.pk)
    return page(request, "training/needs_form.html", {"campaign": None, "form": form})


@writes(allow=rules.may_collect_wishes)
def needs_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Everything may change until it opens."""
    campaign = _get(request, pk)
    start = {name: getattr(campaign, name) for name in ("year", "title", "word", "visa_asked")}
    start |= {"closes_on": paris_date(campaign.closes_at), "themes": campaign.themes.all()}
    form = CampaignForm(request.POST or None, initial=start, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        domain.edit_campaign(campaign.pk, form.plan(), by=request.user, at=request.at)
        messages.success(request, "Le recueil est corrigé.")
        return redirect("trainingdesk:needs_follow", pk=pk)
    return page(request, "training/needs_form.html", {"campaign": campaign, "form": form})


@reads(allow=rules.may_collect_wishes)
def needs_follow(request: UserRequest, pk: int) -> HttpResponse:
    """Who answered, whom to call."""
    campaign = _get(request, pk)
    found = follow_of(campaign, at=request.at)
    context = {"campaign": campaign, "follow": found, "map": map_of(found)}
    context["takes"] = campaign.takes_at(request.at)
    return page(request, "training/needs_follow.html", context)


@writes(allow=rules.may_collect_wishes)
def needs_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """Open, extend, close: what it does is said before."""
    campaign = _get(request, pk)
    form = (ExtendForm if verb == "extend" else MoveForm)(
        request.POST if request.method == "POST" else None
    )
    step = NEEDS_FLOW.transitions[verb]
    if request.method == "POST" and form.is_valid():
        try:
            said = _moved(verb, campaign, form, request)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("trainingdesk:needs_follow", pk=pk)
    context = {"campaign": campaign, "move": step, "words": CONSEQUENCES[verb], "form": form}
    context["unapproved"] = unapproved(campaign) if verb == "close" else 0
    return page(request, "training/needs_move.html", context)


def _moved(verb: str, campaign: NeedsCampaign, form: MoveForm, request: UserRequest) -> str:
    by, at = request.user, request.at
    if verb == "open":
        asked = domain.open_campaign(campaign.pk, by=by, at=at)
        return f"Le recueil est ouvert : {count(asked, 'commune est invitée', 'communes sont invitées')}."
    if verb == "close":
        domain.close_campaign(campaign.pk, by=by, at=at)
        return "Le recueil est clos. La demande se lit, les sessions se préparent."
    until = form.closes_at()
    assert until is not None
    told = domain.extend_campaign(campaign.pk, until, by=by, at=at)
    return f"La date limite est reportée : {count(told, 'mairie est prévenue', 'mairies sont prévenues')}."


@writes(allow=rules.may_collect_wishes)
def needs_remind(request: UserRequest, pk: int) -> HttpResponse:
    """Write once more to the town halls that are silent."""
    campaign = _get(request, pk)
    if request.method == "POST":
        sent = domain.remind_silent(campaign.pk, by=request.user, at=request.at)
        messages.success(
            request, f"{count(sent, 'mairie est relancée', 'mairies sont relancées')}."
        )
    return redirect("trainingdesk:needs_follow", pk=pk)


@writes(allow=rules.may_collect_wishes)
def needs_phone(request: UserRequest, pk: int) -> HttpResponse:
    """The page of a town hall, filled in while it speaks. `pk`: its answer."""
    answer = _answer(request, pk)
    shown = wish_page(answer, at=request.at)
    form = CallerWishesForm(request.POST or None, page=shown)
    if request.method == "POST" and form.is_valid():
        caller = form.cleaned_data["caller"]
        try:
            wishes.send_wishes(
                answer.pk, form.given(), by=request.user, at=request.at, caller=caller
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Les souhaits {of(answer.commune.name)} sont notés.")
            return redirect("trainingdesk:needs_follow", pk=answer.campaign_id)
    takes = answer.campaign.state == NeedsState.OPEN
    context = {"answer": answer, "shown": shown, "form": form, "takes": takes}
    return page(request, "training/needs_phone.html", context)


@writes(allow=rules.may_collect_wishes)
def needs_phone_none(request: UserRequest, pk: int) -> HttpResponse:
    """A town hall says by telephone that it has no wish."""
    answer = _answer(request, pk)
    form = SilentCallerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wishes.say_none(answer.pk, by=request.user, at=request.at, caller=said["caller"])
        messages.success(request, f"C’est noté : pas de souhait à {answer.commune}.")
        return redirect("trainingdesk:needs_follow", pk=answer.campaign_id)
    return page(request, "training/needs_phone_none.html", {"answer": answer, "form": form})


def _get(request: UserRequest, pk: int) -> NeedsCampaign:
    return get_object_or_404(NeedsCampaign.objects.visible_to(request.user), pk=pk)


def _answer(request: UserRequest, pk: int) -> NeedsAnswer:
    return get_object_or_404(read_answers(request.user), pk=pk)
