"""What the communes declared, ready to be summed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from purchasing.models import NeedLine
from purchasing.states import ParticipationState

if TYPE_CHECKING:
    from decimal import Decimal

    from purchasing.models import Campaign

COUNTED = (ParticipationState.SUBMITTED, ParticipationState.LOCKED)
"""Only what was sent counts: neither a draft, nor « no need »."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A line of a commune: so much of an item for a building."""

    insee: str
    code: str
    site_id: int
    quantity: Decimal
    quantity_max: Decimal

    def as_json(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


def declared_by_lot(campaign: Campaign) -> dict[int, list[Figure]]:
    """The lines that count, of each lot, in a fixed order."""
    rows = (
        NeedLine.objects.filter(
            participation__campaign=campaign, participation__state__in=COUNTED, quantity__gt=0
        )
        .order_by("lot_item__lot__number", "lot_item__position", "commune__insee", "site_id")
        .values_list(
            "lot_item__lot_id",
            "commune__insee",
            "lot_item__item__code",
            "site_id",
            "quantity",
            "quantity_max",
        )
    )
    found: dict[int, list[Figure]] = {}
    for lot_id, insee, code, site_id, quantity, quantity_max in rows:
        found.setdefault(lot_id, []).append(
            Figure(
                insee=insee,
                code=code,
                site_id=site_id,
                quantity=quantity,
                quantity_max=quantity_max,
            )
        )
    return found
