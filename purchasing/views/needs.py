"""The consolidated need: every commune, every item, down to who typed which figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.models import Commune
from portal.lib.refusal import Refusal
from portal.lib.tables import write_xlsx
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing import resources, rules
from purchasing.domain.consolidation import revise_need
from purchasing.forms.campaigns import RevisionForm
from purchasing.models import Campaign, LotItem, NeedLine
from purchasing.queries.need import need_of
from purchasing.queries.participations import revisions_of
from purchasing.queries.procedures import estimated_cents, procedure_of

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _campaign(request: UserRequest, pk: int) -> Campaign:
    return get_object_or_404(Campaign.objects.visible_to(request.user), pk=pk)


@reads(allow=rules.may_run_campaigns)
def need_detail(request: UserRequest, pk: int) -> HttpResponse:
    campaign = _campaign(request, pk)
    need = need_of(campaign)
    estimate = estimated_cents(campaign, need.cents)
    context = {
        "campaign": campaign,
        "need": need,
        "estimate": estimate,
        "procedure": procedure_of(campaign, estimate, at=request.at),
        "may_lock": rules.may_move(request.user, campaign, "lock"),
    }
    return page(request, "purchasing/need_detail.html", context)


@reads(allow=rules.may_run_campaigns)
def need_cell(request: UserRequest, pk: int, lot_item_pk: int, insee: str) -> HttpResponse:
    """One item of one commune: its buildings, and who wrote each figure, when, by what way."""
    campaign = _campaign(request, pk)
    item = get_object_or_404(
        LotItem.objects.select_related("lot"), pk=lot_item_pk, lot__campaign=campaign
    )
    commune = get_object_or_404(Commune.objects.visible_to(request.user), insee=insee)
    lines = Q(participation__campaign=campaign, lot_item=item, commune=commune)
    which = Q(line__participation__campaign=campaign, line__lot_item=item, commune=commune)
    context = {
        "campaign": campaign,
        "item": item,
        "commune": commune,
        "lines": NeedLine.objects.filter(lines).select_related("site", "changed_by"),
        "revisions": revisions_of(which),
    }
    return page(request, "purchasing/need_cell.html", context)


@writes(allow=rules.may_run_campaigns)
def need_revise(request: UserRequest, pk: int, line_pk: int) -> HttpResponse:
    """Change a figure after the lock, with its reason."""
    campaign = _campaign(request, pk)
    rows = NeedLine.objects.select_related("lot_item", "commune", "site")
    line = get_object_or_404(rows, pk=line_pk, participation__campaign=campaign)
    form = RevisionForm(request.POST or None, initial={"quantity": line.quantity})
    if request.method == "POST" and form.is_valid():
        try:
            revise_need(line.pk, by=request.user, at=request.at, **form.values())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Le besoin arrêté est révisé. Son document se prépare.")
            return redirect("campaigns:need_detail", pk=pk)
    context = {"campaign": campaign, "line": line, "form": form}
    return page(request, "purchasing/need_revise.html", context)


@reads(allow=rules.may_run_campaigns)
def need_export(request: UserRequest, pk: int) -> HttpResponse:
    """Items × communes as a spreadsheet, one line a commune and item."""
    campaign = _campaign(request, pk)
    rows = resources.need_table(need_of(campaign))
    response = HttpResponse(write_xlsx(rows, title="Besoin"), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{campaign.ref}-besoin.xlsx"'
    return response
