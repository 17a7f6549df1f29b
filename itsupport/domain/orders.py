"""Ordering what was agreed, one order a commune; giving up what will not come; telling when all of it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from communes.queries.addresses import town_hall_addresses
from itsupport.domain.series import ORDER, next_ref
from itsupport.models import Asset, Order, OrderLine, Quote
from itsupport.notifications.orders import OrderInService, OrderPlaced, PurchaseOrder
from itsupport.queries.quotes import live_agreement, print_of, requests_of, totals_of
from itsupport.queries.wording import lines_in_words
from itsupport.states.orders import REQUEST_FLOW, OrderState, QuoteState
from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import amount_of_cents, of
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def order_quotes(quote_ids: Collection[int], *, by: User, at: datetime) -> list[Order]:
    """Order agreed quotes of one supplier in one step: one order a commune, each with its document and its mails.

    All of them or none. Refused for a quote without live agreement, changed since, or already ordered.
    """
    rows = Quote.objects.select_for_update(of=("self",)).filter(pk__in=quote_ids)
    quotes = list(rows.select_related("supplier", "commune").order_by("pk"))
    if not quotes or len(quotes) != len(set(quote_ids)):
        raise Refusal("Choisissez au moins un devis accordé.")
    if len({quote.supplier_id for quote in quotes}) > 1:
        raise Refusal("Une commande part chez un seul fournisseur.")
    return [_order(quote, by=by, at=at) for quote in quotes]


@transaction.atomic
def give_up(line_id: int, quantity: int, *, by: User, at: datetime) -> None:
    """The supplier will not bring these: they are awaited no more."""
    order_id = OrderLine.objects.values_list("order_id", flat=True).get(pk=line_id)
    order = Order.objects.locked(order_id)
    line = OrderLine.objects.get(pk=line_id)  # held by its order
    if not 1 <= quantity <= line.awaited:
        raise Refusal(
            f"Il en reste {line.awaited} à recevoir : on n’annule ni plus, ni moins d’un."
        )
    line.cancelled += quantity
    line.save(update_fields=["cancelled"])
    record("give_up", order, by=by, at=at, line=line.pk, quantity=quantity)


def tell_finished(*, at: datetime) -> int:
    """Tell the town halls whose order is wholly in service, each once; return how many.

    Nobody has to call anything when a machine starts: its state is counted, by this sweep and by the pages.
    """
    waiting = Order.objects.counted().filter(finished_at=None)
    told = 0
    for pk in list(waiting.in_state(OrderState.IN_SERVICE).values_list("pk", flat=True)):
        with transaction.atomic():
            order = Order.objects.locked(pk)
            if order.finished_at is None:
                order.finished_at = at
                order.save(update_fields=["finished_at"])
                _tell_in_service(order, at=at)
                told += 1
    return told


def _order(quote: Quote, *, by: User, at: datetime) -> Order:
    agreement = live_agreement(quote)
    if quote.state != QuoteState.AGREED or agreement is None:
        raise Refusal(f"Le devis {quote.number} n’a pas l’accord {of(quote.commune.name)}.")
    if Order.objects.filter(quote=quote).exists():
        raise Refusal(f"Le devis {quote.number} est déjà commandé.")
    if agreement.sha256 != print_of(quote):
        raise Refusal(f"Le devis {quote.number} n’est plus celui qui a été accordé.")
    order = Order.objects.create(
        ref=next_ref(ORDER, at=at),
        commune=quote.commune,
        supplier=quote.supplier,
        quote=quote,
        agreement=agreement,
        sent_at=at,
        sent_by=by,
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, commune=quote.commune, quote_line=line, ordered=line.quantity)
        for line in quote.lines.order_by("position")
    )
    record("order", order, by=by, at=at, quote=quote.pk)
    for request in list(requests_of(quote)):
        REQUEST_FLOW.apply("order", request, by=by, at=at, told={"order": order.pk})
    _tell_ordered(order, by=by, at=at)
    return order


def _tell_ordered(order: Order, *, by: User, at: datetime) -> None:
    """The document first: the supplier's mail carries it."""
    document = ask_for(
        "itsupport.purchase_order", order.pk, by=by, at=at, commune_id=order.commune_id
    )
    lines = list(order.quote.lines.all())
    money = totals_of(lines)
    words = lines_in_words(lines)
    if order.supplier.email:
        enqueue(
            PurchaseOrder(
                to=order.supplier.email,
                document_id=document.pk,
                reply_to=by.email,
                order_id=order.pk,
                ref=order.ref,
                commune=order.commune.name,
                supplier=order.supplier.name,
                number=order.quote.number,
                lines=words,
                total_ht=amount_of_cents(money.ht, "HT"),
                total_ttc=amount_of_cents(money.ttc, "TTC"),
            ),
            at=at,
        )
    if hall := hall_address(order, at=at):
        enqueue(
            OrderPlaced(
                to=hall,
                commune_id=order.commune_id,
                order_id=order.pk,
                ref=order.ref,
                commune=order.commune.name,
                supplier=order.supplier.name,
                lines=words,
                total_ttc=amount_of_cents(money.ttc, "TTC"),
                url=address_of(order),
            ),
            at=at,
        )


def _tell_in_service(order: Order, *, at: datetime) -> None:
    machines = Asset.objects.filter(order_line__order=order).order_by("pk")
    if hall := hall_address(order, at=at):
        enqueue(
            OrderInService(
                to=hall,
                commune_id=order.commune_id,
                order_id=order.pk,
                ref=order.ref,
                commune=order.commune.name,
                machines=tuple(str(one) for one in machines),
                url=address_of(order),
            ),
            at=at,
        )


def hall_address(order: Order, *, at: datetime) -> str:
    return town_hall_addresses([order.commune_id], on=paris_date(at)).get(order.commune_id, "")


def address_of(order: Order) -> str:
    return f"{settings.PORTAL_BASE_URL}{reverse('itsupport:order_detail', args=[order.pk])}"
