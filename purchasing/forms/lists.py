"""The lists of group purchases that a town hall reads: their columns and filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.urls import reverse

from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.web.templatetags.ui import sign
from purchasing.states import CampaignState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from purchasing.models import Participation

RUNNING, PAST = "ouvertes", "passees"


def _campaign_url(row: Participation) -> str:
    return reverse("purchasing:answer_campaign", args=(row.campaign_id,))


def _answer_url(row: Participation) -> str:
    return reverse("purchasing:answer_edit", args=(row.campaign_id, row.commune.insee))


CAMPAIGN_COLUMNS = (
    Column(
        name="campagne",
        label="Campagne",
        value="campaign.title",
        note="campaign.ref",
        sort=("campaign__title",),
        link=_campaign_url,
    ),
    Column(name="commune", label="Commune", value="commune.name", sort=("commune__name_sort",)),
    Column(
        name="cloture",
        label="Clôture",
        value="campaign.declare_by",
        kind="date",
        sort=("rank", "-campaign__declare_by"),
    ),
    Column(name="etape", label="Étape", value="campaign.state", kind="state"),
    Column(
        name="reponse",
        label="Votre réponse",
        value="own_word",
        sort=("state",),
        draw=lambda row: sign(row.own_word),
    ),
)


class CampaignFilters(ListFilters):
    search: ClassVar[tuple[str, ...]] = ("campaign__title", "campaign__ref")

    q = forms.CharField(label="Chercher", required=False, widget=forms.SearchInput)
    etape = forms.ChoiceField(
        label="Campagnes",
        required=False,
        choices=[("", "toutes"), (RUNNING, "ouvertes"), (PAST, "passées")],
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().narrow(rows)
        running = {"campaign__state": CampaignState.OPEN}
        wanted = self.chosen.get("etape")
        if wanted == RUNNING:
            return rows.filter(**running)
        return rows.exclude(**running) if wanted == PAST else rows
