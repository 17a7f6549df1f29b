"""The order sent to a supplier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itsupport.models import Order
from itsupport.queries.quotes import totals_of
from portal.documents.registry import report
from portal.lib.dates import paris_date
from portal.lib.money import line_ht
from portal.lib.text import commune_of

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class OrderedLine:
    """Cents HT; `rate` in per cent."""

    label: str
    model: str
    quantity: int
    unit_price: Decimal
    rate: Decimal
    cents: int


@dataclass(frozen=True, slots=True)
class TaxedAtRate:
    rate: Decimal
    base: int
    vat: int


@dataclass(frozen=True, slots=True)
class PurchaseOrder:
    title: str
    ref: str
    ordered_on: date
    commune: str
    of_commune: str
    siren: str
    address: str
    phone: str
    deliver_to: list[str]
    supplier: str
    quote: str
    quote_dated: date
    agreed_by: str
    agreed_on: date
    sha256: str
    lines: list[OrderedLine]
    ht: int
    by_rate: list[TaxedAtRate]
    ttc: int


@report("itsupport.purchase_order", title="Bon de commande")
def purchase_order(order_id: int, commune_id: int) -> PurchaseOrder:
    """What was agreed, for one commune, with the print of the agreement."""
    rows = Order.objects.select_related("commune", "supplier", "quote", "agreement")
    order = rows.get(pk=order_id, commune_id=commune_id)
    lines = list(order.quote.lines.select_related("request__site"))
    sites = [line.request.site for line in lines if line.request and line.request.site]
    money = totals_of(lines)
    commune = order.commune
    return PurchaseOrder(
        title=f"Bon de commande {order.ref}",
        ref=order.ref,
        ordered_on=paris_date(order.sent_at),
        commune=commune.name,
        of_commune=commune_of(commune.name),
        siren=commune.siren,
        address=commune.address,
        phone=commune.phone,
        deliver_to=list(dict.fromkeys(site.name for site in sites)) or ["Mairie"],
        supplier=order.supplier.name,
        quote=order.quote.number,
        quote_dated=order.quote.dated,
        agreed_by=order.agreement.name,
        agreed_on=paris_date(order.agreement.at),
        sha256=order.agreement.sha256,
        lines=[
            OrderedLine(
                label=line.label,
                model=f"{line.manufacturer} {line.model}".strip(),
                quantity=line.quantity,
                unit_price=line.unit_price,
                rate=line.vat_rate,
                cents=line_ht(Decimal(line.quantity), line.unit_price),
            )
            for line in lines
        ],
        ht=money.ht,
        by_rate=[TaxedAtRate(one.rate, one.base, one.vat) for one in money.by_rate],
        ttc=money.ttc,
    )
