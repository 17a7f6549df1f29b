"""Taking up the needs that communes said: a campaign remembers them, and tells them its end."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Need
from communes.states import NeedTheme
from portal.journal.record import record
from portal.lib.refusal import Refusal
from purchasing.domain.drafts import add_item, add_lot, create_campaign, editable
from purchasing.models import Item
from purchasing.models.campaign import GatheredNeed

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.accounts.models import User
    from purchasing.domain.drafts import Draft
    from purchasing.models import Campaign


@transaction.atomic
def gather_needs(campaign_id: int, need_ids: Collection[int], *, by: User, at: datetime) -> None:
    """The needs that this draft takes up, those and no others. Only open ones."""
    campaign = editable(campaign_id)
    found = set(Need.objects.open().filter(pk__in=need_ids).values_list("pk", flat=True))
    if found != set(need_ids):
        raise Refusal("Un de ces besoins a déjà reçu une suite : rechargez la page.")
    campaign.gathered_needs.exclude(need_id__in=found).delete()
    known = set(campaign.gathered_needs.values_list("need_id", flat=True))
    GatheredNeed.objects.bulk_create(
        GatheredNeed(campaign=campaign, need_id=pk) for pk in sorted(found - known)
    )
    record("gather_needs", campaign, by=by, at=at, needs=sorted(found))


@transaction.atomic
def draft_from_needs(
    draft: Draft, need_ids: Collection[int], *, by: User, at: datetime
) -> Campaign:
    """A draft with one lot a theme, holding the items of the catalogue that the needs name."""
    if not need_ids:
        raise Refusal("Choisissez au moins un besoin.")
    campaign = create_campaign(draft, by=by, at=at)
    gather_needs(campaign.pk, need_ids, by=by, at=at)
    codes: dict[str, set[str]] = defaultdict(set)
    for need in Need.objects.filter(pk__in=need_ids).order_by("theme", "item_code"):
        codes[need.theme].add(need.item_code)
    taken: set[int] = set()
    for theme, wanted in codes.items():
        title = str(NeedTheme(theme).label)
        lot = add_lot(campaign.pk, title=title[0].upper() + title[1:], by=by, at=at)
        for item in Item.objects.filter(code__in=wanted - {""}, active=True).order_by("code"):
            if item.pk not in taken:
                add_item(lot.pk, item.pk, by=by, at=at)
                taken.add(item.pk)
    return campaign
