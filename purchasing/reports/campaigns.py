"""The documents of a campaign: its notice, and the need that was locked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from portal.documents.registry import report
from portal.lib.text import fold
from purchasing.models import Campaign
from purchasing.queries.consolidation import declared_need, packs_of, total_cents
from purchasing.states import FINAL_STATES, WAITING_STATES, ParticipationState

if TYPE_CHECKING:
    from datetime import date, datetime

    from purchasing.models import Lot, LotItem
    from purchasing.queries.consolidation import Figure


@dataclass(frozen=True, slots=True)
class NoticeItem:
    label: str
    unit: str
    pack_size: int
    price: Decimal | None
    vat_rate: Decimal
    optional: bool


@dataclass(frozen=True, slots=True)
class NoticeLot:
    number: int
    title: str
    cpv: str
    items: list[NoticeItem]


@dataclass(frozen=True, slots=True)
class CampaignNotice:
    """What every invited commune may read of a campaign. Amounts in euros HT."""

    title: str
    ref: str
    question: str
    purpose: str
    kind: str
    opened_at: datetime | None
    declare_by: datetime | None
    consult_by: date | None
    checks_from: date | None
    years: int
    minutes: int
    shared_cost: Decimal
    shared_cost_label: str
    cost_rule: str
    convention: str
    coordinator: str
    legal_basis: str
    communes: list[str]
    lots: list[NoticeLot]


@report("purchasing.campaign_notice", title="Avis de campagne")
def campaign_notice(campaign_id: int, commune_id: int = 0) -> CampaignNotice:
    """What is bought, for whom, until when one may answer, and how the costs are shared."""
    campaign = Campaign.objects.select_related("convention__coordinator").get(pk=campaign_id)
    convention = campaign.convention
    invited = campaign.participations.order_by("commune__name_sort")
    return CampaignNotice(
        title=campaign.title,
        ref=campaign.ref,
        question=campaign.question,
        purpose=campaign.purpose,
        kind=campaign.get_kind_display(),
        opened_at=campaign.opened_at,
        declare_by=campaign.declare_by,
        consult_by=campaign.consult_by,
        checks_from=campaign.checks_from,
        years=campaign.years,
        minutes=campaign.minutes,
        shared_cost=campaign.shared_cost,
        shared_cost_label=campaign.shared_cost_label,
        cost_rule=campaign.get_cost_rule_display(),
        convention=str(convention or ""),
        coordinator=str(convention.coordinator) if convention else "",
        legal_basis=convention.get_legal_basis_display() if convention else "",
        communes=list(invited.values_list("commune__name", flat=True)),
        lots=[_lot(lot) for lot in campaign.lots.prefetch_related("items")],
    )


def _lot(lot: Lot) -> NoticeLot:
    return NoticeLot(
        number=lot.number,
        title=lot.title,
        cpv=lot.cpv,
        items=[
            NoticeItem(
                label=item.label,
                unit=item.unit,
                pack_size=item.pack_size,
                price=item.price,
                vat_rate=item.vat_rate,
                optional=item.optional,
            )
            for item in lot.items.all()
        ],
    )


@dataclass(frozen=True, slots=True)
class NeedOfCommune:
    """What one commune asks for in a lot. Amounts in cents HT."""

    commune: str
    insee: str
    lines: list[tuple[str, str, Decimal, int]]
    """Building, item, quantity, cents HT."""
    cents: int


@dataclass(frozen=True, slots=True)
class NeedOfLot:
    number: int
    title: str
    revision: int
    sha256: str
    why: str
    items: list[tuple[str, str, Decimal, int, Decimal, int]]
    """Label, unit, quantity, packs to order (0 when sold one by one), price HT, cents HT."""
    communes: list[NeedOfCommune]
    cents: int


@dataclass(frozen=True, slots=True)
class ConsolidatedNeed:
    """The need of all communes, lot by lot, as it was locked."""

    title: str
    ref: str
    campaign: str
    locked_at: datetime | None
    estimate: Decimal | None
    procedure: str
    years: int
    answered: int
    invited: int
    nothing: list[str]
    declined: list[str]
    silent: list[str]
    lots: list[NeedOfLot]


@report("purchasing.consolidated_need", title="Besoin consolidé")
def consolidated_need(campaign_id: int, commune_id: int = 0) -> ConsolidatedNeed:
    """Per lot: the items and what they come to, then an annex per commune, building by building."""
    campaign = Campaign.objects.get(pk=campaign_id)
    need = declared_need(campaign)
    answers = list(
        campaign.participations.select_related("commune").order_by("commune__name_sort")
    )
    states = {a.commune.name: a.state for a in answers}
    return ConsolidatedNeed(
        title=f"Besoin consolidé, {campaign.title}",
        ref=campaign.ref,
        campaign=campaign.title,
        locked_at=campaign.locked_at,
        estimate=campaign.estimate,
        procedure=campaign.procedure,
        years=campaign.years,
        answered=sum(state in FINAL_STATES for state in states.values()),
        invited=len(answers),
        nothing=[n for n, state in states.items() if state == ParticipationState.NONE_NEEDED],
        declined=[n for n, state in states.items() if state == ParticipationState.DECLINED],
        silent=[n for n, state in states.items() if state in WAITING_STATES],
        lots=[_need_of(lot, need) for lot in campaign.lots.prefetch_related("items", "snapshots")],
    )


def _need_of(lot: Lot, need: list[Figure]) -> NeedOfLot:
    mine = [one for one in need if one.lot_id == lot.pk]
    kept = max(lot.snapshots.all(), key=lambda one: one.revision, default=None)
    communes = sorted({(fold(one.commune), one.commune, one.insee) for one in mine})
    return NeedOfLot(
        number=lot.number,
        title=lot.title,
        revision=kept.revision if kept else 0,
        sha256=kept.sha256 if kept else "",
        why=kept.why if kept else "",
        items=[_item(item, mine) for item in lot.items.all()],
        communes=[
            _commune(name, insee, [one for one in mine if one.insee == insee])
            for _, name, insee in communes
        ],
        cents=total_cents(mine),
    )


def _item(item: LotItem, mine: list[Figure]) -> tuple[str, str, Decimal, int, Decimal, int]:
    lines = [one for one in mine if one.lot_item_id == item.pk]
    quantity = sum((one.quantity for one in lines), Decimal(0))
    packs = packs_of(item, lines) if item.pack_size > 1 else 0
    return (item.label, item.unit, quantity, packs, item.price or Decimal(0), total_cents(lines))


def _commune(name: str, insee: str, lines: list[Figure]) -> NeedOfCommune:
    return NeedOfCommune(
        commune=name,
        insee=insee,
        lines=[(one.site, one.label, one.quantity, one.cents) for one in lines],
        cents=total_cents(lines),
    )
