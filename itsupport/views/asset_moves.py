"""The buttons of a machine: each verb of its life, those that need words with their form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from itsupport.domain import asset_moves
from itsupport.domain.asset_moves import SIMPLE_MOVES
from itsupport.forms.equipment import MOVE_FORMS
from itsupport.models import Asset
from itsupport.queries.asset_page import ERASE, buttons
from itsupport.rules import is_desk
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import writes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from portal.web.requests import UserRequest

WORDED: dict[str, Callable[..., Asset]] = {
    "lend": asset_moves.lend,
    "give": asset_moves.give,
    "retire": asset_moves.retire,
    "erase": asset_moves.erase,
}


@writes(allow=is_desk)
def asset_move(request: UserRequest, pk: int, verb: str) -> HttpResponse:
    """GET asks, POST does."""
    assets = Asset.objects.visible_to(request.user).select_related("commune")
    asset = get_object_or_404(assets, pk=pk)
    today = paris_date(request.at)
    form = None
    if verb in MOVE_FORMS:
        initial = {"on": today, "who": request.user.get_full_name()}
        form = MOVE_FORMS[verb](request.POST or None, initial=initial)
    if request.method == "POST" and _done(request, asset, verb, form):
        return redirect("itsupport:asset_detail", pk=pk)
    button = next((one for one in buttons(asset) if one.verb == verb), None)
    if button is None:
        messages.error(request, f"Ce n’est pas possible : {asset.get_state_display()}.")
        return redirect("itsupport:asset_detail", pk=pk)
    context = {"asset": asset, "button": button, "form": form}
    return page(request, "itsupport/asset_move.html", context)


def _done(request: UserRequest, asset: Asset, verb: str, form: forms.Form | None) -> bool:
    if form is None:
        if verb not in SIMPLE_MOVES:
            raise Http404
        moved = SIMPLE_MOVES[verb](asset.pk, by=request.user, at=request.at)
    elif not form.is_valid():
        return False
    else:
        try:
            moved = WORDED[verb](asset.pk, by=request.user, at=request.at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
    said = "données effacées" if verb == ERASE else moved.get_state_display()
    messages.success(request, f"{moved.name} : {said}.")
    return True
