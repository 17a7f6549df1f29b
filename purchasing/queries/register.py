"""What the commune's register of extinguishers says of a campaign of checks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count

from portal.lib.dates import paris_date
from purchasing.arithmetic import extinguishers as norm
from purchasing.models import Extinguisher, LotItem
from purchasing.states import DeviceWord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from communes.models import Site
    from purchasing.models import Campaign, Participation
    from purchasing.models.campaign import CampaignQuerySet


def plan_of(device: Extinguisher, *, on: date) -> norm.Plan:
    """What a visit on that day does to this device; one not made yet is taken as new."""
    return norm.plan(_known_as(device, on=on), on)


def _known_as(device: Extinguisher, *, on: date) -> norm.Extinguisher:
    return norm.Extinguisher(
        kind=norm.Kind(device.kind),
        made_in=min(device.made_in, on.year),
        checked_on=device.checked_on,
        overhauled_on=device.overhauled_on,
    )


def visit_of(campaign: Campaign) -> date | None:
    """The day around which the checks are made: the campaign says it, else its deadline."""
    if campaign.checks_from:
        return campaign.checks_from
    return paris_date(campaign.declare_by) if campaign.declare_by else None


def campaign_for(campaigns: CampaignQuerySet) -> Campaign | None:
    """Among these, the campaign that the register fills first: one that asks for a computed item."""
    asking = LotItem.objects.exclude(asset_rule="").values("lot__campaign_id")
    return campaigns.filter(pk__in=asking).order_by("declare_by").first()


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
    return Counter(dict(devices_counted(commune_ids)))


def devices_counted(commune_ids: Iterable[int]) -> QuerySet[Extinguisher, tuple[int, int]]:
    """The question of `devices_in_service`, for a page that asks it with its own."""
    rows = Extinguisher.objects.filter(commune_id__in=list(commune_ids)).in_service()
    return rows.order_by().values_list("commune_id").annotate(Count("pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSheet:
    """One device as the register shows it on a day."""

    device: Extinguisher
    word: str
    next_check: date | None
    tasks: list[str]
    later: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSheet:
    site: Site
    devices: list[DeviceSheet]


def register_by_site(commune_id: int, *, on: date, visit: date | None = None) -> list[SiteSheet]:
    """The devices in service of a commune, building by building; `visit` is when one will pass."""
    rows = Extinguisher.objects.filter(commune_id=commune_id).in_service()
    found: dict[int, SiteSheet] = {}
    for row in rows.select_related("site").order_by("site__pk", "number"):
        sheet = found.setdefault(row.site_id, SiteSheet(site=row.site, devices=[]))
        sheet.devices.append(device_sheet(row, on=on, visit=visit))
    return list(found.values())


def device_sheet(device: Extinguisher, *, on: date, visit: date | None = None) -> DeviceSheet:
    """Its state on that day, what the visit does to it (else one made that day), what comes after."""
    plan, visit = plan_of(device, on=on), visit or on
    return DeviceSheet(
        device=device,
        word=str(_word(plan).label),
        next_check=plan.check.due if plan.check else None,
        tasks=_tasks(device, visit),
        later=_later(device, after=visit.year),
    )


def needs_in_words(commune_id: int, *, on: date) -> list[tuple[str, int]]:
    """What a visit on that day would do, by operation: (« vérification annuelle », 8)."""
    devices = Extinguisher.objects.filter(commune_id=commune_id).in_service()
    found = Counter(one for device in devices for one in plan_of(device, on=on).operations)
    return [
        (operation.label, found[operation]) for operation in norm.Operation if found[operation]
    ]


def _word(plan: norm.Plan) -> DeviceWord:
    if norm.Operation.REPLACE in plan.operations:
        return DeviceWord.REPLACE
    if plan.check is None:
        return DeviceWord.NEVER
    if plan.overdue:
        return DeviceWord.LATE
    if plan.operations:
        return DeviceWord.DUE
    return DeviceWord.FINE


def _tasks(device: Extinguisher, visit: date) -> list[str]:
    """What that visit does: « vérification annuelle », « révision à 10 ans, due depuis 2024 »."""
    owed = norm.next_operation(_known_as(device, on=visit), visit)
    since = f", due depuis {owed[0]}" if owed and owed[0] < visit.year else ""
    return [
        one.label + (since if owed and one == owed[1] else "")
        for one in plan_of(device, on=visit).operations
    ]


def _later(device: Extinguisher, *, after: int) -> list[str]:
    """« révision en 2029 », « remplacement en 2039 »: what comes after that year, nearest first."""
    rules = norm.USUAL_RULES[norm.Kind(device.kind)]
    ages = dict.fromkeys(rules.further_ages, "maintenance") | dict.fromkeys(
        rules.overhaul_ages, "révision"
    )
    coming = sorted(age for age in ages if device.made_in + age > after)[:1]
    if rules.replace_at is not None and device.made_in + rules.replace_at > after:
        coming.append(rules.replace_at)
        ages[rules.replace_at] = "remplacement"
    return [f"{ages[age]} en {device.made_in + age}" for age in coming]
