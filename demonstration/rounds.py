"""A round done last month, one announced for next week, and two maintenances that come back."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from communes.models import Commune
from itsupport.domain.maintenance import make_due
from itsupport.domain.rounds import RoundPlan, announce_round, prepare_round
from itsupport.domain.sorting import take
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.domain.visiting import arrive, close_round, leave, start_round, tick_task
from itsupport.models import MaintenancePlan, RoundTask, Ticket
from itsupport.recurrence import next_date
from itsupport.states.rounds import Rhythm
from itsupport.states.tickets import TicketChannel, TicketKind, TicketState
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from itsupport.models import Round

SEAT = "57630"
THEN = (
    ("57080", "Le Wi-Fi de la salle ne porte pas", "On n’a pas de réseau au fond de la salle."),
    ("57086", "Poser le nouvel onduleur", "L’onduleur est arrivé en mairie, à poser."),
    ("57635", "Le copieur ne numérise plus", "Plus rien n’arrive dans le dossier partagé."),
)
PLANS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (
        "Postes des écoles",
        "Mettre à jour les postes\nVérifier le filtre\nNettoyer les claviers",
        {"site_kind": "school", "months": Rhythm.YEARLY, "school_holidays": True},
    ),
    (
        "Onduleur de la mairie",
        "Débrancher dix secondes\nNoter l’autonomie",
        {"insee": "57630", "site_kind": "town_hall", "months": Rhythm.HALF_YEARLY},
    ),
)


def load_rounds(*, at: datetime) -> None:
    agent = User.objects.get(email="informatique@example.org")
    _done_last_month(agent, at=at)
    _announced_for_next_week(agent, at=at)
    _maintenance(at=at)


def _done_last_month(agent: User, *, at: datetime) -> None:
    day = add_working_days(paris_date(at), -20, good_friday=True)
    asked = _at(add_working_days(day, -6, good_friday=True), 10)
    tickets = [_asked(*one, at=asked) for one in THEN if Commune.objects.filter(insee=one[0])]
    if not tickets:
        return
    for ticket in tickets:
        take(ticket.pk, by=agent, at=asked + timedelta(hours=1))
    one = _prepared(agent, day, [ticket.pk for ticket in tickets], at=asked + timedelta(hours=2))
    announce_round(one.pk, by=agent, at=asked + timedelta(hours=3))
    start_round(one.pk, by=agent, at=_at(day, 8, 25))
    stops = list(one.stops.order_by("position"))
    for stop in stops:
        arrive(one.pk, stop.pk, by=agent, at=stop.planned_at)
        leave(one.pk, stop.pk, by=agent, at=stop.planned_at + timedelta(minutes=35))
    tasks = RoundTask.objects.filter(stop__in=stops).order_by("stop__position")
    for task in tasks[: max(1, len(stops) - 1)]:
        tick_task(one.pk, task.pk, by=agent, at=stops[-1].planned_at)
    close_round(one.pk, kilometres=47, by=agent, at=stops[-1].planned_at + timedelta(hours=1))


def _announced_for_next_week(agent: User, *, at: datetime) -> None:
    """Three stops, of what is taken up and not planned yet."""
    rows = Ticket.objects.open().exclude(state=TicketState.PLANNED).exclude(commune=None)
    chosen: dict[int | None, int] = {}
    for ticket in rows.order_by("pk"):
        if ticket.state in {TicketState.TAKEN, TicketState.NEW, TicketState.WAITING_PART}:
            chosen.setdefault(ticket.commune_id, ticket.pk)
    day = add_working_days(paris_date(at), 5, good_friday=True)
    one = _prepared(agent, day, list(chosen.values())[:3], at=at)
    announce_round(one.pk, by=agent, at=at)


def _maintenance(*, at: datetime) -> None:
    today = paris_date(at)
    for number, (title, checklist, given) in enumerate(PLANS):
        more = {name: value for name, value in given.items() if name != "insee"}
        MaintenancePlan.objects.create(
            title=title,
            checklist=checklist,
            commune=Commune.objects.filter(insee=given.get("insee", "")).first(),
            next_on=next_date(
                today - timedelta(days=330 - 150 * number),
                int(more["months"]),
                in_school_holidays=bool(more.get("school_holidays")),
            ),
            **more,
        )
    make_due(at=at)


def _prepared(agent: User, day: date, ticket_ids: Sequence[int], *, at: datetime) -> Round:
    plan = RoundPlan(
        on=day,
        leaves_at=time(8, 30),
        departure_id=Commune.objects.get(insee=SEAT).pk,
        agent_ids=(agent.pk,),
        ticket_ids=tuple(ticket_ids),
        note="Clés des écoles, un câble de six mètres",
    )
    return prepare_round(plan, by=agent, at=at)


def _asked(insee: str, title: str, text: str, *, at: datetime) -> Ticket:
    commune = Commune.objects.get(insee=insee)
    new = NewTicket(
        commune_id=commune.pk,
        title=title,
        text=text,
        channel=TicketChannel.PHONE,
        kind=TicketKind.REQUEST,
        site_id=commune.sites.order_by("pk").values_list("pk", flat=True).first(),
        name="la mairie",
        phone=commune.phone,
    )
    return open_ticket(new, by=None, at=at)


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=PARIS)
