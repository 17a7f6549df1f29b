"""A round before it leaves: what it takes, in which order, and telling the communes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from communes.models import Commune
from communes.queries.addresses import town_hall_addresses
from itsupport import routes
from itsupport.domain.log import move
from itsupport.domain.sorting import move_ticket, take
from itsupport.models import Round, RoundAgent, RoundStop, RoundTask, Ticket
from itsupport.notifications.rounds import Coming, RoundAnnounced, RoundCancelled
from itsupport.queries.rounds import NOWHERE, Stop, point_of, point_of_stop, stops_of
from itsupport.states.rounds import ROUND_FLOW, Outcome
from itsupport.states.tickets import RUNNING_STATES, TicketState
from portal.journal.record import record
from portal.lib.dates import PARIS, paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import join
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, time

    from portal.accounts.models import User

_T = TicketState
BACK = {
    _T.WAITING_COMMUNE: "ask",
    _T.WAITING_SUPPLIER: "await_supplier",
    _T.WAITING_PART: "await_part",
}
"""The verb by which an unfinished request goes back where it was; « take » for any other."""
FIRST_TASK, NEXT_TASK = 40, 20
"""Minutes counted at a stop, for the first request and for each further one: only to suggest hours."""
TOLD = (
    "Les communes sont prévenues : l’ordre et les heures ne changent plus. "
    "Annulez la tournée pour en préparer une autre."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """What the form of a round gives."""

    on: date
    leaves_at: time
    departure_id: int
    agent_ids: tuple[int, ...]
    ticket_ids: tuple[int, ...]
    note: str = ""


@transaction.atomic
def prepare_round(plan: RoundPlan, *, by: User, at: datetime) -> Round:
    """Put the requests that were ticked in stops, in the order suggested. The requests do not move yet."""
    tickets = list(
        Ticket.objects.open()
        .select_for_update(of=("self",))
        .filter(pk__in=plan.ticket_ids, commune__isnull=False)
        .order_by("pk")
    )
    if not tickets:
        raise Refusal("Cochez au moins une demande à emporter.")
    if plan.on < paris_date(at):
        raise Refusal("Choisissez un jour à venir.")
    taken = RoundTask.objects.filter(outcome=Outcome.PENDING, ticket__in=tickets)
    if first := taken.select_related("ticket").first():
        raise Refusal(f"La demande {first.ticket.ref} est déjà d’une autre tournée.")
    one = Round.objects.create(
        on=plan.on, leaves_at=plan.leaves_at, departure_id=plan.departure_id, note=plan.note
    )
    RoundAgent.objects.bulk_create(
        RoundAgent(round=one, agent_id=pk) for pk in dict.fromkeys(plan.agent_ids or (by.pk,))
    )
    _make_stops(one, tickets)
    record("prepare", one, by=by, at=at, requests=len(tickets))
    _put_in_order(one, suggested=True)
    return one


@transaction.atomic
def suggest_order(round_id: int, *, by: User, at: datetime) -> None:
    """The order that makes the way short; the hours follow."""
    one = _still_open(round_id)
    _put_in_order(one, suggested=True)
    record("order", one, by=by, at=at)


@transaction.atomic
def shift_stop(round_id: int, stop_id: int, step: int, *, by: User, at: datetime) -> None:
    """One rank earlier (-1) or later (1); the hours follow."""
    one = _still_open(round_id)
    order = list(one.stops.order_by("position").values_list("pk", flat=True))
    here = order.index(stop_id)
    there = here + step
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _number(order)
        _put_in_order(one)
        record("order", one, by=by, at=at)


@transaction.atomic
def set_hours(round_id: int, hours: Mapping[int, time], *, by: User, at: datetime) -> None:
    """The hours as the agent wants them, stop by stop. Each comes after the one before."""
    one = _still_open(round_id)
    stops = list(one.stops.order_by("position"))
    for stop in stops:
        if stop.pk in hours:
            stop.planned_at = datetime.combine(one.on, hours[stop.pk], tzinfo=PARIS)
    planned = [stop.planned_at for stop in stops]
    if planned != sorted(set(planned)):
        raise Refusal("Les heures suivent l’ordre des arrêts : chacune après la précédente.")
    RoundStop.objects.bulk_update(stops, ["planned_at"])
    record("set_hours", one, by=by, at=at)


@transaction.atomic
def announce_round(round_id: int, *, by: User, at: datetime) -> int:
    """Plan the requests at their hour and write to each commune, once. Returns how many communes have an address.

    A request that nobody had taken up is taken by the first agent of the round.
    """
    one = _still_open(round_id)
    stops = stops_of(one)
    if stops[0].stop.planned_at <= at:
        raise Refusal("Le premier arrêt est déjà passé : changez les heures, ou le jour.")
    agents = list(one.agents.order_by("last_name", "first_name"))
    for stop in stops:
        for task in stop.tasks:
            _plan(task, stop.stop.planned_at, agents[0], by=by, at=at)
    one.announced_at = at
    one.save(update_fields=["announced_at"])
    record("announce", one, by=by, at=at, stops=len(stops))
    return _tell_communes(one, stops, agents, at=at)


@transaction.atomic
def cancel_round(round_id: int, *, by: User, at: datetime) -> None:
    """It will not leave: each request goes back where it was, the communes that were told are told."""
    one = Round.objects.locked(round_id)
    ROUND_FLOW.apply("cancel", one, by=by, at=at, ended_at=at)
    tasks = RoundTask.objects.filter(stop__round=one).select_related("stop")
    for task in tasks.order_by("pk"):
        send_back(task, by=by, at=at)
    if one.announced_at:
        _tell_cancelled(one, at=at)


def send_back(task: RoundTask, *, by: User, at: datetime) -> None:
    """An unfinished request goes back to the state it had before the round, unless it moved since."""
    task.outcome = Outcome.LEFT
    task.save(update_fields=["outcome"])
    ticket = Ticket.objects.locked(task.ticket_id)
    ours = ticket.state == _T.PLANNED and ticket.planned_for == task.stop.planned_at
    if not task.before or not ours:
        return
    if task.before == _T.PLANNED and task.planned_before and task.planned_before > at:
        move("plan", ticket, by=by, at=at, planned_for=task.planned_before)
    else:
        move(BACK.get(_T(task.before), "take"), ticket, by=by, at=at, planned_for=None)


def _still_open(round_id: int) -> Round:
    """A round that may still be put in order."""
    one = Round.objects.locked(round_id)
    ROUND_FLOW.check("start", one)
    if one.announced_at:
        raise Refusal(TOLD)
    return one


def _make_stops(one: Round, tickets: Sequence[Ticket]) -> None:
    there = datetime.combine(one.on, one.leaves_at, tzinfo=PARIS)
    places: dict[tuple[int, int | None], list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        assert ticket.commune_id is not None
        places[ticket.commune_id, ticket.site_id].append(ticket)
    for rank, ((commune_id, site_id), here) in enumerate(places.items(), 1):
        stop = RoundStop.objects.create(
            round=one, commune_id=commune_id, site_id=site_id, position=rank, planned_at=there
        )
        RoundTask.objects.bulk_create(
            RoundTask(stop=stop, commune_id=commune_id, ticket=ticket) for ticket in here
        )


def _put_in_order(one: Round, *, suggested: bool = False) -> None:
    """Number the stops as they stand, or as suggested, and give each its hour."""
    start = point_of(Commune.objects.get(pk=one.departure_id)) or NOWHERE
    rows = one.stops.select_related("commune", "site").prefetch_related("tasks")
    stops = list(rows.order_by("position"))
    if suggested:
        places = [point_of_stop(stop) or start for stop in stops]
        stops = [stops[rank] for rank in routes.suggest(start, places)]
        _number([stop.pk for stop in stops])
    stays = [FIRST_TASK + NEXT_TASK * (len(stop.tasks.all()) - 1) for stop in stops]
    leaves = datetime.combine(one.on, one.leaves_at, tzinfo=PARIS)
    reached = routes.hours(leaves, start, [point_of_stop(stop) for stop in stops], stays)
    for stop, hour in zip(stops, reached, strict=True):
        stop.planned_at = hour
    RoundStop.objects.bulk_update(stops, ["planned_at"])


def _number(order: Sequence[int]) -> None:
    for rank, pk in enumerate(order, 1):
        RoundStop.objects.filter(pk=pk).update(position=rank)


def _plan(task: RoundTask, hour: datetime, agent: User, *, by: User, at: datetime) -> None:
    ticket = Ticket.objects.locked(task.ticket_id)
    if not ticket.is_open:
        raise Refusal(f"La demande {ticket.ref} est finie depuis : préparez une autre tournée.")
    if ticket.state in RUNNING_STATES and ticket.assignee_id is None:
        take(ticket.pk, by=by, at=at, assignee=agent)
        ticket.refresh_from_db()
    task.before = _T.TAKEN if ticket.state in {_T.NEW, _T.REOPENED} else ticket.state
    task.planned_before = ticket.planned_for if ticket.state == _T.PLANNED else None
    task.save(update_fields=["before", "planned_before"])
    move_ticket(ticket.pk, "plan", by=by, at=at, planned_for=hour)


def _tell_communes(
    one: Round, stops: Sequence[Stop], agents: Sequence[User], *, at: datetime
) -> int:
    of_commune: dict[int, list[Stop]] = defaultdict(list)
    for stop in stops:
        of_commune[stop.commune.pk].append(stop)
    addresses = town_hall_addresses(list(of_commune), on=paris_date(at))
    enqueue(
        *(
            RoundAnnounced(
                to=addresses[pk],
                commune_id=pk,
                round_id=one.pk,
                commune=here[0].commune.name,
                agents=join([str(agent) for agent in agents]),
                stops=tuple(_coming(stop) for stop in here),
            )
            for pk, here in of_commune.items()
            if pk in addresses
        ),
        at=at,
    )
    return len(addresses)


def _coming(stop: Stop) -> Coming:
    titles = tuple(f"{task.ticket.title} ({task.ticket.ref})" for task in stop.tasks)
    return Coming(str(stop.stop), stop.stop.planned_at, titles, stop.closed)


def _tell_cancelled(one: Round, *, at: datetime) -> None:
    first: dict[int, datetime] = {}
    for stop in one.stops.order_by("position"):
        first.setdefault(stop.commune_id, stop.planned_at)
    addresses = town_hall_addresses(list(first), on=paris_date(at))
    enqueue(
        *(
            RoundCancelled(to=addresses[pk], commune_id=pk, round_id=one.pk, at=hour)
            for pk, hour in first.items()
            if pk in addresses
        ),
        at=at,
    )
