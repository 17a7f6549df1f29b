"""Preparing a campaign: from nothing, from last year's, from the needs that communes said."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from portal.journal.record import record
from portal.lib.refusal import Refusal
from purchasing.models import Campaign, Item, Lot, LotItem, ReminderStep
from purchasing.states import (
    CampaignKind,
    CampaignState,
    CostRule,
    ReminderAudience,
    ReminderKind,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from portal.accounts.models import User

DEFAULT_PLAN = (
    # kind, counted from, working days, to, active
    (ReminderKind.NOT_OPENED, "opening", 5, ReminderAudience.SECRETARY, True),
    (ReminderKind.REMINDER, "deadline", 10, ReminderAudience.SECRETARY, True),
    (ReminderKind.REMINDER, "deadline", 5, ReminderAudience.SECRETARY, True),
    (ReminderKind.REMINDER, "deadline", 2, ReminderAudience.SECRETARY, True),
    (ReminderKind.SILENT_LIST, "deadline", 2, ReminderAudience.MANAGER, True),
    (ReminderKind.LAST_CALL, "deadline", 1, ReminderAudience.SECRETARY, True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the manager writes at the head of a campaign. Amounts in euros HT."""

    title: str
    question: str = ""
    purpose: str = ""
    kind: str = CampaignKind.ONE_OFF
    works: bool = False
    minutes: int = 3
    declare_by: datetime | None = None
    short_notice_reason: str = ""
    closes_itself: bool = False
    consult_by: date | None = None
    checks_from: date | None = None
    shared_cost: Decimal = Decimal(0)
    shared_cost_label: str = ""
    cost_rule: str = CostRule.EQUAL
    years: int = 1
    convention_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotItemTerms:
    """How an item stands in a lot. `price` in euros HT a unit, four decimals."""

    price: Decimal | None = None
    vat_rate: Decimal | None = None
    optional: bool = False
    justification_required: bool = False


def draft_of(campaign: Campaign, *, title: str) -> Draft:
    """The head of an earlier campaign for a new one: its dates are left to choose."""
    dates = {"declare_by", "consult_by", "checks_from", "short_notice_reason", "title"}
    kept = [f.name for f in fields(Draft) if f.name not in dates]
    return Draft(title=title, **{name: getattr(campaign, name) for name in kept})


def editable(campaign_id: int) -> Campaign:
    """The campaign, held, if its content may still change. Raises Refusal."""
    campaign = Campaign.objects.locked(campaign_id)
    if campaign.state != CampaignState.DRAFT:
        raise Refusal(
            "Une campagne ouverte ne change plus : annulez-la, ou préparez-en une autre."
        )
    return campaign


@transaction.atomic
def create_campaign(
    draft: Draft, *, by: User, at: datetime, previous_id: int | None = None
) -> Campaign:
    """A new draft with the usual mail plan, numbered in its year."""
    campaign = Campaign.objects.create(
        ref=_next_ref((draft.consult_by or localdate(at)).year),
        previous_id=previous_id,
        **asdict(draft),
    )
    ReminderStep.objects.bulk_create(
        ReminderStep(
            campaign=campaign,
            kind=kind,
            anchor=anchor,
            working_days=days,
            audience=audience,
            active=active,
        )
        for kind, anchor, days, audience, active in DEFAULT_PLAN
    )
    record("create", campaign, by=by, at=at, ref=campaign.ref)
    return campaign


@transaction.atomic
def edit_campaign(campaign_id: int, draft: Draft, *, by: User, at: datetime) -> None:
    campaign = editable(campaign_id)
    wanted = asdict(draft)
    changed = [name for name, value in wanted.items() if getattr(campaign, name) != value]
    for name in changed:
        setattr(campaign, name, wanted[name])
    if changed:
        campaign.save(update_fields=changed)
        record("edit", campaign, by=by, at=at, fields=changed)


@transaction.atomic
def copy_campaign(campaign_id: int, draft: Draft, *, by: User, at: datetime) -> Campaign:
    """A draft with the lots, items, prices and mail plan of an earlier campaign."""
    source = Campaign.objects.get(pk=campaign_id)
    campaign = create_campaign(draft, by=by, at=at, previous_id=source.pk)
    for lot in source.lots.order_by("number"):
        copy = Lot.objects.create(
            campaign=campaign, number=lot.number, title=lot.title, cpv=lot.cpv, ceiling=lot.ceiling
        )
        LotItem.objects.bulk_create(_copied(item, copy) for item in lot.items.all())
    campaign.reminder_steps.all().delete()
    ReminderStep.objects.bulk_create(
        ReminderStep(campaign=campaign, **_plan_values(step))
        for step in source.reminder_steps.all()
    )
    return campaign


@transaction.atomic
def add_lot(
    campaign_id: int,
    *,
    title: str,
    by: User,
    at: datetime,
    cpv: str = "",
    ceiling: Decimal | None = None,
) -> Lot:
    campaign = editable(campaign_id)
    last = campaign.lots.aggregate(last=Max("number"))["last"] or 0
    lot = Lot.objects.create(
        campaign=campaign, number=last + 1, title=title, cpv=cpv, ceiling=ceiling
    )
    record("add_lot", campaign, by=by, at=at, lot=lot.number, title=title)
    return lot


@transaction.atomic
def edit_lot(
    lot_id: int,
    *,
    title: str,
    by: User,
    at: datetime,
    cpv: str = "",
    ceiling: Decimal | None = None,
) -> None:
    lot = Lot.objects.get(pk=lot_id)
    campaign = editable(lot.campaign_id)
    lot.title, lot.cpv, lot.ceiling = title, cpv, ceiling
    lot.save(update_fields=["title", "cpv", "ceiling"])
    record("edit_lot", campaign, by=by, at=at, lot=lot.number, title=title)


@transaction.atomic
def remove_lot(lot_id: int, *, by: User, at: datetime) -> None:
    """Take a lot out of a draft, with its items; the next ones keep their numbers in order."""
    lot = Lot.objects.get(pk=lot_id)
    campaign = editable(lot.campaign_id)
    lot.items.all().delete()
    lot.delete()
    for number, later in enumerate(campaign.lots.order_by("number"), start=1):
        if later.number != number:
            later.number = number
            later.save(update_fields=["number"])
    record("remove_lot", campaign, by=by, at=at, title=lot.title)


@transaction.atomic
def add_item(
    lot_id: int, item_id: int, *, by: User, at: datetime, terms: LotItemTerms | None = None
) -> LotItem:
    """Copy an item of the catalogue into a lot, with its latest known price when none is given."""
    terms = terms or LotItemTerms()
    lot = Lot.objects.get(pk=lot_id)
    campaign = editable(lot.campaign_id)
    item = Item.objects.get(pk=item_id)
    if LotItem.objects.filter(lot__campaign=campaign, item=item).exists():
        raise Refusal(f"« {item.label} » est déjà dans la campagne.")
    last = lot.items.aggregate(last=Max("position"))["last"]
    lot_item = LotItem.objects.create(
        lot=lot,
        item=item,
        position=0 if last is None else last + 1,
        label=item.label,
        unit=item.unit,
        step=item.step,
        pack_size=item.pack_size,
        vat_rate=item.vat_rate if terms.vat_rate is None else terms.vat_rate,
        price=_latest_price(item, on=localdate(at)) if terms.price is None else terms.price,
        optional=terms.optional,
        justification_required=terms.justification_required,
        asset_rule=item.asset_rule,
    )
    record("add_item", campaign, by=by, at=at, lot=lot.number, item=item.code)
    return lot_item


@transaction.atomic
def edit_item(lot_item_id: int, terms: LotItemTerms, *, by: User, at: datetime) -> None:
    lot_item = LotItem.objects.select_related("lot").get(pk=lot_item_id)
    campaign = editable(lot_item.lot.campaign_id)
    lot_item.price = terms.price
    lot_item.vat_rate = lot_item.vat_rate if terms.vat_rate is None else terms.vat_rate
    lot_item.optional = terms.optional
    lot_item.justification_required = terms.justification_required
    lot_item.save(update_fields=["price", "vat_rate", "optional", "justification_required"])
    record("edit_item", campaign, by=by, at=at, item=lot_item.label)


@transaction.atomic
def remove_item(lot_item_id: int, *, by: User, at: datetime) -> None:
    lot_item = LotItem.objects.select_related("lot").get(pk=lot_item_id)
    campaign = editable(lot_item.lot.campaign_id)
    lot_item.delete()
    record("remove_item", campaign, by=by, at=at, item=lot_item.label)


@transaction.atomic
def choose_invited(campaign_id: int, *, left_out: Iterable[int], by: User, at: datetime) -> None:
    """Every commune of the perimeter is invited, but these."""
    campaign = editable(campaign_id)
    campaign.left_out = sorted(left_out)
    campaign.save(update_fields=["left_out"])
    record("choose_invited", campaign, by=by, at=at, left_out=campaign.left_out)


@transaction.atomic
def set_plan(
    campaign_id: int,
    *,
    active_ids: Iterable[int],
    mayor_ids: Iterable[int],
    by: User,
    at: datetime,
) -> None:
    """Which steps of the mail plan are kept, and which also go to the mayor."""
    campaign = Campaign.objects.locked(campaign_id)
    active, mayor = set(active_ids), set(mayor_ids)
    for step in campaign.reminder_steps.all():
        step.active = step.pk in active
        if step.audience != ReminderAudience.MANAGER:
            step.audience = (
                ReminderAudience.MAYOR if step.pk in mayor else ReminderAudience.SECRETARY
            )
        step.save(update_fields=["active", "audience"])
    record("set_plan", campaign, by=by, at=at)


def _next_ref(year: int) -> str:
    """AG-2027-03: the third of its year; the unique constraint holds if two are made at once."""
    start = f"AG-{year}-"
    taken = Campaign.objects.filter(ref__startswith=start).values_list("ref", flat=True)
    numbers = [int(ref.removeprefix(start)) for ref in taken if ref[len(start) :].isdigit()]
    return f"{start}{max(numbers, default=0) + 1:02d}"


def _latest_price(item: Item, *, on: date) -> Decimal | None:
    known = item.reference_prices.filter(commune=None, dated_on__lte=on)
    return known.order_by("-dated_on", "-pk").values_list("price", flat=True).first()


def _copied(item: LotItem, lot: Lot) -> LotItem:
    names = [f.attname for f in LotItem._meta.concrete_fields if f.name not in ("id", "lot")]
    return LotItem(lot=lot, **{name: getattr(item, name) for name in names})


def _plan_values(step: ReminderStep) -> dict[str, Any]:
    names = ("kind", "anchor", "working_days", "audience", "active")
    return {name: getattr(step, name) for name in names}
