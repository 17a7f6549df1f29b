"""An order as its page shows it: each line with its machines, each delivery, the documents."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsupport.fulfilment import progress
from itsupport.models import Asset, Delivery, OrderLine
from itsupport.queries.quotes import totals_of
from itsupport.states.orders import OrderState
from portal.documents.models import Document

if TYPE_CHECKING:
    from itsupport.fulfilment import Counts
    from itsupport.models import Order
    from portal.lib.money import Totals


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOrderLine:
    line: OrderLine
    counts: Counts
    machines: list[Asset]

    @property
    def word(self) -> str:
        return str(OrderState(progress([self.counts])).label)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    lines: list[ShownOrderLine]
    money: Totals
    deliveries: list[Delivery]
    document: Document | None

    @property
    def awaited(self) -> int:
        return sum(one.counts.awaited for one in self.lines)


def order_page(order: Order) -> OrderPage:
    lines = list(
        OrderLine.objects.counted()
        .filter(order=order)
        .select_related("quote_line__request")
        .order_by("quote_line__position")
    )
    machines: dict[int | None, list[Asset]] = defaultdict(list)
    for asset in Asset.objects.filter(order_line__order=order).order_by("pk"):
        machines[asset.order_line_id].append(asset)
    papers = Document.objects.filter(
        kind="itsupport.purchase_order", subject_id=order.pk, commune_id=order.commune_id
    )
    return OrderPage(
        lines=[
            ShownOrderLine(line=line, counts=line.counts, machines=machines[line.pk])
            for line in lines
        ],
        money=totals_of(line.quote_line for line in lines),
        deliveries=list(
            order.deliveries.select_related("received_by").prefetch_related(
                "lines__order_line__quote_line"
            )
        ),
        document=papers.order_by("-pk").first(),
    )
