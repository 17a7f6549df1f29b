"""The equipment: every commune for the desk, its own for a town hall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from communes.models import Commune
from itsupport.domain.equipment import add_asset, change_asset, transfer_asset
from itsupport.domain.labels import ask_certificate, ask_labels
from itsupport.forms.equipment import (
    COLUMNS,
    AssetFilters,
    AssetForm,
    TransferForm,
    typed_in,
)
from itsupport.models import Asset
from itsupport.queries.asset_page import asset_page
from itsupport.queries.fleet import fleets, total
from itsupport.queries.renewal import renewal_plan, renewal_table
from itsupport.rules import is_desk, may_see_equipment
from portal.lib import tables
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import of
from portal.tables.listing import XLSX, Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from portal.web.requests import UserRequest

NOUN = Noun("matériel", "matériels")


def communes_of(request: UserRequest) -> list[Commune]:
    """The desk: every commune of the day. A town hall: the one chosen in the header."""
    if is_desk(request.user):
        return list(Commune.objects.members(on=paris_date(request.at)).order_by("name_sort"))
    return list(Commune.objects.of(request.user).filter(pk=request.acting.current or 0))


@reads(allow=may_see_equipment)
def asset_list(request: UserRequest) -> HttpResponse:
    """In figures, then one by one."""
    if not is_desk(request.user):
        return _of_the_town_hall(request)
    listing = Listing(
        request,
        Asset.objects.visible_to(request.user)
        .select_related("commune", "site", "used_by")
        .defer("commune__outline", "facts"),
        columns=COLUMNS,
        noun=NOUN,
        filters=AssetFilters,
        filter_options={"user": request.user, "at": request.at},
        default_sort="commune",
        empty="Ajoutez un premier matériel, importez un tableau, ou installez les agents.",
        bulk="itsupport/_asset_bulk.html",
        bulk_url="etiquettes/",
    )
    context: dict[str, Any] = {}
    if not request.htmx:
        members = Commune.objects.members(on=paris_date(request.at)).order_by("name_sort")
        (communes,) = listing.form.read_with(members.defer("outline"))
        lines = fleets(communes, at=request.at)
        commune = listing.form.chosen.get("commune")
        own = [line for line in lines if line.commune == commune]
        context = {"lines": lines, "whole": total(lines), "total": total(own or lines)}
        context |= {"commune": commune}
    return listing.respond("itsupport/asset_list.html", context)


def _of_the_town_hall(request: UserRequest) -> HttpResponse:
    commune = get_object_or_404(Commune.objects.of(request.user), pk=request.acting.current or 0)
    live = Asset.objects.visible_to(request.user).filter(commune=commune).live()
    rows = live.select_related("site", "used_by").order_by("site__pk", "name")
    sites: dict[str, list[Asset]] = {}
    for row in rows:
        sites.setdefault(row.site.name if row.site else "Sans bâtiment", []).append(row)
    context = {"commune": commune, "sites": sites, "fleet": fleets([commune], at=request.at)[0]}
    return page(request, "itsupport/asset_own.html", context)


@reads(allow=may_see_equipment)
def asset_detail(request: UserRequest, pk: int) -> HttpResponse:
    """What it is, what its agent says, what happened to it."""
    assets = Asset.objects.visible_to(request.user)
    known = assets.select_related("commune", "site", "used_by", "order_line__order")
    asset = get_object_or_404(known, pk=pk)
    context = {
        "asset": asset,
        "sheet": asset_page(asset, request.user, at=request.at),
        "desk": is_desk(request.user),
        "today": paris_date(request.at),
    }
    return page(request, "itsupport/asset_detail.html", context)


@writes(allow=is_desk)
def asset_create(request: UserRequest, insee: str) -> HttpResponse:
    commune = get_object_or_404(Commune.objects.of(request.user), insee=insee)
    form = AssetForm(request.POST or None, commune=commune, on=paris_date(request.at))
    if request.method == "POST" and form.is_valid():
        try:
            asset = add_asset(commune.pk, form.described(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{asset.name} est au parc, étiquette {asset.tag}.")
            return redirect("itsupport:asset_detail", pk=asset.pk)
    context = {"form": form, "commune": commune, "asset": None}
    return page(request, "itsupport/asset_form.html", context)


@writes(allow=is_desk)
def asset_edit(request: UserRequest, pk: int) -> HttpResponse:
    assets = Asset.objects.visible_to(request.user).select_related("commune")
    asset = get_object_or_404(assets, pk=pk)
    form = AssetForm(
        request.POST or None,
        commune=asset.commune,
        on=paris_date(request.at),
        initial=typed_in(asset),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_asset(asset.pk, form.described(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La fiche de {form.cleaned_data['name']} est à jour.")
            return redirect("itsupport:asset_detail", pk=asset.pk)
    context = {"form": form, "commune": asset.commune, "asset": asset}
    return page(request, "itsupport/asset_form.html", context)


@writes(allow=is_desk)
def asset_transfer(request: UserRequest, pk: int) -> HttpResponse:
    """To another commune, with a new label."""
    assets = Asset.objects.visible_to(request.user).select_related("commune")
    asset = get_object_or_404(assets, pk=pk)
    form = TransferForm(request.POST or None, user=request.user, but=asset.commune_id)
    if request.method == "POST" and form.is_valid():
        commune = form.cleaned_data["commune"]
        new = transfer_asset(asset.pk, commune.pk, by=request.user, at=request.at)
        messages.success(
            request, f"{new.name} est au parc {of(commune.name)}, étiquette {new.tag}."
        )
        return redirect("itsupport:asset_detail", pk=new.pk)
    return page(request, "itsupport/asset_transfer.html", {"form": form, "asset": asset})


@writes(allow=is_desk)
def asset_labels(request: UserRequest) -> HttpResponse:
    """The labels of a choice of machines, or of a commune, as a PDF to stick."""
    if request.method != "POST":
        return redirect("itsupport:asset_list")
    chosen = Asset.objects.visible_to(request.user).live()
    if insee := request.POST.get("commune", "")[:5]:
        chosen = chosen.filter(commune__insee=insee)
    else:
        numbers = [int(n) for n in request.POST.getlist("ligne") if n.isdecimal() and len(n) < 10]  # noqa: PLR2004
        chosen = chosen.filter(pk__in=numbers)
    pks = list(
        chosen.order_by("commune__name_sort", "site__pk", "name").values_list("pk", flat=True)
    )
    document = ask_labels(pks, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=document.pk)


@writes(allow=is_desk)
def asset_certificate(request: UserRequest, pk: int) -> HttpResponse:
    """The certificate of erasure, as a PDF to join to the disposal."""
    asset = get_object_or_404(Asset.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return redirect("itsupport:asset_detail", pk=pk)
    document = ask_certificate(asset.pk, by=request.user, at=request.at)
    return redirect("documents:document_progress", pk=document.pk)


@reads(allow=may_see_equipment)
def renewal(request: UserRequest) -> HttpResponse:
    """Five years of replacements, in euros HT by commune."""
    plan = renewal_plan(communes_of(request), year=paris_date(request.at).year)
    wanted = request.GET.get("export")
    if wanted not in {"xlsx", "csv"}:
        return page(
            request, "itsupport/renewal.html", {"plan": plan, "desk": is_desk(request.user)}
        )
    table = list(renewal_table(plan))
    if wanted == "xlsx":
        response = HttpResponse(
            tables.write_xlsx(table, title="renouvellement"), content_type=XLSX
        )
    else:
        response = HttpResponse(tables.write_csv(table), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="renouvellement.{wanted}"'
    return response
