"""The town hall's answer to a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from communes.rules import is_town_hall
from portal.web.htmx import page
from portal.web.views import reads
from purchasing.models import Participation
from purchasing.queries.answers import packs, sheet

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_town_hall)
def answer_detail(request: UserRequest, pk: int) -> HttpResponse:
    answer = get_object_or_404(
        Participation.objects.visible_to(request.user).select_related("campaign", "commune"),
        campaign_id=pk,
        commune_id=request.acting.current,
    )
    found = sheet(answer)
    return page(request, "purchasing/answer_detail.html", {"sheet": found, "packs": packs(found)})
