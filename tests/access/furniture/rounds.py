"""A round through each commune, and the maintenance that comes back there."""

import datetime as dt

from itsupport.models import (
    MaintenancePlan,
    MaintenanceRun,
    Round,
    RoundAgent,
    RoundStop,
    RoundTask,
)
from itsupport.states.rounds import Outcome, RoundState
from tests.conftest import NOON
from tests.factories import TicketFactory


def furnish(side, users):
    side.things |= {
        "round": _round(side, users, announced_at=NOON),
        "round_under_way": _round(
            side, users, state=RoundState.UNDER_WAY, announced_at=NOON, started_at=NOON
        ),
    }
    stop = RoundStop.objects.get(round=side.round_under_way)
    side.things |= {"round_stop": stop, "round_task": stop.tasks.get()}
    plan = MaintenancePlan.objects.create(
        title="Onduleurs",
        checklist="Essayer la batterie",
        next_on=NOON.date(),
        commune=side.commune,
    )
    ticket = TicketFactory(commune=side.commune, channel="plan")
    MaintenanceRun.objects.create(plan=plan, commune=side.commune, on=NOON.date(), ticket=ticket)
    side.things["maintenance_plan"] = plan


def _round(side, users, **more):
    one = Round.objects.create(
        on=NOON.date() + dt.timedelta(days=3),
        leaves_at=dt.time(8, 30),
        departure=side.commune,
        **more,
    )
    RoundAgent.objects.create(round=one, agent=users["it_agent"])
    stop = RoundStop.objects.create(
        round=one,
        commune=side.commune,
        site=side.site,
        position=1,
        planned_at=NOON + dt.timedelta(days=3),
        arrived_at=NOON,
    )
    ticket = TicketFactory(commune=side.commune)
    RoundTask.objects.create(
        stop=stop, commune=side.commune, ticket=ticket, outcome=Outcome.PENDING
    )
    return one
