"""The procedure that an estimate leads to, on a day, by the thresholds then in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.dates import paris_date
from portal.lib.money import to_cents
from purchasing.arithmetic import estimate as law
from purchasing.models import Threshold

if TYPE_CHECKING:
    from datetime import date, datetime

    from purchasing.models import Campaign


def estimated_cents(campaign: Campaign, yearly_cents: int) -> int:
    """The value of the whole group over the whole duration, renewals included, in cents HT."""
    lot = law.LotValue(yearly_cents, yearly=True, months=law.MONTHS_A_YEAR * campaign.years)
    return law.estimated_value([lot])


def procedure_of(campaign: Campaign, estimate_cents: int, *, at: datetime) -> law.Procedure | None:
    """By the thresholds of the day on which the need was locked; before that, by those of this day."""
    return procedure_for(campaign, estimate_cents, on=paris_date(campaign.locked_at or at))


def procedure_for(campaign: Campaign, estimate_cents: int, *, on: date) -> law.Procedure | None:
    """None when no threshold is known for that day: the manager must enter one."""
    nature: law.Nature = "works" if campaign.works else "supplies_services"
    rows = Threshold.objects.on(on).filter(nature=nature)
    known = [
        law.Threshold(
            kind=nature,
            procedure=row.procedure,
            amount_cents=to_cents(row.amount),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            rank=row.rank,
            source=row.source,
            steps=tuple(line for line in row.steps.splitlines() if line.strip()),
            confirmed=row.confirmed,
        )
        for row in rows
    ]
    if not known:
        return None
    try:
        return law.required_procedure(estimate_cents, kind=nature, on=on, thresholds=known)
    except ValueError:
        return None
