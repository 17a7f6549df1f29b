"""A quote as its page shows it: lines with their amounts, VAT per rate, who decided, what it became."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itsupport.models import Agreement, Order, Quote
from itsupport.queries.quotes import live_agreement, print_of, requests_of, totals_of
from itsupport.states.orders import LIVE_QUOTES, QuoteState
from portal.lib.money import line_ht

if TYPE_CHECKING:
    from datetime import date

    from itsupport.models import EquipmentRequest, QuoteLine
    from portal.lib.money import Totals


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line and its amount HT, in cents."""

    line: QuoteLine
    cents: int

    @property
    def what(self) -> str:
        return f"{self.line.manufacturer} {self.line.model}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All that the mayor reads before she decides."""

    quote: Quote
    lines: list[ShownLine]
    money: Totals
    requests: list[EquipmentRequest]
    agreement: Agreement | None
    intact: bool
    """What was agreed to is what stands here."""
    order: Order | None
    expired: bool

    @property
    def is_live(self) -> bool:
        return self.quote.state in LIVE_QUOTES


def paper_of(quote: Quote, *, on: date) -> Paper:
    lines = list(quote.lines.order_by("position"))
    agreement = live_agreement(quote)
    return Paper(
        quote=quote,
        lines=[
            ShownLine(line, line_ht(Decimal(line.quantity), line.unit_price)) for line in lines
        ],
        money=totals_of(lines),
        requests=list(requests_of(quote).select_related("site", "for_whom", "asked_by")),
        agreement=agreement,
        intact=agreement is None or agreement.sha256 == print_of(quote),
        order=Order.objects.filter(quote=quote).first(),
        expired=quote.state == QuoteState.PENDING and quote.valid_until < on,
    )
