"""The desk's board; ordering, receiving, installing; the order as both sides read it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from itsupport import rules
from itsupport.domain import asset_moves, deliveries, orders as domain
from itsupport.forms.deliveries import ReceptionForm
from itsupport.models import Asset, Order, OrderLine
from itsupport.queries.board import agreed_quotes, board, machines_to_install
from itsupport.queries.order_pages import order_page
from itsupport.queries.quotes import totals_of
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import count
from portal.web.htmx import page
from portal.web.views import reads, writes

if TYPE_CHECKING:
    from django.http import HttpResponse

    from portal.web.requests import UserRequest


@reads(allow=rules.is_desk)
def order_board(request: UserRequest) -> HttpResponse:
    lanes = board(request.user, at=request.at)
    return page(request, "itsupport/orders/order_board.html", {"lanes": lanes})


@writes(allow=rules.is_desk)
def order_create(request: UserRequest) -> HttpResponse:
    """Agreed quotes, supplier by supplier; one button orders all that is ticked, one order a commune."""
    if request.method == "POST":
        chosen = {int(pk) for pk in request.POST.getlist("q") if pk.isdecimal()}
        made = domain.order_quotes(chosen, by=request.user, at=request.at)
        said = count(len(made), "commande passée", "commandes passées")
        messages.success(request, f"{said} à {made[0].supplier}.")
        if len(made) == 1:
            return redirect("itsupport:order_detail", pk=made[0].pk)
        return redirect("itsupport:order_board")
    rows = [(quote, totals_of(quote.lines.all())) for quote in agreed_quotes(request.user)]
    groups = [(key, list(some)) for key, some in groupby(rows, key=lambda row: row[0].supplier)]
    return page(request, "itsupport/orders/order_create.html", {"groups": groups})


@reads(allow=rules.may_ask_equipment)
def order_detail(request: UserRequest, pk: int) -> HttpResponse:
    rows = Order.objects.visible_to(request.user).counted()
    order = get_object_or_404(
        rows.select_related("commune", "supplier", "quote", "agreement"), pk=pk
    )
    context = {"order": order, "shown": order_page(order), "is_desk": rules.is_desk(request.user)}
    return page(request, "itsupport/orders/order_detail.html", context)


@writes(allow=rules.is_desk)
def order_receive(request: UserRequest, pk: int) -> HttpResponse:
    """A parcel: how many of each line, the serial numbers as they are scanned."""
    order = get_object_or_404(
        Order.objects.visible_to(request.user).select_related("commune", "supplier"), pk=pk
    )
    lines = [line for line in order.lines.select_related("quote_line") if line.awaited]
    form = ReceptionForm(request.POST or None, lines=lines, initial={"on": paris_date(request.at)})
    if request.method == "POST" and form.is_valid():
        try:
            deliveries.receive(order.pk, form.parcel(), by=request.user, at=request.at)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La livraison est notée, la mairie est prévenue.")
            return redirect("itsupport:order_detail", pk=order.pk)
    return page(request, "itsupport/orders/order_receive.html", {"order": order, "form": form})


@writes(allow=rules.is_desk)
def line_give_up(request: UserRequest, pk: int) -> HttpResponse:
    rows = OrderLine.objects.visible_to(request.user).select_related("order", "quote_line")
    line = get_object_or_404(rows, pk=pk)
    if request.method == "POST":
        typed = request.POST.get("quantite", "")
        quantity = int(typed) if typed.isdecimal() else 0
        domain.give_up(line.pk, quantity, by=request.user, at=request.at)
        messages.success(request, f"« {line.quote_line.label} » : {quantity} de moins à recevoir.")
        return redirect("itsupport:order_detail", pk=line.order_id)
    return page(request, "itsupport/orders/line_give_up.html", {"line": line})


@reads(allow=rules.is_desk)
def machine_list(request: UserRequest) -> HttpResponse:
    """What came and works nowhere yet: its own agent will say it, or the agent of the desk does."""
    rows = list(machines_to_install(request.user)[:200])
    return page(request, "itsupport/orders/machine_list.html", {"machines": rows})


@writes(allow=rules.is_desk)
def machine_install(request: UserRequest, pk: int) -> HttpResponse:
    """For what no agent reports: a screen, a printer."""
    asset = get_object_or_404(Asset.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        asset_moves.put_in_service(asset.pk, by=request.user, at=request.at)
        messages.success(request, f"{asset} est en service.")
    return redirect("itsupport:machine_list")
