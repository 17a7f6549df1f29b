"""Maintenance that falls due makes its requests: one a commune and a date, however often the clock rings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.domain.working import add_to_checklist
from itsupport.models import MaintenancePlan, MaintenanceRun
from itsupport.queries.maintenance import Target, targets_of
from itsupport.recurrence import next_date
from itsupport.states.tickets import Level, TicketChannel, TicketKind
from portal.lib.dates import day_in_words, paris_date

if TYPE_CHECKING:
    from datetime import date, datetime


def make_due(*, at: datetime) -> int:
    """Open the requests of each plan whose date comes; return how many. One long forgotten catches up by one date."""
    made = 0
    due = MaintenancePlan.objects.due(on=paris_date(at)).order_by("next_on", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        made += _make_one(pk, at=at)
    return made


@transaction.atomic
def _make_one(plan_id: int, *, at: datetime) -> int:
    """Nothing when another beat did it while this one waited."""
    today = paris_date(at)
    plan = (
        MaintenancePlan.objects.select_for_update(of=("self",))
        .due(on=today)
        .filter(pk=plan_id)
        .first()
    )
    if plan is None:
        return 0
    on = plan.next_on
    known = set(plan.runs.filter(on=on).values_list("commune_id", flat=True))
    targets = [one for one in targets_of(plan, on=on) if one.commune.pk not in known]
    for target in targets:
        _open(plan, target, on, at=at)
    plan.next_on = _following(plan, today)
    plan.save(update_fields=["next_on"])
    return len(targets)


def _following(plan: MaintenancePlan, today: date) -> date:
    """The next date after this one that is still to come."""
    following = next_date(plan.next_on, plan.months, in_school_holidays=plan.school_holidays)
    while following < today:
        following = next_date(following, plan.months, in_school_holidays=plan.school_holidays)
    return following


def _open(plan: MaintenancePlan, target: Target, on: date, *, at: datetime) -> None:
    new = NewTicket(
        commune_id=target.commune.pk,
        title=plan.title,
        text=f"Maintenance prévue le {day_in_words(on, year=True)}.\n{plan.checklist}",
        channel=TicketChannel.PLAN,
        kind=TicketKind.MAINTENANCE,
        urgency=Level.LOW,
        impact=Level.LOW,
        site_id=target.site_id,
        asset_ids=target.asset_ids,
        name="la maintenance prévue",
        acknowledge=False,
    )
    ticket = open_ticket(new, by=None, at=at)
    add_to_checklist(ticket.pk, plan.checklist, by=None, at=at)
    MaintenanceRun.objects.create(plan=plan, commune=target.commune, on=on, ticket=ticket)
