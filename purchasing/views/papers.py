"""The documents of a campaign, for the manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.documents.models import Batch, Document
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing import rules
from purchasing.domain.papers import ask_annexes, ask_need
from purchasing.models import Campaign

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

KINDS = ("purchasing.campaign_notice", "purchasing.consolidated_need")


@reads(allow=rules.may_run_campaigns)
def campaign_documents(request: UserRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    mine = Document.objects.visible_to(request.user).filter(subject_id=pk)
    annexes = mine.filter(kind="purchasing.need_annex", batch__isnull=False)
    context = {
        "campaign": campaign,
        "documents": mine.filter(kind__in=KINDS).order_by("-asked_at")[:20],
        "batches": Batch.objects.filter(pk__in=annexes.values("batch_id")).order_by("-pk")[:5],
    }
    return page(request, "purchasing/campaign_documents.html", context)


@writes(allow=rules.may_run_campaigns)
def campaign_ask(request: UserRequest, pk: int, what: str) -> HttpResponse:
    """Ask for the need as it is now, or for the annex of each commune."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("campaigns:campaign_documents", pk=pk)
    if what == "besoin":
        made = ask_need(campaign.pk, by=request.user, at=request.at)
        return redirect("documents:document_detail", pk=made.pk)
    try:
        batch = ask_annexes(campaign.pk, by=request.user, at=request.at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("campaigns:campaign_documents", pk=pk)
    return redirect("documents:batch_detail", pk=batch.pk)
