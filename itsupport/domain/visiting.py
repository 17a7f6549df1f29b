"""A round on its way: arriving, leaving, what is done; at the end, time and kilometres for each commune."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from itsupport import routes
from itsupport.domain.rounds import send_back
from itsupport.domain.sorting import move_ticket
from itsupport.models import Round, RoundStop, RoundTask, TimeEntry
from itsupport.queries.rounds import point_of
from itsupport.states.rounds import ROUND_FLOW, Outcome, RoundState
from portal.journal.record import record
from portal.lib.distances import distance
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User

ROUND_MINUTES = 24 * 60


@transaction.atomic
def start_round(round_id: int, *, by: User, at: datetime) -> None:
    """Off they go. Only once the communes were told: nobody is found before a closed door."""
    one = Round.objects.locked(round_id)
    if one.announced_at is None:
        ROUND_FLOW.check("start", one)
        raise Refusal("Prévenez d’abord les communes.")
    ROUND_FLOW.apply("start", one, by=by, at=at, started_at=at)


@transaction.atomic
def arrive(round_id: int, stop_id: int, *, by: User, at: datetime) -> None:
    """Said again, it changes nothing: the first arrival counts."""
    stop = _stop(round_id, stop_id)
    if stop.arrived_at is None:
        stop.arrived_at = at
        stop.save(update_fields=["arrived_at"])
        record("arrive", stop, by=by, at=at)


@transaction.atomic
def leave(
    round_id: int, stop_id: int, *, by: User, at: datetime, minutes: int | None = None
) -> None:
    """`minutes` spent there, when they are not those between arriving and leaving."""
    stop = _stop(round_id, stop_id)
    if stop.arrived_at is None:
        raise Refusal("Notez d’abord l’arrivée.")
    if minutes is not None and minutes > ROUND_MINUTES:
        raise Refusal("Un arrêt dure 24 heures au plus.")
    spent = int((at - stop.arrived_at).total_seconds()) // 60
    stop.left_at = stop.left_at or at
    stop.minutes = min(spent, ROUND_MINUTES) if minutes is None else minutes
    stop.save(update_fields=["left_at", "minutes"])
    record("leave", stop, by=by, at=at, minutes=stop.minutes)


@transaction.atomic
def tick_task(round_id: int, task_id: int, *, by: User, at: datetime) -> None:
    """Done; a second time, not done after all. The request moves when the round ends."""
    one = _under_way(round_id)
    task = RoundTask.objects.select_for_update().get(stop__round=one, pk=task_id)
    task.ticked = not task.ticked
    task.save(update_fields=["ticked"])
    record("tick", one, by=by, at=at, task=task.pk, ticked=task.ticked)


@transaction.atomic
def close_round(round_id: int, *, kilometres: int, by: User, at: datetime) -> None:
    """What is done is solved, the rest goes back; minutes and kilometres go to the communes.

    The kilometres are shared between the communes visited in proportion to how far each lies from the departure.
    """
    one = _under_way(round_id)
    stops = list(one.stops.select_related("commune").order_by("position"))
    visited = [stop for stop in stops if stop.arrived_at]
    if not visited:
        raise Refusal(
            "Notez au moins une arrivée. Si personne n’est passé, rien n’est à terminer."
        )
    if still := next((stop for stop in visited if stop.left_at is None), None):
        raise Refusal(f"Notez le départ de {still}.")
    _share(one, visited, kilometres)
    for task in RoundTask.objects.filter(stop__round=one).select_related("stop", "ticket"):
        _settle(task, by=by, at=at)
    for stop in visited:
        _note_time(one, stop)
    ROUND_FLOW.apply("close", one, by=by, at=at, ended_at=at, kilometres=kilometres)


def _under_way(round_id: int) -> Round:
    one = Round.objects.locked(round_id)
    if one.state != RoundState.UNDER_WAY:
        raise Refusal(f"La tournée n’est pas en route : {one.get_state_display()}.")
    return one


def _stop(round_id: int, stop_id: int) -> RoundStop:
    _under_way(round_id)
    return RoundStop.objects.select_for_update().get(round_id=round_id, pk=stop_id)


def _share(one: Round, visited: Sequence[RoundStop], kilometres: int) -> None:
    """A commune's share goes to its first stop; where a place is unknown, everybody has the same."""
    start = point_of(one.departure)
    first: dict[int, RoundStop] = {}
    for stop in visited:
        first.setdefault(stop.commune_id, stop)
    points = {pk: point_of(stop.commune) for pk, stop in first.items()}
    known = start is not None and all(points.values())
    weights = {
        pk: distance(start, point) if known and start and point else 1.0
        for pk, point in points.items()
    }
    shares = routes.share(kilometres, weights)
    for stop in visited:
        stop.kilometres = shares[stop.commune_id] if stop is first[stop.commune_id] else 0
    RoundStop.objects.bulk_update(visited, ["kilometres"])


def _settle(task: RoundTask, *, by: User, at: datetime) -> None:
    if not task.ticked:
        send_back(task, by=by, at=at)
        return
    task.outcome = Outcome.DONE
    task.save(update_fields=["outcome"])
    if task.ticket.is_open:
        move_ticket(task.ticket_id, "solve", by=by, at=at)


def _note_time(one: Round, stop: RoundStop) -> None:
    """Each agent spent these minutes; one car drove these kilometres. They go to the request when it is alone."""
    tickets = list(stop.tasks.values_list("ticket_id", flat=True))
    agents = list(one.agents.order_by("pk"))
    for rank, agent in enumerate(agents):
        driven = (stop.kilometres or 0) if rank == 0 else 0
        if not stop.minutes and not driven:
            continue
        TimeEntry.objects.create(
            commune_id=stop.commune_id,
            ticket_id=tickets[0] if len(tickets) == 1 else None,
            agent=agent,
            on=one.on,
            minutes=stop.minutes or 0,
            kilometres=driven,
            on_site=True,
            note=f"Tournée : {stop}"[:200],
        )
