"""The mail plan of a campaign, and reminding by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes.queries.addresses import town_hall_addresses
from portal.lib.dates import paris_date
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import writes
from purchasing import rules
from purchasing.domain.drafts import set_plan
from purchasing.domain.reminders import remind_now, to_remind, written_on
from purchasing.models import Campaign
from purchasing.queries.reminders import draft_words, plan_of
from purchasing.states import WAITING_STATES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_run_campaigns)
def campaign_remind(request: UserRequest, pk: int) -> HttpResponse:
    """Who will be reminded, and the words, before anything leaves."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        sent = remind_now(campaign.pk, by=request.user, at=request.at)
        told = count(sent, "mairie est relancée", "mairies sont relancées")
        messages.success(request, f"{told}.")
        return redirect("campaigns:campaign_follow", pk=pk)
    today = paris_date(request.at)
    awaited = to_remind(campaign, on=today)
    told_today = written_on(campaign, today)
    waiting = campaign.participations.filter(state__in=WAITING_STATES)
    words = draft_words(awaited)
    emails = town_hall_addresses([one.commune_id for one in awaited], on=today)
    reached = [one for one in awaited if one.commune_id in emails]
    context = {
        "campaign": campaign,
        "answers": [(one, emails[one.commune_id], words[one.pk]) for one in reached],
        "unreachable": [one.commune for one in awaited if one.commune_id not in emails],
        "already": waiting.filter(commune_id__in=told_today).count(),
    }
    return page(request, "purchasing/campaign_remind.html", context)


@writes(allow=rules.may_run_campaigns)
def campaign_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Which mails leave by themselves, on which day, to whom."""
    campaign = get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        chosen = {
            name: [int(one) for one in request.POST.getlist(name) if one.isdecimal()]
            for name in ("prevu", "maire")
        }
        set_plan(
            campaign.pk,
            active_ids=chosen["prevu"],
            mayor_ids=chosen["maire"],
            by=request.user,
            at=request.at,
        )
        messages.success(request, "Le plan de courriers est enregistré.")
        return redirect("campaigns:campaign_plan", pk=pk)
    context = {"campaign": campaign, "plan": plan_of(campaign), "today": paris_date(request.at)}
    return page(request, "purchasing/campaign_plan.html", context)
