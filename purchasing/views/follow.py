"""Following a campaign: where it stands, whom to call, what looks odd."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from portal.web.htmx import page
from portal.web.views import reads
from purchasing import rules
from purchasing.models import Campaign
from purchasing.queries.follow import follow
from purchasing.views import pieces

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.may_run_campaigns)
def campaign_follow(request: UserRequest, pk: int) -> HttpResponse:
    """The whole campaign on one page."""
    campaigns = Campaign.objects.visible_to(request.user)
    campaign = get_object_or_404(
        campaigns.select_related("convention__coordinator", "previous"), pk=pk
    )
    found = follow(campaign, at=request.at)
    context = {
        "campaign": campaign,
        "follow": found,
        "sentence": pieces.sentence(found),
        "map": pieces.map_of(found),
        "steps": pieces.steps(campaign),
        "ledger": pieces.need_ledger(found),
        "procedure": pieces.procedure(campaign, found, at=request.at),
        "rhythm": pieces.rhythm_of(found),
        "alerts": pieces.alerts(found),
        "buttons": pieces.buttons(request.user, found),
    }
    return page(request, "purchasing/campaign_follow.html", context)
