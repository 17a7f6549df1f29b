"""Questions about campaigns, asked from two places or more."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.timezone import localdate

from communes.models import Commune
from portal.lib.calendar import add_working_days
from portal.lib.dates import typed_date
from portal.lib.text import NBSP, decimal_number
from purchasing.models import LotItem, NeedLine
from purchasing.states import WAITING_STATES, CampaignKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from purchasing.models import Campaign, Participation

NOTICE_WORKING_DAYS = 10
"""A town hall open two half-days a week needs two weeks to answer."""


def communes_to_invite(campaign: Campaign, *, on: date) -> QuerySet[Commune]:
    """The perimeter of the day, without those that were left out."""
    return Commune.objects.members(on=on).exclude(pk__in=campaign.left_out)


def earliest_deadline(*, at: datetime) -> date:
    return add_working_days(localdate(at), NOTICE_WORKING_DAYS, good_friday=True)


def missing_before_opening(campaign: Campaign, *, at: datetime) -> list[str]:
    """What still prevents the opening, each as a French sentence; empty when it may open."""
    missing = [*_missing_lots(campaign), *_missing_dates(campaign, at=at)]
    if not communes_to_invite(campaign, on=localdate(at)).exists():
        missing.append("Invitez au moins une commune.")
    return missing


def _missing_lots(campaign: Campaign) -> list[str]:
    lots = list(campaign.lots.order_by("number"))
    if not lots:
        return ["Ajoutez au moins un lot."]
    filled = set(LotItem.objects.filter(lot__in=lots).values_list("lot_id", flat=True))
    missing = [f"Ajoutez un article au lot {lot.number}." for lot in lots if lot.pk not in filled]
    if campaign.kind == CampaignKind.INTEREST_ONLY:
        return missing
    unpriced = LotItem.objects.filter(lot__in=lots, price=None).values_list("label", flat=True)
    return [*missing, *(f"Donnez un prix indicatif HT à « {label} »." for label in unpriced)]


def _missing_dates(campaign: Campaign, *, at: datetime) -> list[str]:
    if campaign.declare_by is None:
        return ["Fixez la date limite de réponse."]
    if campaign.declare_by <= at:
        return ["La date limite de réponse est passée : choisissez-en une autre."]
    earliest = earliest_deadline(at=at)
    if localdate(campaign.declare_by) < earliest and not campaign.short_notice_reason:
        return [
            (
                "La date limite laisse moins de dix jours ouvrés : choisissez une date à partir"
                f" du {typed_date(earliest)}, ou dites pourquoi le délai est court."
            )
        ]
    return []


def without_answer_nor_contact(campaign: Campaign) -> QuerySet[Participation]:
    """Those that said nothing final, and that nobody has tried to reach: they hold the closing."""
    return campaign.participations.filter(
        Q(state__in=WAITING_STATES), contacts=None
    ).select_related("commune")


def declared_lines(campaign: Campaign) -> dict[int, list[str]]:
    """For each participation, what it declares in words: « 7 × Extincteur à eau (Mairie 3, École 4) »."""
    rows = (
        NeedLine.objects.filter(participation__campaign=campaign, quantity__gt=0)
        .order_by("lot_item__lot__number", "lot_item__position", "lot_item_id", "site__pk")
        .values_list("participation_id", "lot_item__label", "site__name", "quantity")
    )
    found: dict[int, dict[str, list[tuple[str, Decimal]]]] = {}
    for pk, label, site, quantity in rows:
        found.setdefault(pk, {}).setdefault(label, []).append((site, quantity))
    return {
        pk: [_declared(label, where) for label, where in items.items()]
        for pk, items in found.items()
    }


def _declared(label: str, where: list[tuple[str, Decimal]]) -> str:
    total = decimal_number(sum((quantity for _, quantity in where), Decimal(0)))
    sites = [f"{site} {decimal_number(quantity)}" for site, quantity in where]
    return f"{total}{NBSP}× {label} ({', '.join(sites) if len(where) > 1 else where[0][0]})"
