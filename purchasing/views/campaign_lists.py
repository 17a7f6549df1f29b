"""The list of campaigns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.db.models import Count, Q
from django.urls import reverse

from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.tables.listing import Listing, Noun
from portal.web.views import reads
from purchasing import rules
from purchasing.models import Campaign
from purchasing.states import FINAL_STATES, CampaignState

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


class CampaignFilters(ListFilters):
    """By words, by state."""

    search = ("title", "ref")
    lookups = {"etat": "state"}
    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etat = forms.ChoiceField(
        label="État", required=False, choices=[("", "Tous"), *CampaignState.choices]
    )


def _address(campaign: Campaign) -> str:
    name = "campaign_edit" if campaign.state == CampaignState.DRAFT else "campaign_follow"
    return reverse(f"campaigns:{name}", args=[campaign.pk])


COLUMNS = (
    Column(name="title", label="Campagne", sort=("title",), note="ref", link=_address),
    Column(name="state", label="État", kind="state", sort=("state",)),
    Column(name="answered", label="Réponses", kind="number", sort=("answered",)),
    Column(name="invited", label="Communes", kind="number", sort=("invited",)),
    Column(name="declare_by", label="Date limite", kind="moment", sort=("declare_by",)),
    Column(name="estimate", label="Estimation HT", kind="euro", sort=("estimate",)),
    Column(name="procedure", label="Procédure", shown=False),
)


@reads(allow=rules.may_run_campaigns)
def campaign_list(request: UserRequest) -> HttpResponse:
    rows = Campaign.objects.visible_to(request.user).annotate(
        invited=Count("participations"),
        answered=Count("participations", filter=Q(participations__state__in=FINAL_STATES)),
    )
    listing = Listing(
        request,
        rows,
        columns=COLUMNS,
        noun=Noun("campagne", "campagnes", feminine=True),
        filters=CampaignFilters,
        default_sort="-declare_by",
        empty="Préparez la première : de rien, d’une autre, ou des besoins des communes.",
    )
    return listing.respond("purchasing/campaign_list.html")
