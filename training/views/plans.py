"""The shared training plan: read on the page, published as a document that every commune reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect

from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain.papers import publish_plan
from training.models import NeedsCampaign
from training.queries.published_plan import published_plan
from training.queries.wish_page import published_plans
from training.reports.training_plan import plan_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.may_collect_wishes)
def training_plan(request: UserRequest, pk: int) -> HttpResponse:
    """As it would be published now."""
    campaign = get_object_or_404(NeedsCampaign.objects.visible_to(request.user), pk=pk)
    published = [one for one in published_plans(request.user) if one.subject_id == campaign.pk]
    context = {"campaign": campaign, "facts": plan_of(campaign), "published": published}
    return page(request, "training/training_plan.html", context)


@reads(allow=rules.may_read_wishes)
def plan_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What was published, for a town hall: what becomes of its own wishes comes first."""
    found = published_plan(request.user, pk)
    if found is None:
        raise Http404
    context = {name: getattr(found, name) for name in ("document", "facts", "own", "sessions")}
    return page(request, "training/plan_detail.html", context)


@writes(allow=rules.may_collect_wishes)
def training_plan_publish(request: UserRequest, pk: int) -> HttpResponse:
    """As a document; the same facts are the same document."""
    campaign = get_object_or_404(NeedsCampaign.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        document = publish_plan(campaign.pk, by=request.user, at=request.at)
        messages.success(request, "Le plan est publié : chaque commune le lit avec ses souhaits.")
        return redirect("documents:document_detail", pk=document.pk)
    return redirect("trainingdesk:training_plan", pk=pk)
