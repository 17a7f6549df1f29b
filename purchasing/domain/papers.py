"""Asking for the documents of a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_each, ask_for
from portal.lib.refusal import Refusal
from purchasing.models import Campaign
from purchasing.states import ParticipationState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Batch, Document

WITH_FIGURES = (ParticipationState.SUBMITTED, ParticipationState.LOCKED)


@transaction.atomic
def ask_need(campaign_id: int, *, by: User, at: datetime) -> Document:
    """The consolidated need as it is now: provisional until the lock."""
    return ask_for("purchasing.consolidated_need", campaign_id, by=by, at=at)


@transaction.atomic
def ask_annexes(campaign_id: int, *, by: User, at: datetime) -> Batch:
    """The annex of each commune that declares a need."""
    campaign = Campaign.objects.get(pk=campaign_id)
    answers = campaign.participations.filter(state__in=WITH_FIGURES).order_by("pk")
    if not answers:
        raise Refusal("Aucune commune n’a déclaré de besoin pour l’instant.")
    return ask_each(
        "purchasing.need_annex",
        campaign.pk,
        [answer.commune_id for answer in answers],
        title=f"Annexes : {campaign.title}",
        by=by,
        at=at,
    )
