"""What every page of a sheet's keeping needs: its commune, and a refusal said beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404

from communes import rules
from communes.models import Commune
from portal.lib.refusal import Refusal
from portal.web.htmx import page
from portal.web.views import ensure

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


def kept(request: UserRequest, insee: str) -> Commune:
    """The commune, if this person acts for it. 404 for another's, 403 for who may look and not write."""
    commune = get_object_or_404(Commune.objects.of(request.user), insee=insee)
    ensure(rules.may_edit_commune(request.user, commune))
    return commune


def done(form: Form, act: Callable[[], Any]) -> bool:
    """Act; a refusal is written on the form, which keeps what was typed."""
    try:
        act()
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def form_page(
    request: UserRequest, commune: Commune, form: Form, *, title: str, lede: str, button: str
) -> HttpResponse:
    context = {"commune": commune, "form": form, "title": title, "lede": lede, "button": button}
    return page(request, "communes/keep_form.html", context)
