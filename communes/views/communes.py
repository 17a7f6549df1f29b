"""The directory: the perimeter of the day as a map and a list, and one sheet a commune."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes import rules
from communes.domain.phone_lists import ask_phone_list
from communes.forms.directory import DirectoryFilters
from communes.models import Commune
from communes.queries.confirmations import confirmation_wanted
from communes.queries.directory import directory
from communes.queries.people import positions_of_the_day
from communes.queries.sheet import INHABITANTS, sheet, with_the_day
from communes.resources.atlas import atlas
from communes.resources.directory import columns
from communes.resources.vcards import vcards
from portal.home import registry
from portal.lib.dates import paris_date
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

PERIMETER = 200
NOUN = Noun("commune", "communes", feminine=True)


@reads(allow=rules.is_anyone)
def commune_list(request: UserRequest) -> HttpResponse:
    """The communes of the day, found as one writes them."""
    communes = directory(on=paris_date(request.at))
    vintage = communes.aggregate(latest=Max("populations__vintage"))["latest"] or 0
    listing = Listing(
        request,
        communes,
        columns=columns(request.at, vintage=vintage),
        noun=NOUN,
        filters=DirectoryFilters,
        filter_options={"at": request.at},
        per_page=PERIMETER,
        empty="Aucune commune n’est inscrite à ce jour : chargez le territoire.",
    )
    context: dict[str, Any] = {}
    if not request.htmx:
        context["atlas"] = atlas(request.at)
    return listing.respond("communes/commune_list.html", context)


@writes(allow=rules.is_anyone)
def phone_list(request: UserRequest) -> HttpResponse:
    """The telephone list of the day, as a PDF."""
    if request.method != "POST":
        return redirect("communes:commune_list")
    document = ask_phone_list(by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=document.pk)


@reads(allow=rules.is_anyone)
def commune_detail(request: UserRequest, insee: str) -> HttpResponse:
    """One page: open now? whom to call? what is running?"""
    found = with_the_day(Commune.objects.visible_to(request.user), request.at)
    commune = get_object_or_404(found, insee=insee)
    figures, running = registry.gather_all(
        registry.figures.told(request.user, [commune.pk], at=request.at),
        registry.running.told(request.user, commune.pk, at=request.at),
    )
    context = {
        "sheet": sheet(commune, request.user, at=request.at),
        "running": running,
        "figures": [figure for _commune, figure in figures if figure.label != INHABITANTS],
        "mine": rules.may_edit_commune(request.user, commune),
        "to_confirm": rules.acts_for(request.user, commune.pk)
        and confirmation_wanted(commune.confirmed_on, paris_date(request.at)) is not None,
        "today": paris_date(request.at),
    }
    return page(request, "communes/commune_detail.html", context)


@reads(allow=rules.is_anyone)
def commune_vcard(request: UserRequest, insee: str) -> HttpResponse:
    found = Commune.objects.visible_to(request.user).prefetch_related(
        positions_of_the_day(paris_date(request.at))
    )
    return _vcf([get_object_or_404(found, insee=insee)], f"mairie-{insee}")


@reads(allow=rules.is_anyone)
def commune_vcards(request: UserRequest) -> HttpResponse:
    """The whole perimeter, for a telephone."""
    return _vcf(list(directory(on=paris_date(request.at))), "mairies")


def _vcf(communes: list[Commune], name: str) -> HttpResponse:
    response = HttpResponse(vcards(communes), content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response
