"""The need as it was locked: all communes in one document, or one commune in its annex."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from communes.models import Commune
from portal.documents.registry import report
from portal.lib.money import Line, totals
from portal.lib.text import fold, of
from purchasing.models import Campaign
from purchasing.queries.consolidation import declared_need, packs_of, total_cents
from purchasing.states import FINAL_STATES, WAITING_STATES, ParticipationState

if TYPE_CHECKING:
    from datetime import datetime

    from purchasing.models import Lot, LotItem
    from purchasing.queries.consolidation import Figure

NONE = Decimal("0.000")


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """An item, all communes together. `packs`: 0 when it is sold one by one. Price in euros, cents HT.

    `outside`: units asked for that fill no whole pack; they are not ordered.
    """

    label: str
    unit: str
    quantity: Decimal
    packs: int
    pack_size: int
    outside: Decimal
    price: Decimal
    cents: int


@dataclass(frozen=True, slots=True)
class SiteLine:
    site: str
    label: str
    unit: str
    quantity: Decimal
    cents: int


@dataclass(frozen=True, slots=True)
class CommuneNeed:
    """What one commune asks for in a lot; cents HT."""

    lot: str
    commune: str
    insee: str
    lines: list[SiteLine]
    cents: int


@dataclass(frozen=True, slots=True)
class LotNeed:
    number: int
    title: str
    revision: int
    sha256: str
    why: str
    items: list[ItemTotal]
    communes: list[CommuneNeed]
    cents: int


@dataclass(frozen=True, slots=True)
class ConsolidatedNeed:
    """The need of all communes, lot by lot."""

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
    cents: int
    lots: list[LotNeed]


@dataclass(frozen=True, slots=True)
class NeedAnnex:
    """What one commune commits to, building by building; cents."""

    title: str
    ref: str
    campaign: str
    commune: str
    insee: str
    locked_at: datetime | None
    lots: list[CommuneNeed]
    ht: int
    vat: int
    ttc: int


@report("purchasing.consolidated_need", title="Besoin consolidé")
def consolidated_need(campaign_id: int, commune_id: int = 0) -> ConsolidatedNeed:
    """Per lot: the items and what they come to, then an annex per commune, building by building."""
    campaign = Campaign.objects.get(pk=campaign_id)
    need = declared_need(campaign)
    answers = campaign.participations.order_by("commune__name_sort")
    states = dict(answers.values_list("commune__name", "state"))
    return ConsolidatedNeed(
        title=f"Besoin consolidé, {campaign.title}",
        ref=campaign.ref,
        campaign=campaign.title,
        locked_at=campaign.locked_at,
        estimate=campaign.estimate,
        procedure=campaign.procedure,
        years=campaign.years,
        answered=sum(state in FINAL_STATES for state in states.values()),
        invited=len(states),
        nothing=[n for n, state in states.items() if state == ParticipationState.NONE_NEEDED],
        declined=[n for n, state in states.items() if state == ParticipationState.DECLINED],
        silent=[n for n, state in states.items() if state in WAITING_STATES],
        cents=total_cents(need),
        lots=[_lot(lot, need) for lot in campaign.lots.prefetch_related("items", "snapshots")],
    )


@report("purchasing.need_annex", title="Annexe au besoin consolidé")
def need_annex(campaign_id: int, commune_id: int) -> NeedAnnex:
    """The part of one commune, to join to the documents that its mayor signs."""
    campaign = Campaign.objects.get(pk=campaign_id)
    commune = Commune.objects.get(pk=commune_id)
    mine = [one for one in declared_need(campaign) if one.commune_id == commune_id]
    lots = [
        lot for lot in campaign.lots.order_by("number") if any(m.lot_id == lot.pk for m in mine)
    ]
    money = totals(Line(one.quantity, one.price, one.vat_rate) for one in mine)
    return NeedAnnex(
        title=f"{campaign.title}, besoin {of(commune.name)}",
        ref=campaign.ref,
        campaign=campaign.title,
        commune=commune.name,
        insee=commune.insee,
        locked_at=campaign.locked_at,
        lots=[_commune(lot, commune.name, commune.insee, mine) for lot in lots],
        ht=money.ht,
        vat=money.ttc - money.ht,
        ttc=money.ttc,
    )


def _lot(lot: Lot, need: list[Figure]) -> LotNeed:
    mine = [one for one in need if one.lot_id == lot.pk]
    kept = max(lot.snapshots.all(), key=lambda one: one.revision, default=None)
    communes = sorted({(fold(one.commune), one.commune, one.insee) for one in mine})
    return LotNeed(
        number=lot.number,
        title=lot.title,
        revision=kept.revision if kept else 0,
        sha256=kept.sha256 if kept else "",
        why=kept.why if kept else "",
        items=[_item(item, mine) for item in lot.items.all()],
        communes=[
            _commune(lot, name, insee, [one for one in mine if one.insee == insee])
            for _, name, insee in communes
        ],
        cents=total_cents(mine),
    )


def _item(item: LotItem, mine: list[Figure]) -> ItemTotal:
    lines = [one for one in mine if one.lot_item_id == item.pk]
    quantity = sum((one.quantity for one in lines), NONE)
    packs = packs_of(item, lines) if item.pack_size > 1 else 0
    return ItemTotal(
        label=item.label,
        unit=item.unit,
        quantity=quantity,
        packs=packs,
        pack_size=item.pack_size,
        outside=max(NONE, quantity - packs * item.pack_size) if item.pack_size > 1 else NONE,
        price=item.price or Decimal("0.0000"),
        cents=total_cents(lines),
    )


def _commune(lot: Lot, name: str, insee: str, need: list[Figure]) -> CommuneNeed:
    lines = [one for one in need if one.lot_id == lot.pk]
    return CommuneNeed(
        lot=str(lot),
        commune=name,
        insee=insee,
        lines=[
            SiteLine(
                site=one.site,
                label=one.label,
                unit=one.unit,
                quantity=one.quantity,
                cents=one.cents,
            )
            for one in lines
        ],
        cents=total_cents(lines),
    )
