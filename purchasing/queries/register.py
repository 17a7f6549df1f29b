"""What the commune's register of extinguishers says of a campaign of checks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from purchasing.models import Extinguisher
from purchasing.states import AssetRule

if TYPE_CHECKING:
    from purchasing.models import Participation


def register_needs(answer: Participation) -> dict[tuple[str, int], Decimal] | None:
    """Quantities by asset rule and site; None when the commune keeps no register."""
    devices = Extinguisher.objects.filter(commune_id=answer.commune_id).in_service()
    counted = Counter(devices.values_list("site_id", flat=True))
    if not counted:
        return None
    return {(AssetRule.ANNUAL_CHECK, site): Decimal(n) for site, n in counted.items()}
