"""The notice of a campaign, as every invited commune may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from communes.rules import is_anyone
from portal.web.htmx import page
from portal.web.views import reads
from purchasing.models import Campaign
from purchasing.reports.campaigns import campaign_notice as facts_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_anyone)
def campaign_notice(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    context = {"campaign": campaign, "notice": facts_of(campaign.pk)}
    return page(request, "purchasing/campaign_notice.html", context)
