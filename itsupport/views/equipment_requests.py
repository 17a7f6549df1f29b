"""Asking for a machine, and seeing where each request stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from itsupport import rules
from itsupport.domain import requests as domain
from itsupport.forms.requests import (
    Origin,
    RequestForm,
    from_action,
    from_asset,
    from_request,
    from_ticket,
)
from itsupport.models import Asset, AuditAction, EquipmentRequest, Ticket
from itsupport.queries.board import requests_to_quote
from itsupport.queries.quotes import quotes_of
from itsupport.queries.tracks import progress_of
from itsupport.states.audits import GIVEN_STATES
from itsupport.states.orders import REQUEST_FLOW, RequestState
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import ensure, reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest

SHOWN = 30


@reads(allow=rules.may_ask_equipment)
def request_list(request: UserRequest) -> HttpResponse:
    """A town hall's requests, each with its track; the desk has the board for that."""
    if rules.is_desk(request.user):
        return redirect("itsupport:order_board")
    rows = EquipmentRequest.objects.visible_to(request.user)
    if request.acting.current is not None:
        rows = rows.filter(commune_id=request.acting.current)
    latest = rows.order_by("-asked_at", "-pk")
    found = progress_of(latest[:SHOWN])
    return page(request, "itsupport/orders/request_list.html", {"found": found, "most": SHOWN})


@reads(allow=rules.may_ask_equipment)
def request_detail(request: UserRequest, pk: int) -> HttpResponse:
    rows = EquipmentRequest.objects.visible_to(request.user).filter(pk=pk)
    asked = get_object_or_404(rows)
    (progress,) = progress_of(rows)
    desk = rules.is_desk(request.user)
    verbs = {transition.verb for transition in REQUEST_FLOW.possible(asked.state)}
    context = {
        "asked": progress.request,
        "progress": progress,
        "quotes": quotes_of(asked),
        "is_desk": desk,
        "may_edit": rules.may_edit_request(request.user, asked),
        "may_cancel": "cancel" in verbs,
        "may_quote": desk and "quote" in verbs,
        "may_quote_again": desk and asked.state == RequestState.QUOTED,
        "may_take_back": desk and "take_back" in verbs,
    }
    return page(request, "itsupport/orders/request_detail.html", context)


@writes(allow=rules.may_ask_equipment)
def request_create(request: UserRequest) -> HttpResponse:
    """Empty, or filled with what its origin says already."""
    origin = _origin(request)
    form = _form(request, origin)
    if request.method == "POST" and form.is_valid():
        try:
            asked = domain.ask_equipment(
                form.commune_id,
                form.wanted(origin),
                send="garder" not in request.POST,
                by=request.user,
                at=request.at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(asked))
            return redirect("itsupport:request_detail", pk=asked.pk)
    context = {"form": form, "origin": origin, "asked": None, "back": _back(request, origin)}
    return page(request, "itsupport/orders/request_form.html", context)


def _form(request: UserRequest, origin: Origin) -> RequestForm:
    """For the commune of the origin, else the one chosen in the header; the desk says which."""
    commune_id = origin.commune_id or request.acting.current
    return RequestForm(
        request.POST or None,
        commune_id=commune_id,
        on=paris_date(request.at),
        choose=commune_id is None,
        initial=origin.words,
    )


@writes(allow=rules.may_ask_equipment)
def request_edit(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EquipmentRequest.objects.visible_to(request.user), pk=pk)
    ensure(rules.may_edit_request(request.user, asked))
    form = RequestForm(
        request.POST or None,
        commune_id=asked.commune_id,
        on=paris_date(request.at),
        initial=from_request(asked),
    )
    if request.method == "POST" and form.is_valid():
        send = "garder" not in request.POST
        try:
            asked = domain.edit_request(
                asked.pk, form.wanted(), send=send, by=request.user, at=request.at
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _said(asked))
            return redirect("itsupport:request_detail", pk=asked.pk)
    back = reverse("itsupport:request_detail", args=[asked.pk])
    context = {"form": form, "origin": Origin(), "asked": asked, "back": back}
    return page(request, "itsupport/orders/request_form.html", context)


@writes(allow=rules.may_ask_equipment)
def request_cancel(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EquipmentRequest.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        domain.cancel_request(asked.pk, by=request.user, at=request.at)
        messages.success(request, f"La demande {asked.ref} est annulée.")
    return redirect("itsupport:request_detail", pk=asked.pk)


@writes(allow=rules.is_desk)
def request_take_back(request: UserRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(EquipmentRequest.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        domain.take_back(asked.pk, by=request.user, at=request.at)
        messages.success(request, f"La demande {asked.ref} est de nouveau à chiffrer.")
    return redirect("itsupport:request_detail", pk=asked.pk)


@writes(allow=rules.is_desk)
def request_pool(request: UserRequest) -> HttpResponse:
    """Several communes want the same: their requests become needs, in one step."""
    chosen = {int(pk) for pk in request.POST.getlist("d") if pk.isdecimal()}
    if request.method == "POST":
        needs = domain.pool_requests(chosen, by=request.user, at=request.at)
        messages.success(
            request,
            f"{count(len(needs), 'besoin transmis', 'besoins transmis')} aux achats groupés.",
        )
        return redirect("itsupport:order_board")
    rows = requests_to_quote(request.user).order_by("kind", "commune__name_sort", "pk")
    return page(request, "itsupport/orders/request_pool.html", {"rows": list(rows)})


def _origin(request: UserRequest) -> Origin:
    """`?demande=` a request for help by its number, `?remplace=` a machine, `?action=` one of an audit given."""
    ref, asset, action = (request.GET.get(name, "") for name in ("demande", "remplace", "action"))
    if ref:
        tickets = Ticket.objects.visible_to(request.user).filter(commune__isnull=False)
        return from_ticket(get_object_or_404(tickets, ref=ref))
    if asset.isdecimal():
        return from_asset(get_object_or_404(Asset.objects.visible_to(request.user), pk=asset))
    if action.isdecimal():
        given = AuditAction.objects.visible_to(request.user).filter(audit__state__in=GIVEN_STATES)
        return from_action(
            get_object_or_404(given.select_related("question", "ticket"), pk=action)
        )
    return Origin()


def _back(request: UserRequest, origin: Origin) -> str:
    """The page that the request would come from."""
    if origin.action:
        return reverse("itsupport:action_decide", args=[origin.action.pk])
    if origin.ticket:
        desk = rules.is_desk(request.user)
        name = "itsupport:desk_ticket" if desk else "itsupport:ticket_detail"
        return reverse(name, args=[origin.ticket.pk])
    if origin.asset:
        return reverse("itsupport:asset_detail", args=[origin.asset.pk])
    return reverse("itsupport:request_list")


def _said(asked: EquipmentRequest) -> str:
    if asked.submitted_at is None:
        return f"La demande {asked.ref} est gardée en brouillon."
    return f"La demande {asked.ref} est envoyée au service informatique."
