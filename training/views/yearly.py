"""The annual report: all the communes for the manager, each its own for the town halls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from communes.models import Commune
from portal.lib.dates import paris_date
from portal.lib.tables import write_xlsx
from portal.tables.listing import XLSX
from portal.web.htmx import page
from portal.web.views import reads, writes
from training import rules
from training.domain.year_papers import ask_training_report
from training.queries.yearly import training_year, training_years
from training.resources.yearly import year_table

if TYPE_CHECKING:
    from portal.web.requests import UserRequest


@reads(allow=rules.may_run_sessions)
def year_desk(request: UserRequest) -> HttpResponse:
    """Every commune; `?annee=`, `?export=xlsx`."""
    return _shown(request, None)


@reads(allow=rules.may_read_own_year)
def year_hall(request: UserRequest) -> HttpResponse:
    """The commune chosen in the header."""
    return _shown(request, _chosen(request))


@writes(allow=rules.may_run_sessions)
def year_desk_paper(request: UserRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("trainingdesk:year_desk")
    made = ask_training_report(_year(request), by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=made.pk)


@writes(allow=rules.may_read_own_year)
def year_hall_paper(request: UserRequest) -> HttpResponse:
    commune = _chosen(request)
    if request.method != "POST":
        return redirect("training:year_hall")
    made = ask_training_report(
        _year(request), commune_id=commune.pk, by=request.user, at=request.at
    )
    return redirect("documents:document_progress", pk=made.pk)


def _shown(request: UserRequest, commune: Commune | None) -> HttpResponse:
    year = _year(request)
    found = training_year(year, commune, at=request.at)
    if request.GET.get("export") == "xlsx":
        content = write_xlsx(year_table(found), title=f"Bilan {year}")
        response = HttpResponse(content, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="bilan-formation-{year}.xlsx"'
        return response
    context = {
        "found": found,
        "years": training_years(on=paris_date(request.at)),
        "most": max((one.half_days for one in found.communes), default=0),
        "running": year == paris_date(request.at).year,
    }
    return page(request, "training/training_year.html", context)


def _year(request: UserRequest) -> int:
    """The one asked for, among those that there are; else the latest."""
    asked = request.GET.get("annee", "") or request.POST.get("annee", "")
    years = training_years(on=paris_date(request.at))
    return int(asked) if asked in map(str, years) else years[0]


def _chosen(request: UserRequest) -> Commune:
    acting = request.user.acting
    chosen = (acting.current if acting else None) or 0
    commune = Commune.objects.of(request.user).filter(pk=chosen)
    found = commune.defer("outline").first()
    if found is None:
        raise Http404
    return found
