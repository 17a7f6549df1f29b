"""Saying when a room is not lent, or when a trainer cannot come: what is booked stays, and is named.

A half day that is booked afterwards is refused by the database. Both hold the same row: whichever comes second sees
what the first one did.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from training.domain.seating import everybody
from training.models import Closure, Room, Trainer
from training.queries.availability import clashes_of
from training.states.availability import WeekHalf

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from portal.accounts.models import User
    from training.queries.availability import Clash, Kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """From a day until another, both counted."""

    starts_on: date
    ends_on: date
    reason: str = ""


@transaction.atomic
def close(kept: Kept, away: Away, *, by: User | None, said_by: str, at: datetime) -> list[Clash]:
    """Not available on these days; what is booked then all the same. Refusal for days that are past, or reversed."""
    if away.ends_on < away.starts_on:
        raise Refusal("Le dernier jour vient après le premier.")
    if away.ends_on < paris_date(at):
        raise Refusal("Ces jours sont passés.")
    with everybody(by):
        held = _hold(kept)
        whose = {"room": held} if isinstance(held, Room) else {"trainer": held}
        Closure.objects.create(
            starts_on=away.starts_on,
            ends_on=away.ends_on,
            reason=" ".join(away.reason.split())[:120],
            added_at=at,
            added_as=said_by[:160],
            **whose,
        )
        first, last = away.starts_on.isoformat(), away.ends_on.isoformat()
        record("close", held, by=by, at=at, first=first, last=last)
        found = clashes_of(held, at=at)
    return [one for one in found if away.starts_on <= one.slot.day <= away.ends_on]


@transaction.atomic
def reopen(closure_id: int, kept: Kept, *, by: User | None, at: datetime) -> None:
    """Available again. Closure.DoesNotExist for another one's."""
    with everybody(by):
        mine = Closure.objects.filter(room=kept if isinstance(kept, Room) else None)
        mine = mine.filter(trainer=kept if isinstance(kept, Trainer) else None)
        row = mine.select_for_update(of=("self",)).get(pk=closure_id)
        record("reopen", kept, by=by, at=at, first=row.starts_on.isoformat())
        row.delete()


@transaction.atomic
def set_week(
    kept: Kept, open_halves: Collection[int], *, by: User | None, at: datetime
) -> list[Clash]:
    """The half days of every week when it is available; what is booked outside of them. Refusal when none is left."""
    closed = sorted(set(WeekHalf.values) - set(open_halves))
    if len(closed) == len(WeekHalf):
        raise Refusal("Laissez au moins une demi-journée de la semaine.")
    with everybody(by):
        held = _hold(kept)
        held.closed_week = closed
        held.save(update_fields=["closed_week"])
        record("set_week", held, by=by, at=at, closed=closed)
        return clashes_of(held, at=at)


def _hold(kept: Kept) -> Kept:
    """Its row, until the end of the transaction: who books it meanwhile waits."""
    if isinstance(kept, Room):
        return Room.objects.select_related("commune").locked(kept.pk)
    return Trainer.objects.select_related("person").locked(kept.pk)
