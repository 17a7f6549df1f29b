"""The notice of a campaign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents.registry import report
from purchasing.models import Campaign

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from purchasing.models import Lot


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
        title=f"Avis de campagne, {campaign.title}",
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
        coordinator=convention.coordinator.with_article if convention else "",
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
