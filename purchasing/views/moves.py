"""The verbs of a campaign: each asks for a confirmation that says what will happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.queries.addresses import without_address
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP, join
from portal.web.htmx import page
from portal.web.views import writes
from purchasing import rules
from purchasing.domain.campaigns import CAMPAIGN_VERBS
from purchasing.domain.consolidation import lock_need
from purchasing.forms.campaigns import DeadlineForm, NothingForm, ReasonForm
from purchasing.models import Campaign
from purchasing.queries.campaigns import (
    communes_to_invite,
    missing_before_opening,
    without_answer_nor_contact,
)
from purchasing.states import CAMPAIGN_FLOW

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from portal.web.requests import UserRequest

Confirmation = NothingForm | DeadlineForm | ReasonForm
VERBS: dict[str, Callable[..., object]] = {**CAMPAIGN_VERBS, "lock": lock_need}
FORMS: dict[str, type[Confirmation]] = {
    "extend": DeadlineForm,
    "reopen": DeadlineForm,
    "cancel": ReasonForm,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """What a confirmation page says before, and the message after."""

    words: str
    done: str


CONSEQUENCES = {
    "open": Consequence(
        words="Chaque mairie invitée reçoit un courriel avec ses liens de réponse.",
        done="La campagne est ouverte, les mairies sont prévenues.",
    ),
    "extend": Consequence(
        words="Toutes les mairies invitées sont prévenues de la nouvelle date.",
        done="La date limite est reportée, les mairies sont prévenues.",
    ),
    "close": Consequence(
        words=(
            "Plus aucune réponse ne pourra changer. Chaque mairie reçoit ce qu’elle a déclaré."
            " Vous pourrez rouvrir tant que le besoin n’est pas arrêté."
        ),
        done="Le recensement est clos, chaque mairie reçoit ce qu’elle a déclaré.",
    ),
    "reopen": Consequence(
        words="Les mairies pourront de nouveau changer leur réponse ; toutes sont prévenues.",
        done="La campagne est rouverte, les mairies sont prévenues.",
    ),
    "lock": Consequence(
        words=(
            "Le besoin de chaque lot est écrit une fois pour toutes, avec son empreinte. Ensuite,"
            " un changement est une révision qui dit pourquoi. On n’y revient pas."
        ),
        done="Le besoin est arrêté. Son document se prépare.",
    ),
    "cancel": Consequence(
        words="Les mairies sont prévenues, et les besoins repris reviennent à l’étude.",
        done="La campagne est annulée, les mairies sont prévenues.",
    ),
}


@writes(allow=rules.may_run_campaigns)
def campaign_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """One verb: its confirmation, then its deed."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    form = FORMS.get(verb, NothingForm)(request.POST or None)
    if not rules.may_move(request.user, campaign, verb):
        messages.warning(request, f"« {campaign} » : {campaign.get_state_display()}.")
        return redirect("campaigns:campaign_follow", pk=pk)
    if request.method == "POST" and done(request, campaign, verb, form):
        tell(request, campaign, verb)
        return redirect("campaigns:campaign_follow", pk=pk)
    context = {
        "campaign": campaign,
        "form": form,
        "move": CAMPAIGN_FLOW.transitions[verb],
        "consequence": CONSEQUENCES[verb],
        "obstacles": obstacles(campaign, verb, at=request.at),
        "unreached": unreached(campaign, verb, at=request.at),
    }
    return page(request, "purchasing/campaign_move.html", context)


def done(request: UserRequest, campaign: Campaign, verb: str, form: Confirmation) -> bool:
    """Do it; a refusal is told beside what was typed, which stays."""
    if form.fields and not form.is_valid():
        return False
    try:
        VERBS[verb](campaign.pk, by=request.user, at=request.at, **form.values())
    except Refusal as refusal:
        if not form.fields:
            raise
        form.add_error(None, str(refusal))
        return False
    return True


def tell(request: UserRequest, campaign: Campaign, verb: str) -> None:
    """What was done; and of an opening, whom no mail has reached."""
    missed = unreached(campaign, verb, at=request.at)
    if not missed:
        messages.success(request, CONSEQUENCES[verb].done)
        return
    messages.warning(
        request,
        f"La campagne est ouverte, mais aucun courriel n’est parti vers {join(missed)}"
        f"{NBSP}: leur adresse manque. Appelez, ou saisissez la réponse vous-même.",
    )


def unreached(campaign: Campaign, verb: str, *, at: datetime) -> list[str]:
    """The communes that the opening invites and that have no address to be written to."""
    if verb != "open":
        return []
    day = paris_date(at)
    return [str(one) for one in without_address(communes_to_invite(campaign, on=day), on=day)]


def obstacles(campaign: Campaign, verb: str, *, at: datetime) -> list[str]:
    """What would be refused, said before she tries."""
    if verb == "open":
        return missing_before_opening(campaign, at=at)
    if verb == "close":
        silent = without_answer_nor_contact(campaign)
        return [f"{one.commune} : ni réponse, ni contact noté." for one in silent]
    return []
