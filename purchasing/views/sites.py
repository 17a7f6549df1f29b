"""One more building in an answer: one that is known and waits, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect

from communes.domain.sites import add_site
from communes.rules import is_town_hall
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import writes
from purchasing.forms.answers import Grid
from purchasing.forms.sites import SiteForm
from purchasing.queries.answers import sheet
from purchasing.views.answers import writing_desk

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@writes(allow=is_town_hall)
def answer_site(request: UserRequest, pk: int, insee: str) -> HttpResponse:
    desk = writing_desk(request, pk, insee)
    grid = Grid(sheet(desk.answer))
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        commune_id = desk.answer.commune_id
        try:
            site = add_site(
                commune_id, name=typed["name"], kind=typed["kind"], by=request.user, at=request.at
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"« {site.name} » est ajouté à la commune et à la grille.")
            return redirect(f"{desk.form_url}?avec={site.pk}")
    waiting = [site for site in grid.sheet.sites if site not in grid.sites]
    context = {"desk": desk, "form": form, "waiting": waiting}
    return page(request, "purchasing/answer_site.html", context)
