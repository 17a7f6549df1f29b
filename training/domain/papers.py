"""Asking for the documents of training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal
from portal.walls.acting import EVERYONE
from training.models import NeedsCampaign, Registration
from training.queries.wish_page import PLAN
from training.states.registrations import RegistrationState
from training.states.wishes import NeedsState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

CONVOCATION = "training.convocation"


@transaction.atomic
def ask_convocation(registration_id: int, *, by: User, at: datetime) -> Document:
    """Of who has a seat. Refusal for who waits, or comes no more."""
    one = Registration.objects.get(pk=registration_id)
    if one.state != RegistrationState.CONFIRMED:
        raise Refusal(f"Pas de convocation : {one.get_state_display()}.")
    return ask_for(CONVOCATION, one.pk, by=by, at=at, commune_id=one.commune_id)


@transaction.atomic
def publish_plan(campaign_id: int, *, by: User, at: datetime) -> Document:
    """The training plan of a year, for every member to read. Refusal until its campaign is closed."""
    campaign = NeedsCampaign.objects.get(pk=campaign_id)
    if campaign.state != NeedsState.CLOSED:
        raise Refusal("Le plan se publie une fois le recueil clos.")
    return ask_for(PLAN, campaign.pk, by=by, at=at, commune_id=EVERYONE)
