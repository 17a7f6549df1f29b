"""What an answer proposes before anyone typed: the register's figures, else last year's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from purchasing.models import LotItem, NeedLine
from purchasing.queries.register import register_needs
from purchasing.states import Origin, ParticipationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from purchasing.models import Participation

    Key = tuple[int, int]

_SAID = (ParticipationState.SUBMITTED, ParticipationState.LOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A figure proposed for an item and a site, and where it comes from."""

    key: Key
    quantity: Decimal
    origin: Origin


def last_year(answer: Participation) -> dict[Key, Decimal]:
    """What the commune had answered to the previous campaign, in this one's items and live sites.

    The figure of a building that closed since stands on the first one of the commune.
    """
    if answer.campaign.previous_id is None:
        return {}
    sites = list(answer.commune.sites.active().order_by("pk").values_list("pk", flat=True))
    now = dict(
        LotItem.objects.filter(lot__campaign_id=answer.campaign_id).values_list("item_id", "pk")
    )
    rows = NeedLine.objects.filter(
        participation__campaign_id=answer.campaign.previous_id,
        participation__commune_id=answer.commune_id,
        participation__state__in=_SAID,
        quantity__gt=0,
        lot_item__item_id__in=now,
    ).values_list("lot_item__item_id", "site_id", "quantity")
    found: dict[Key, Decimal] = {}
    for item_id, site_id, quantity in rows:
        if sites:
            key = now[item_id], site_id if site_id in sites else sites[0]
            found[key] = found.get(key, quantity * 0) + quantity
    return found


def proposals(answer: Participation) -> list[Proposal]:
    """The register where the item is computed from it and the commune keeps one; else last year."""
    items = list(LotItem.objects.filter(lot__campaign_id=answer.campaign_id))
    needs = register_needs(answer)
    computed = {item.pk for item in items if item.asset_rule and needs is not None}
    by_rule = {item.asset_rule: item.pk for item in items if item.pk in computed}
    register = {
        (by_rule[rule], site_id): quantity
        for (rule, site_id), quantity in (needs or {}).items()
        if rule in by_rule and quantity
    }
    before = {key: value for key, value in last_year(answer).items() if key[0] not in computed}
    return [*_from(register, Origin.REGISTER), *_from(before, Origin.LAST_YEAR)]


def _from(figures: dict[Key, Decimal], origin: Origin) -> Iterable[Proposal]:
    return [
        Proposal(key=key, quantity=quantity, origin=origin) for key, quantity in figures.items()
    ]
