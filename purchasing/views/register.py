"""The commune's register of extinguishers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.models import Commune, Site
from communes.rules import is_town_hall
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.tables import TableRefused
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import reads, writes
from purchasing.domain.register import (
    Device,
    add_extinguisher,
    edit_extinguisher,
    import_register,
    restore_extinguisher,
    retire_extinguisher,
)
from purchasing.forms.register import (
    ExtinguisherForm,
    RegisterFileForm,
    packed,
    read_register,
    typed_in,
    unpacked,
    write_register,
)
from purchasing.models import Campaign, Extinguisher
from purchasing.queries.register import campaign_for, needs_in_words, register_by_site, visit_of

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FINE = "à jour"


def _commune(request: UserRequest) -> Commune:
    """The commune chosen in the header."""
    return get_object_or_404(Commune.objects.of(request.user), pk=request.acting.current or 0)


@reads(allow=is_town_hall)
def extinguisher_list(request: UserRequest) -> HttpResponse:
    commune, today = _commune(request), paris_date(request.at)
    campaign = campaign_for(Campaign.objects.visible_to(request.user).receiving(at=request.at))
    visit = visit_of(campaign) if campaign else None
    sites = register_by_site(commune.pk, on=today, visit=visit)
    devices = [one for site in sites for one in site.devices]
    context = {
        "commune": commune,
        "sites": sites,
        "total": len(devices),
        "to_see": [one for one in devices if one.word != FINE],
        "campaign": campaign,
        "visit": visit,
        "needs": needs_in_words(commune.pk, on=visit or today),
        "retired": Extinguisher.objects.visible_to(request.user)
        .filter(commune=commune, retired_on__isnull=False)
        .order_by("-retired_on")[:20],
    }
    return page(request, "purchasing/extinguisher_list.html", context)


@reads(allow=is_town_hall)
def extinguisher_file(request: UserRequest) -> HttpResponse:
    """The register as a workbook: to keep, to print, or to change and send back."""
    commune = _commune(request)
    rows = Extinguisher.objects.visible_to(request.user).filter(commune=commune).in_service()
    data = write_register(rows.select_related("site").order_by("site__pk", "number"))
    response = HttpResponse(data, content_type=XLSX)
    name = f"extincteurs-{commune.insee}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@writes(allow=is_town_hall)
def extinguisher_create(request: UserRequest) -> HttpResponse:
    commune = _commune(request)
    form = ExtinguisherForm(request.POST or None, commune_id=commune.pk)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_extinguisher(commune.pk, form.device(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"L’extincteur {row.number} est dans le registre.")
            return redirect("purchasing:extinguisher_list")
    return _form_page(request, commune, form)


@writes(allow=is_town_hall)
def extinguisher_edit(request: UserRequest, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    form = ExtinguisherForm(request.POST or None, commune_id=row.commune_id, initial=typed_in(row))
    if request.method == "POST" and form.is_valid():
        try:
            edit_extinguisher(row.pk, form.device(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"L’extincteur {row.number} est à jour.")
            return redirect("purchasing:extinguisher_list")
    return _form_page(request, row.commune, form, row)


@writes(allow=is_town_hall)
def extinguisher_retire(request: UserRequest, pk: int) -> HttpResponse:
    """Out of service; the same button brings it back."""
    row = _mine(request, pk)
    if request.method == "POST":
        verb = restore_extinguisher if row.retired_on else retire_extinguisher
        verb(row.pk, by=request.user, at=request.at)
        done = "de nouveau en service" if row.retired_on else "réformé, et reste dans l’historique"
        messages.success(request, f"L’extincteur {row.number} est {done}.")
    return redirect("purchasing:extinguisher_list")


@writes(allow=is_town_hall)
def extinguisher_import(request: UserRequest) -> HttpResponse:
    """A file is read and shown, then confirmed: all of it or nothing."""
    commune = _commune(request)
    sites = list(Site.objects.filter(commune=commune).active().order_by("pk"))
    form = RegisterFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "commune": commune,
        "form": form,
        "sites": sites,
        "faults": [],
        "packed": "",
    }
    if request.method == "POST" and "lignes" in request.POST:
        return _import(request, commune)
    if request.method == "POST" and form.is_valid():
        name, data = form.source()
        try:
            found = read_register(data, sites, today=paris_date(request.at))
        except TableRefused as refusal:
            form.add_error(name, str(refusal))
        else:
            context["faults"] = found.faults
            if found.devices and not found.faults:
                context |= {
                    "lines": _shown(commune, found.devices, sites),
                    "packed": packed(found.devices),
                }
    return page(request, "purchasing/extinguisher_import.html", context)


def _import(request: UserRequest, commune: Commune) -> HttpResponse:
    try:
        devices = unpacked(request.POST["lignes"])
    except BadSignature:
        messages.error(request, "L’aperçu a vieilli : choisissez le fichier de nouveau.")
        return redirect("purchasing:extinguisher_import")
    done = import_register(commune.pk, devices, by=request.user, at=request.at)
    words = f"{count(done.added, 'extincteur ajouté')}, {count(done.changed, 'changé')}."
    messages.success(request, words)
    return redirect("purchasing:extinguisher_list")


def _shown(
    commune: Commune, devices: list[Device], sites: list[Site]
) -> list[tuple[Device, str, str]]:
    """Each device of the file, its building, and whether it is new."""
    known = set(Extinguisher.objects.filter(commune=commune).values_list("number", flat=True))
    names = {site.pk: site.name for site in sites}
    return [
        (one, names[one.site_id], "mis à jour" if one.number in known else "nouveau")
        for one in devices
    ]


def _mine(request: UserRequest, pk: int) -> Extinguisher:
    row = get_object_or_404(
        Extinguisher.objects.visible_to(request.user).select_related("commune", "site"), pk=pk
    )
    if row.commune_id not in request.acting.communes:
        raise Http404
    return row


def _form_page(
    request: UserRequest,
    commune: Commune,
    form: ExtinguisherForm,
    row: Extinguisher | None = None,
) -> HttpResponse:
    context = {"commune": commune, "form": form, "row": row}
    return page(request, "purchasing/extinguisher_form.html", context)
