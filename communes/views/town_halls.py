"""A town hall keeps its own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.shortcuts import redirect

from communes import rules
from communes.domain.town_halls import change_town_hall, confirm_town_hall
from communes.forms.town_halls import TownHallForm
from communes.models import Absence, Position
from communes.views.keeping import kept
from portal.lib.dates import paris_date
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.may_keep_sheets)
def commune_keep(request: UserRequest, insee: str) -> HttpResponse:
    """Everything that may be changed, in one place."""
    commune = kept(request, insee)
    today = paris_date(request.at)
    coming = Absence.objects.filter(
        Q(period__endswith=None) | Q(period__endswith__gt=today)
    ).select_related("replaced_by")
    positions = (
        Position.objects.visible_to(request.user)
        .filter(Q(ended_on=None) | Q(ended_on__gte=today), commune=commune)
        .select_related("person")
        .prefetch_related(Prefetch("absences", queryset=coming, to_attr="coming"))
    )
    context = {
        "commune": commune,
        "positions": positions.order_by("started_on", "pk"),
        "sites": commune.sites.order_by("-active", "kind", "name"),
        "mailboxes": commune.mailboxes.select_related("person").order_by("-active", "email"),
        "today": today,
    }
    return page(request, "communes/commune_keep.html", context)


@writes(allow=rules.may_keep_sheets)
def commune_edit(request: UserRequest, insee: str) -> HttpResponse:
    commune = kept(request, insee)
    form = TownHallForm(request.POST or None, commune=commune)
    if request.method == "POST" and form.is_valid():
        changed = change_town_hall(commune.pk, form.said(), by=request.user, at=request.at)
        text = (
            "La fiche est à jour." if changed else "Rien n’a changé : la fiche était déjà ainsi."
        )
        messages.success(request, text)
        return redirect("communes:commune_detail", insee=insee)
    return page(request, "communes/commune_edit.html", {"commune": commune, "form": form})


@writes(allow=rules.may_keep_sheets)
def commune_confirm(request: UserRequest, insee: str) -> HttpResponse:
    """« Tout est exact. »"""
    commune = kept(request, insee)
    if request.method == "POST":
        confirm_town_hall(commune.pk, by=request.user, at=request.at)
        messages.success(request, "Merci, c’est noté : tout est exact. À l’an prochain.")
    return redirect("communes:commune_detail", insee=insee)
