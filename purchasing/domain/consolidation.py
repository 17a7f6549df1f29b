"""Locking the need: what each commune declared, summed, hashed, and kept for good."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction

from portal.lib.refusal import Refusal
from purchasing.models import Campaign, Lot, NeedSnapshot
from purchasing.queries.consolidation import declared_by_lot
from purchasing.states import CAMPAIGN_FLOW, PARTICIPATION_FLOW, ParticipationState

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from purchasing.queries.consolidation import Figure

LOCKABLE = (
    ParticipationState.SUBMITTED,
    ParticipationState.NONE_NEEDED,
    ParticipationState.DECLINED,
)


@transaction.atomic
def lock_need(campaign_id: int, *, by: User, at: datetime) -> list[NeedSnapshot]:
    """Write the need of each lot once for all. Later changes are revisions with a reason."""
    campaign = Campaign.objects.locked(campaign_id)
    CAMPAIGN_FLOW.check("lock", campaign)
    for participation in campaign.participations.filter(state__in=LOCKABLE):
        PARTICIPATION_FLOW.apply("lock", participation, by=by, at=at)
    figures = declared_by_lot(campaign)
    snapshots = [
        _snapshot(lot, figures.get(lot.pk, []), revision=0, why="", by=by, at=at)
        for lot in campaign.lots.order_by("number")
    ]
    CAMPAIGN_FLOW.apply(
        "lock",
        campaign,
        by=by,
        at=at,
        told={"sha256": [snapshot.sha256 for snapshot in snapshots]},
        locked_at=at,
    )
    return snapshots


def _snapshot(
    lot: Lot, figures: list[Figure], *, revision: int, why: str, by: User, at: datetime
) -> NeedSnapshot:
    payload = canonical(_content(lot, figures))
    return NeedSnapshot.objects.create(
        lot=lot,
        revision=revision,
        payload=payload,
        sha256=hashlib.sha256(payload.encode()).hexdigest(),
        locked_at=at,
        locked_by=by,
        why=why,
    )


def _content(lot: Lot, figures: list[Figure]) -> dict[str, Any]:
    by_item: dict[str, Decimal] = {}
    by_commune: dict[str, Decimal] = {}
    for figure in figures:
        by_item[figure.code] = by_item.get(figure.code, Decimal(0)) + figure.quantity
        by_commune[figure.insee] = by_commune.get(figure.insee, Decimal(0)) + figure.quantity
    if sum(by_item.values()) != sum(by_commune.values()):
        raise Refusal("La somme des lignes n’est pas celle des colonnes : rien n’a été arrêté.")
    return {
        "lot": lot.number,
        "title": lot.title,
        "lines": [figure.as_json() for figure in figures],
        "items": {code: str(total) for code, total in by_item.items()},
    }


def canonical(content: dict[str, Any]) -> str:
    """The same content is always the same text, whatever the order it was read in."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
