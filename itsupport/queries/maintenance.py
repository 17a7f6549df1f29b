"""Where a maintenance plan is done, and what the next twelve months hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from communes.models import Commune, Site
from itsupport.models import Asset, MaintenancePlan, MaintenanceRun
from itsupport.recurrence import dates_until, is_school_holiday
from itsupport.states.equipment import AssetState
from portal.database.together import together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.accounts.models import User

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Target:
    """A commune where a plan is done: the building, when there is one alone, and the machines."""

    commune: Commune
    site_id: int | None
    asset_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dated:
    """One date of a plan; `holidays`: it lies in the school holidays."""

    on: date
    plan: MaintenancePlan
    communes: int
    holidays: bool


def targets_of(plan: MaintenancePlan, *, on: date) -> list[Target]:
    """The communes of the plan that have such a building and such a machine in service, by name."""
    return _targets([plan], on=on)[plan.pk]


def next_year(user: User, *, on: date) -> list[tuple[date, list[Dated]]]:
    """Every date of the twelve months to come, by month (its first day); a constant number of questions."""
    plans = list(
        MaintenancePlan.objects.visible_to(user).filter(active=True).select_related("commune")
    )
    where = _targets(plans, on=on)
    found = sorted(
        (
            Dated(day, plan, len(where[plan.pk]), is_school_holiday(day))
            for plan in plans
            for day in dates_until(
                plan.next_on, plan.months, on + YEAR, in_school_holidays=plan.school_holidays
            )
        ),
        key=lambda one: (one.on, one.plan.title),
    )
    months: dict[date, list[Dated]] = {}
    for one in found:
        months.setdefault(one.on.replace(day=1), []).append(one)
    return list(months.items())


def latest_runs(user: User) -> list[MaintenanceRun]:
    rows = MaintenanceRun.objects.visible_to(user).select_related("plan", "commune", "ticket")
    return list(rows.order_by("-on", "commune__name_sort")[:30])


def _targets(plans: Sequence[MaintenancePlan], *, on: date) -> dict[int, list[Target]]:
    in_use = Asset.objects.filter(state=AssetState.IN_SERVICE).order_by("pk")
    members, active, used = together(
        Commune.objects.members(on=on).defer("outline").order_by("name_sort"),
        Site.objects.active().values_list("pk", "commune_id", "kind"),
        in_use.values_list("pk", "commune_id", "kind"),
    )
    sites: dict[tuple[int, str], list[int]] = {}
    for pk, commune_id, kind in active:
        sites.setdefault((commune_id, kind), []).append(pk)
    assets: dict[tuple[int, str], list[int]] = {}
    for pk, commune_id, kind in used:
        assets.setdefault((commune_id, kind), []).append(pk)
    found: dict[int, list[Target]] = {}
    for plan in plans:
        found[plan.pk] = [
            Target(commune, there[0] if len(there) == 1 else None, tuple(machines))
            for commune in members
            if plan.commune_id in {None, commune.pk}
            for there in [sites.get((commune.pk, plan.site_kind), [])]
            for machines in [assets.get((commune.pk, plan.asset_kind), [])]
            if (there or not plan.site_kind) and (machines or not plan.asset_kind)
        ]
    return found
