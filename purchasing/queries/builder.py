"""What the builder of a campaign shows: its content, what it may come to, whom it invites."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.timezone import localdate

from communes.models import Commune, Need
from portal.lib.dates import paris_date
from portal.lib.money import line_ht
from portal.tables.filters import found_in
from purchasing.models import Campaign, Extinguisher, GatheredNeed, Item, LotItem, NeedLine
from purchasing.queries.campaigns import missing_before_opening
from purchasing.queries.consolidation import COUNTED
from purchasing.queries.procedures import estimated_cents, procedure_for
from purchasing.queries.register import plan_of, visit_of
from purchasing.states import CampaignState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from purchasing.arithmetic.estimate import Procedure
    from purchasing.models import Lot, ReminderStep

ZERO = Decimal(0)
FOUND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """How much of an item the communes may ask for, and what tells so. `cents` HT."""

    item: LotItem
    quantity: Decimal | None
    source: str
    cents: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotGuess:
    lot: Lot
    items: list[Guess]
    found: list[Item]
    """Items of the catalogue that answer a search, to add to this lot."""

    @property
    def cents(self) -> int:
        return sum(one.cents or 0 for one in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The whole draft."""

    campaign: Campaign
    lots: list[LotGuess]
    missing: list[str]
    yearly: int
    estimate: int
    procedure: Procedure | None
    communes: list[tuple[Commune, bool]]
    plan: list[ReminderStep]
    needs: list[Need]

    @property
    def invited(self) -> int:
        return sum(chosen for _commune, chosen in self.communes)

    @property
    def guessed(self) -> bool:
        return any(one.quantity is not None for lot in self.lots for one in lot.items)


def workshop(campaign: Campaign, *, at: datetime, query: str = "", lot_pk: int = 0) -> Workshop:
    """Read a draft with its simulation."""
    lots = _lots(campaign, query=query, lot_pk=lot_pk)
    yearly = sum(lot.cents for lot in lots)
    estimate = estimated_cents(campaign, yearly)
    left_out = set(campaign.left_out)
    members = Commune.objects.members(on=localdate(at)).order_by("name_sort")
    gathered = campaign.gathered_needs.values("need_id")
    return Workshop(
        campaign=campaign,
        lots=lots,
        missing=missing_before_opening(campaign, at=at),
        yearly=yearly,
        estimate=estimate,
        procedure=procedure_for(campaign, estimate, on=paris_date(at)),
        communes=[(commune, commune.pk not in left_out) for commune in members],
        plan=list(campaign.reminder_steps.order_by("-anchor", "-working_days", "pk")),
        needs=list(Need.objects.filter(pk__in=gathered).select_related("commune")),
    )


def open_needs(*, besides: int | None = None) -> QuerySet[Need]:
    """The needs that nothing answers yet, those that another draft takes up left out."""
    taken = GatheredNeed.objects.filter(campaign__state=CampaignState.DRAFT)
    if besides is not None:
        taken = taken.exclude(campaign_id=besides)
    return (
        Need.objects.open()
        .exclude(pk__in=taken.values("need_id"))
        .select_related("commune")
        .order_by("theme", "item_code", "commune__name_sort")
    )


def earlier_campaigns() -> list[tuple[int, str]]:
    """Those a new one may be copied from."""
    kept = Campaign.objects.exclude(state=CampaignState.CANCELLED).order_by("-pk")
    rows = kept.values_list("pk", "title", "ref")
    return [(pk, f"{title} ({ref})") for pk, title, ref in rows]


def _lots(campaign: Campaign, *, query: str, lot_pk: int) -> list[LotGuess]:
    lots = list(campaign.lots.prefetch_related("items__item").order_by("number"))
    items = [item for lot in lots for item in lot.items.all()]
    before, asked = _last_year(campaign, items), _asked(campaign)
    register = _register(campaign, items)
    used = {item.item_id for item in items}
    return [
        LotGuess(
            lot=lot,
            items=[
                _guess(item, before, register, asked)
                for item in sorted(lot.items.all(), key=lambda one: (one.position, one.pk))
            ],
            found=_search(query, used) if query and lot.pk == lot_pk else [],
        )
        for lot in lots
    ]


def _asked(campaign: Campaign) -> dict[str, Decimal]:
    """How much of each item of the catalogue the gathered needs ask for."""
    rows = campaign.gathered_needs.exclude(need__item_code="").exclude(need__quantity=None)
    return dict(rows.values_list("need__item_code").annotate(total=Sum("need__quantity")))


def _guess(
    item: LotItem,
    before: dict[int, Decimal],
    register: dict[str, int],
    asked: dict[str, Decimal],
) -> Guess:
    """From the register, else last year's answers, else the needs gathered; unknown otherwise."""
    quantity: Decimal | None = None
    source = ""
    if item.asset_rule and register:
        quantity, source = Decimal(register.get(item.asset_rule, 0)), "d’après le registre"
    elif item.item_id in before:
        quantity, source = before[item.item_id], "comme l’an dernier"
    elif item.item.code in asked:
        quantity, source = asked[item.item.code], "d’après les besoins repris"
    known = quantity is not None and item.price is not None
    return Guess(
        item=item,
        quantity=quantity,
        source=source,
        cents=line_ht(quantity, item.price) if known and quantity and item.price else None,
    )


def _last_year(campaign: Campaign, items: Iterable[LotItem]) -> dict[int, Decimal]:
    if campaign.previous_id is None:
        return {}
    rows = NeedLine.objects.filter(
        participation__campaign_id=campaign.previous_id,
        participation__state__in=COUNTED,
        lot_item__item_id__in=[item.item_id for item in items],
    )
    grouped = rows.order_by().values_list("lot_item__item_id").annotate(total=Sum("quantity"))
    return dict(grouped)


def _register(campaign: Campaign, items: Iterable[LotItem]) -> dict[str, int]:
    """How many of each operation all registers ask for, on the day of the visit."""
    visit = visit_of(campaign)
    if visit is None or not any(item.asset_rule for item in items):
        return {}
    return _operations(visit)


def _operations(visit: date) -> dict[str, int]:
    return Counter(
        rule
        for device in Extinguisher.objects.in_service().iterator()
        for rule in plan_of(device, on=visit).asset_rules
    )


def _search(query: str, used: set[int]) -> list[Item]:
    """Active items whose code or label answers the words, those already in the campaign left out."""
    rows = Item.objects.filter(active=True).exclude(pk__in=used).select_related("family")
    return list(found_in(rows, ("label", "code", "family__name"), query).order_by("code")[:FOUND])
