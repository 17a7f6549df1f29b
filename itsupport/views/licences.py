"""Software seen on the machines, and the licences of the communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain.licences import add_licence, change_licence
from itsupport.forms.licences import SOFTWARE_COLUMNS, LicenceForm, SoftwareFilters
from itsupport.models import Licence, SoftwareInstall
from itsupport.queries.software import most_seen, uses
from itsupport.rules import is_desk, may_see_equipment
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.tables.listing import Listing, Noun
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=may_see_equipment)
def software_list(request: UserRequest) -> HttpResponse:
    """What is installed, machine by machine; and the most spread, on the first page."""
    rows = SoftwareInstall.objects.visible_to(request.user).select_related("asset", "commune")
    listing = Listing(
        request,
        rows,
        columns=SOFTWARE_COLUMNS,
        noun=Noun("logiciel installé", "logiciels installés"),
        filters=SoftwareFilters,
        filter_options={"user": request.user},
        default_sort="logiciel",
        empty="Les agents des machines rempliront cette liste.",
    )
    context = {} if request.htmx else {"most": most_seen(rows)}
    return listing.respond("itsupport/software_list.html", context)


@reads(allow=may_see_equipment)
def licence_list(request: UserRequest) -> HttpResponse:
    """Each licence beside the posts that use it."""
    rows = Licence.objects.visible_to(request.user).select_related("commune")
    found = uses(rows, on=paris_date(request.at))
    context = {"uses": found, "desk": is_desk(request.user)}
    return page(request, "itsupport/licence_list.html", context)


@writes(allow=is_desk)
def licence_create(request: UserRequest) -> HttpResponse:
    form = LicenceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        commune = form.cleaned_data["commune"]
        try:
            licence = add_licence(commune.pk, form.right(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La licence de {licence.product} est inscrite.")
            return redirect("itsupport:licence_list")
    return page(request, "itsupport/licence_form.html", {"form": form, "licence": None})


@writes(allow=is_desk)
def licence_edit(request: UserRequest, pk: int) -> HttpResponse:
    licences = Licence.objects.visible_to(request.user).select_related("commune")
    licence = get_object_or_404(licences, pk=pk)
    form = LicenceForm(request.POST or None, user=request.user, licence=licence)
    if request.method == "POST" and form.is_valid():
        try:
            change_licence(licence.pk, form.right(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"La licence de {licence.product} est à jour.")
            return redirect("itsupport:licence_list")
    return page(request, "itsupport/licence_form.html", {"form": form, "licence": licence})
