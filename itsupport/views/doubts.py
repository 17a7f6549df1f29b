"""The reports that no machine of the register explains: a person says which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain.recognition import discard, settle_other, settle_same
from itsupport.forms.reports import SettleForm
from itsupport.models import InventoryReport
from itsupport.queries.doubts import doubts
from itsupport.rules import is_desk
from itsupport.states.equipment import ReportState
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=is_desk)
def report_list(request: UserRequest) -> HttpResponse:
    """The oldest doubt first, each beside the machines that it may be."""
    waiting = InventoryReport.objects.visible_to(request.user).filter(state=ReportState.DOUBT)
    context = {"doubts": doubts(waiting), "total": waiting.count()}
    return page(request, "itsupport/report_list.html", context)


@writes(allow=is_desk)
def report_settle(request: UserRequest, pk: int) -> HttpResponse:
    """« C’est cette machine », « C’est une autre », « Écarter »."""
    report = get_object_or_404(InventoryReport.objects.visible_to(request.user), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verb, asset_id = form.cleaned_data["verb"], form.cleaned_data["asset"]
        if verb == "same" and asset_id:
            asset = settle_same(report.pk, asset_id, by=request.user, at=request.at)
            messages.success(request, f"Le relevé est rattaché à {asset}.")
        elif verb == "other":
            asset = settle_other(report.pk, by=request.user, at=request.at)
            messages.success(request, f"{asset} est au parc.")
        elif verb == "discard":
            discard(report.pk, by=request.user, at=request.at)
            messages.success(request, "Le relevé est écarté : le même ne sera plus proposé.")
    return redirect("itsupport:report_list")
