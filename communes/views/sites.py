"""The buildings of a commune, kept by the commune."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from communes import rules
from communes.domain.sites import add_site, change_site, restore_site, retire_site
from communes.forms.sites import SiteForm
from communes.views.keeping import done, form_page, kept
from portal.web.views import writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=rules.may_keep_sheets)
def site_create(request: UserRequest, insee: str) -> HttpResponse:
    commune = kept(request, insee)
    form = SiteForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            form,
            lambda: add_site(commune.pk, **asdict(form.place()), by=request.user, at=request.at),
        )
    ):
        messages.success(request, f"« {form.place().name} » est inscrit.")
        return redirect("communes:commune_keep", insee=insee)
    return form_page(
        request,
        commune,
        form,
        title="Inscrire un lieu",
        lede="Un bâtiment, une salle, un atelier : là où l’on livre, vérifie et répare.",
        button="Inscrire ce lieu",
    )


@writes(allow=rules.may_keep_sheets)
def site_edit(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    commune = kept(request, insee)
    site = get_object_or_404(commune.sites, pk=pk)
    form = SiteForm(request.POST or None, site=site)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(form, lambda: change_site(site.pk, form.place(), by=request.user, at=request.at))
    ):
        messages.success(request, f"« {form.place().name} » est à jour.")
        return redirect("communes:commune_keep", insee=insee)
    return form_page(
        request,
        commune,
        form,
        title=site.name,
        lede="Ce que vous écrivez ici se lit dans l’annuaire et sur les bons de livraison.",
        button="Enregistrer",
    )


@writes(allow=rules.may_keep_sheets)
def site_retire(request: UserRequest, insee: str, pk: int) -> HttpResponse:
    """Out of use, or back: the same button the other way round undoes it."""
    commune = kept(request, insee)
    site = get_object_or_404(commune.sites, pk=pk)
    if request.method == "POST":
        if site.active:
            retire_site(site.pk, by=request.user, at=request.at)
            messages.success(
                request, f"« {site.name} » est hors service. Il reste en bas de la liste."
            )
        else:
            restore_site(site.pk, by=request.user, at=request.at)
            messages.success(request, f"« {site.name} » est de nouveau en service.")
    return redirect("communes:commune_keep", insee=insee)
