"""What the commune's register of extinguishers says of a campaign of checks."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.lib.dates import paris_date
from purchasing.arithmetic import extinguishers as norm
from purchasing.models import Extinguisher

if TYPE_CHECKING:
    from datetime import date

    from purchasing.models import Campaign, Participation


def plan_of(device: Extinguisher, *, on: date) -> norm.Plan:
    """What a visit on that day does to this device; one not made yet is taken as new."""
    return norm.plan(
        norm.Extinguisher(
            kind=norm.Kind(device.kind),
            made_in=min(device.made_in, on.year),
            checked_on=device.checked_on,
            overhauled_on=device.overhauled_on,
        ),
        on,
    )


def visit_of(campaign: Campaign) -> date | None:
    """The day around which the checks are made: the campaign says it, else its deadline."""
    if campaign.checks_from:
        return campaign.checks_from
    return paris_date(campaign.declare_by) if campaign.declare_by else None


def register_needs(answer: Participation) -> dict[tuple[str, int], Decimal] | None:
    """Quantities by asset rule and site; None when the commune keeps no register."""
    devices = list(Extinguisher.objects.filter(commune_id=answer.commune_id).in_service())
    visit = visit_of(answer.campaign)
    if not devices or visit is None:
        return None
    found = Counter(
        (rule, device.site_id)
        for device in devices
        for rule in plan_of(device, on=visit).asset_rules
    )
    return {key: Decimal(number) for key, number in found.items()}


def devices_in_service(commune_ids: set[int]) -> dict[int, int]:
    """How many extinguishers each of these communes has."""
    rows = Extinguisher.objects.filter(commune_id__in=commune_ids).in_service()
    return Counter(rows.values_list("commune_id", flat=True))
