"""Open to anybody: signing on one's own telephone, from the code in the room; verifying a certificate."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.cache import never_cache

from portal.lib.refusal import Refusal
from portal.walls.acting import wall_for_all
from portal.web.htmx import page
from portal.web.limits import client_of, please_wait, too_often
from portal.web.views import anyone, reads, writes
from training.domain.presences import sign
from training.forms.presence import OwnSignatureForm
from training.models import Registration, Slot
from training.queries.certificates import certificate_of_code
from training.queries.presence import to_sign
from training.queries.trainer_links import is_open, slot_of_code, slot_of_ticket, ticket
from training.states.presence import PresenceMethod

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from portal.web.requests import UserRequest

MOST_SIGNED, MOST_ASKED = 200, 60
"""How many signatures a half day takes, and how many certificates one address asks for, in ten minutes."""


@login_not_required
@never_cache
@writes(allow=anyone)
def self_sign(request: UserRequest, token: str) -> HttpResponse:
    """One chooses her name and signs; a code that is shown no more opens nothing."""
    posted = request.method == "POST"
    pk = (
        slot_of_ticket(request.POST.get("ticket", ""), token, at=request.at)
        if posted
        else slot_of_code(token, at=request.at)
    )
    if posted and too_often(f"training-sign:{pk}", MOST_SIGNED):
        return please_wait(request)
    with wall_for_all():
        if pk is None or not is_open(pk):
            return _over(request, "training/sign_over.html")
        slot = Slot.objects.select_related("session__course", "room__commune").get(pk=pk)
        people = list(to_sign(slot))
        start = {"nonce": uuid4(), "ticket": ticket(pk, at=request.at)}
        form = OwnSignatureForm(request.POST or None, people=people, initial=start)
        context = {"slot": slot, "session": slot.session, "form": form, "people": people}
        if posted and form.is_valid() and (name := _signed(request, slot, form, people)):
            return page(request, "training/sign_done.html", context | {"name": name}).render()
        return _unlisted(page(request, "training/sign.html", context).render())


def not_too_often(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """So many pages for one address: counted before the view, which only reads."""

    @wraps(view)
    def counted(request: UserRequest, **kwargs: str) -> HttpResponse:
        if too_often(f"verify:{client_of(request)}", MOST_ASKED):
            return please_wait(request)
        return view(request, **kwargs)

    return counted


@login_not_required
@never_cache
@not_too_often
@reads(allow=anyone)
def certificate_verify(request: UserRequest, token: str) -> HttpResponse:
    """What a certificate says, whether it still holds; the code is sixty bits, drawn: nobody comes upon one."""
    with wall_for_all():
        found = certificate_of_code(token)
        if found is None:
            return _over(request, "training/verify_unknown.html", status=404)
        return _unlisted(page(request, "training/verify.html", {"one": found}).render())


def _signed(
    request: UserRequest, slot: Slot, form: OwnSignatureForm, people: list[Registration]
) -> str:
    """The name of who signed; empty when it was refused, which the form then says."""
    pk = form.cleaned_data["registration"]
    person = next((one.person for one in people if one.pk == pk), None)
    try:
        sign(
            slot.pk,
            pk,
            form.signature(device="téléphone", at=request.at),
            method=PresenceMethod.QR,
            noted_as=f"{person}, sur son téléphone",
            at=request.at,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return ""
    return str(person)


def _over(request: UserRequest, template: str, *, status: int = 410) -> HttpResponse:
    shown = page(request, template, {})
    shown.status_code = status
    return _unlisted(shown.render())


def _unlisted(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return response
