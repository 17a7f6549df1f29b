"""The documents of a campaign that every invited commune may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect

from communes.rules import is_anyone
from portal.documents.models import Document
from portal.web.views import reads
from purchasing.models import Campaign

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_anyone)
def campaign_notice(request: UserRequest, pk: int) -> HttpResponse:
    """The notice of a campaign, as it was when it opened."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    notices = Document.objects.visible_to(request.user).filter(
        kind="purchasing.campaign_notice", subject_id=campaign.pk
    )
    notice = get_object_or_404(notices.order_by("-asked_at", "-pk")[:1])
    return redirect("documents:document_detail", pk=notice.pk)
