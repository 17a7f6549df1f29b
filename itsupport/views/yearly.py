"""Statistics of the desk, and the annual report of each commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from communes.models import Commune
from itsupport.domain.papers import ask_report, ask_reports
from itsupport.queries.yearly import year_of_all, years_known
from itsupport.reports.yearly import service_report
from itsupport.resources.yearly import XLSX, curve, sheet_of
from itsupport.rules import is_desk, may_read_help
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

FIRST_YEAR = 2014


@reads(allow=is_desk)
def statistics(request: UserRequest) -> HttpResponse:
    """A year of all communes: delays kept, what came in, what stays open; `?export=xlsx` for the sheet."""
    today = paris_date(request.at)
    communes = list(Commune.objects.members(on=today).order_by("name_sort"))
    years = years_known([commune.pk for commune in communes], on=today)
    asked = request.GET.get("annee", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
    found = year_of_all(communes, year, at=request.at)
    if request.GET.get("export") == "xlsx":
        response = HttpResponse(sheet_of(found, year), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="informatique-{year}.xlsx"'
        return response
    context = {"found": found, "years": years, "year": year, "curve": curve(found.backlog)}
    return page(request, "itsupport/statistics.html", context)


@reads(allow=may_read_help)
def report_detail(request: UserRequest, year: int, pk: int) -> HttpResponse:
    """What the service did for a commune in a year, beside the year before."""
    commune = _commune(request, year, pk)
    today = paris_date(request.at)
    context = {
        "facts": service_report(year, commune.pk),
        "commune": commune,
        "years": years_known([commune.pk], on=today),
        "running": year == today.year,
    }
    return page(request, "itsupport/report_detail.html", context)


@writes(allow=may_read_help)
def report_document(request: UserRequest, year: int, pk: int) -> HttpResponse:
    """The same as a PDF."""
    commune = _commune(request, year, pk)
    if request.method != "POST":
        return redirect("itsupport:report_detail", year=year, pk=pk)
    made = ask_report(year, commune.pk, by=request.user, at=request.at)
    return redirect("documents:document_detail", pk=made.pk)


@writes(allow=is_desk)
def report_batch(request: UserRequest, year: int) -> HttpResponse:
    """The report of every commune, in one batch."""
    _check(request, year)
    if request.method != "POST":
        return redirect(f"{reverse('itsupport:statistics')}?annee={year}")
    batch = ask_reports(year, by=request.user, at=request.at)
    return redirect("documents:batch_detail", pk=batch.pk)


def _commune(request: UserRequest, year: int, pk: int) -> Commune:
    """One that the person acts for: every one for the team."""
    _check(request, year)
    return get_object_or_404(Commune.objects.of(request.user), pk=pk)


def _check(request: UserRequest, year: int) -> None:
    """No year before the service, none to come."""
    if not FIRST_YEAR <= year <= paris_date(request.at).year:
        raise Http404
