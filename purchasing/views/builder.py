"""Preparing a campaign: the head, the lots, the articles, the communes, the mails, the opening."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import writes
from purchasing import rules
from purchasing.domain import drafts
from purchasing.domain.gathering import draft_from_needs, gather_needs
from purchasing.forms.builder import CampaignForm, LotForm, NewCampaignForm, TermsForm
from purchasing.models import Campaign, Lot, LotItem, VatRate
from purchasing.queries.builder import earlier_campaigns, open_needs, workshop
from purchasing.states import CampaignState

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

BUILDER = "campaigns:campaign_edit"


def draft_or_404(request: UserRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)


@writes(allow=rules.may_run_campaigns)
def campaign_create(request: UserRequest) -> HttpResponse:
    """Start a campaign: from nothing, from another, from what the communes asked."""
    form = NewCampaignForm(request.POST or None, earlier=earlier_campaigns(), needs=open_needs())
    if request.method == "POST" and form.is_valid():
        campaign = _started(request, form)
        messages.success(request, f"« {campaign} » est prête à compléter.")
        return redirect(BUILDER, pk=campaign.pk)
    return page(request, "purchasing/campaign_create.html", {"form": form})


def _started(request: UserRequest, form: NewCampaignForm) -> Campaign:
    data, by, at = form.cleaned_data, request.user, request.at
    if data["way"] == "autre":
        source = draft_or_404(request, data["previous"])
        draft = drafts.draft_of(source, title=data["title"])
        return drafts.copy_campaign(source.pk, draft, by=by, at=at)
    draft = drafts.Draft(title=data["title"])
    if data["way"] == "besoins":
        return draft_from_needs(draft, [need.pk for need in data["needs"]], by=by, at=at)
    return drafts.create_campaign(draft, by=by, at=at)


@writes(allow=rules.may_run_campaigns)
def campaign_edit(request: UserRequest, pk: int) -> HttpResponse:
    """The whole draft on one page; its head is this page's own form."""
    campaign = draft_or_404(request, pk)
    if campaign.state != CampaignState.DRAFT:
        return redirect("campaigns:campaign_follow", pk=pk)
    form = CampaignForm.of(campaign, request.POST or None)
    if request.method == "POST" and form.is_valid():
        drafts.edit_campaign(campaign.pk, form.draft(), by=request.user, at=request.at)
        messages.success(request, "La campagne est enregistrée.")
        return redirect(BUILDER, pk=pk)
    query, lot = request.GET.get("article", ""), request.GET.get("lot", "")
    found = workshop(
        campaign, at=request.at, query=query, lot_pk=int(lot) if lot.isdecimal() else 0
    )
    rates = list(VatRate.objects.on(paris_date(request.at)))
    context = {
        "campaign": campaign,
        "form": form,
        "workshop": found,
        "query": query,
        "lots": [
            (table, [(guess, TermsForm(guess.item, rates=rates)) for guess in table.items])
            for table in found.lots
        ],
    }
    return page(request, "purchasing/campaign_edit.html", context)


@writes(allow=rules.may_run_campaigns)
def lot_create(request: UserRequest, pk: int) -> HttpResponse:
    campaign, form = draft_or_404(request, pk), LotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drafts.add_lot(campaign.pk, by=request.user, at=request.at, **form.cleaned_data)
        return redirect(f"{_address(pk)}#lots")
    context = {"campaign": campaign, "form": form, "lot": None}
    return page(request, "purchasing/lot_form.html", context)


@writes(allow=rules.may_run_campaigns)
def lot_edit(request: UserRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Rename a lot, or take it out of the draft."""
    campaign = draft_or_404(request, pk)
    lot = get_object_or_404(Lot, pk=lot_pk, campaign=campaign)
    form = LotForm(request.POST or None, initial={"title": lot.title, "cpv": lot.cpv})
    if request.method == "POST" and "retirer" in request.POST:
        drafts.remove_lot(lot.pk, by=request.user, at=request.at)
        messages.success(request, f"Le lot « {lot.title} » est retiré.")
        return redirect(f"{_address(pk)}#lots")
    if request.method == "POST" and form.is_valid():
        drafts.edit_lot(
            lot.pk, by=request.user, at=request.at, ceiling=lot.ceiling, **form.cleaned_data
        )
        return redirect(f"{_address(pk)}#lots")
    context = {"campaign": campaign, "form": form, "lot": lot}
    return page(request, "purchasing/lot_form.html", context)


@writes(allow=rules.may_run_campaigns)
def item_create(request: UserRequest, pk: int, lot_pk: int) -> HttpResponse:
    """Add an article of the catalogue to a lot."""
    campaign = draft_or_404(request, pk)
    lot = get_object_or_404(Lot, pk=lot_pk, campaign=campaign)
    item = request.POST.get("article", "")
    if request.method == "POST" and item.isdecimal():
        try:
            added = drafts.add_item(lot.pk, int(item), by=request.user, at=request.at)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"« {added} » est dans le lot {lot.number}.")
    return redirect(f"{_address(pk)}#lot-{lot.number}")


@writes(allow=rules.may_run_campaigns)
def items_edit(request: UserRequest, pk: int, lot_pk: int) -> HttpResponse:
    """The prices and conditions of every article of a lot, or one of them taken out."""
    campaign = draft_or_404(request, pk)
    lot = get_object_or_404(Lot, pk=lot_pk, campaign=campaign)
    gone = request.POST.get("retirer", "")
    if request.method == "POST" and gone.isdecimal():
        item = get_object_or_404(LotItem, pk=int(gone), lot=lot)
        drafts.remove_item(item.pk, by=request.user, at=request.at)
        messages.success(request, f"« {item} » est retiré.")
    elif request.method == "POST":
        _keep_terms(request, lot)
    return redirect(f"{_address(pk)}#lot-{lot.number}")


def _keep_terms(request: UserRequest, lot: Lot) -> None:
    rates = list(VatRate.objects.on(paris_date(request.at)))
    forms = [(item, TermsForm(item, request.POST, rates=rates)) for item in lot.items.all()]
    wrong = [str(item) for item, form in forms if not form.is_valid()]
    for item, form in forms:
        if form.is_valid() and form.has_changed():
            drafts.edit_item(item.pk, form.terms(), by=request.user, at=request.at)
    if wrong:
        messages.error(request, f"Écrivez un prix comme 12,50 pour : {', '.join(wrong)}.")
    else:
        messages.success(request, f"Les prix du lot {lot.number} sont enregistrés.")


@writes(allow=rules.may_run_campaigns)
def invited_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Who is invited: all the perimeter, but those that were unticked."""
    campaign = draft_or_404(request, pk)
    if request.method == "POST":
        shown = {int(one) for one in request.POST.getlist("vue") if one.isdecimal()}
        ticked = {int(one) for one in request.POST.getlist("commune") if one.isdecimal()}
        drafts.choose_invited(campaign.pk, left_out=shown - ticked, by=request.user, at=request.at)
        messages.success(request, "Les communes invitées sont enregistrées.")
    return redirect(f"{_address(pk)}#communes")


@writes(allow=rules.may_run_campaigns)
def needs_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Which needs of the communes the campaign takes up."""
    campaign = draft_or_404(request, pk)
    gathered = set(campaign.gathered_needs.values_list("need_id", flat=True))
    if request.method == "POST":
        chosen = {int(one) for one in request.POST.getlist("besoin") if one.isdecimal()}
        gather_needs(campaign.pk, chosen, by=request.user, at=request.at)
        messages.success(request, "Les besoins repris sont enregistrés.")
        return redirect(f"{_address(pk)}#besoins")
    context = {
        "campaign": campaign,
        "needs": open_needs(besides=campaign.pk),
        "gathered": gathered,
    }
    return page(request, "purchasing/campaign_needs.html", context)


def _address(pk: int) -> str:
    return redirect(BUILDER, pk=pk).url
