"""What a quote comes to, what was agreed to exactly, and who may agree."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from communes.models import Position
from itsupport.models import Agreement, EquipmentRequest, Quote, QuoteLine
from itsupport.rules import AGREEING
from portal.lib.money import Line, Totals, totals

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from portal.accounts.models import User


def totals_of(lines: Iterable[QuoteLine]) -> Totals:
    """Cents; VAT is reckoned once per rate, on the sum of the bases."""
    return totals(Line(Decimal(one.quantity), one.unit_price, one.vat_rate) for one in lines)


def print_of(quote: Quote) -> str:
    """SHA-256 of all that an agreement is given to: supplier, number, dates, every line, the file."""
    return hashlib.sha256(
        json.dumps(_content(quote), sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def live_agreement(quote: Quote) -> Agreement | None:
    return quote.agreements.filter(withdrawn_at=None).first()


def agreeing_positions(commune_id: int, *, on: date) -> QuerySet[Position]:
    """The mayor first, then the deputies, of that day."""
    rows = Position.objects.on(on).filter(commune_id=commune_id, role__in=AGREEING)
    return rows.select_related("person__user", "commune").order_by("-role", "started_on", "pk")


def agreeing_position(user: User, commune_id: int, *, on: date) -> Position | None:
    """As what this person may commit that commune, None when she may not."""
    return agreeing_positions(commune_id, on=on).filter(person__user_id=user.pk).first()


def requests_of(quote: Quote) -> QuerySet[EquipmentRequest]:
    """The requests that a quote answers."""
    return EquipmentRequest.objects.filter(quote_lines__quote=quote).distinct().order_by("pk")


def quotes_of(request: EquipmentRequest) -> list[Quote]:
    """Every quote that a request got, the latest first."""
    rows = Quote.objects.filter(lines__request=request).distinct()
    rows = rows.select_related("supplier", "order").prefetch_related("lines")
    return list(rows.order_by("-entered_at", "-pk"))


def _content(quote: Quote) -> dict[str, Any]:
    lines = [
        [
            line.position, line.label, line.kind, line.manufacturer, line.model, line.quantity,
            f"{line.unit_price:.4f}", f"{line.vat_rate:.2f}", line.warranty_months,
        ]
        for line in quote.lines.order_by("position")
    ]  # fmt: skip
    return {
        "commune": quote.commune_id,
        "supplier": quote.supplier.name,
        "number": quote.number,
        "dated": quote.dated.isoformat(),
        "valid_until": quote.valid_until.isoformat(),
        "note": quote.note,
        "file": quote.file_sha256,
        "lines": lines,
    }
