"""When rooms and trainers are not available, in words; what was booked all the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.fields import IntegerField
from django.db.models.functions import ExtractIsoWeekDay

from portal.lib.dates import day_in_words, paris_date
from portal.lib.text import NBSP
from training.models import Closure, Room, Slot, SlotTrainer, Trainer
from training.queries.wording import half_day_in_words
from training.states.availability import WeekHalf
from training.states.sessions import Half

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

Kept = Room | Trainer
REFUSED = re.compile(r"slot_(room|trainer)_is_free (\d+)/(\d{4}-\d\d-\d\d)/(am|pm)")
"""What the database says when it refuses a half day."""
NOON = 12


@dataclass(frozen=True, slots=True)
class Clash:
    """A half day that was booked, and why its room or a trainer of it is not available then."""

    slot: Slot
    why: str

    @property
    def words(self) -> str:
        """« Budget » (2026-103), le mardi 8 décembre, matin."""
        session = self.slot.session
        return f"« {session.course} » ({session.number}), {half_day_in_words(self.slot)}"


def week_half(day: date, half: str) -> int:
    """The half day of the week; a Sunday is none of them."""
    return 2 * day.weekday() + (half == Half.AFTERNOON)


def closures_of(kept: Kept, *, at: datetime) -> QuerySet[Closure]:
    """Those that are not over."""
    mine = Closure.objects.filter(ends_on__gte=paris_date(at))
    return mine.filter(room=kept) if isinstance(kept, Room) else mine.filter(trainer=kept)


def why_closed(kept: Kept, day: date, half: str, closures: Iterable[Closure]) -> str:
    """The sentence that names it, or nothing when it is available. `closures`: its own."""
    found = next((one for one in closures if one.covers(day)), None)
    free = "n’est pas libre" if isinstance(kept, Room) else "n’est pas disponible"
    if found is not None:
        reason = f"{NBSP}: {found.reason}" if found.reason else ""
        return f"{kept} {free} le {day_in_words(day, year=True)}{reason}."
    code = week_half(day, half)
    if code in kept.closed_week:
        return f"{kept} {free} le {WeekHalf(code).label}."
    return ""


def refused_in_words(error: Exception) -> str:
    """The no of the database, by name; empty when it is about something else. The wall is the team's."""
    found = REFUSED.search(str(error))
    if found is None:
        return ""
    kept = _kept(found[1], int(found[2]))
    mine = Closure.objects.filter(**{found[1]: kept})
    return why_closed(kept, date.fromisoformat(found[3]), found[4], mine)


def clashes_of(kept: Kept, *, at: datetime) -> list[Clash]:
    """What is booked all the same, from now on. Two questions."""
    rows = Slot.objects.filter(live=True, ends_at__gt=at).select_related("session__course")
    mine = (
        rows.filter(room=kept) if isinstance(kept, Room) else rows.filter(trainers__trainer=kept)
    )
    closures = list(closures_of(kept, at=at))
    found = ((slot, why_closed(kept, slot.day, slot.half, closures)) for slot in mine)
    return [Clash(slot, why) for slot, why in found if why]


def closures_among(slots: Iterable[Slot]) -> QuerySet[Closure]:
    """Those of their rooms and trainers, which are prefetched."""
    kept = [one for slot in slots for one in _booked(slot)]
    rooms = [one.pk for one in kept if isinstance(one, Room)]
    trainers = [one.pk for one in kept if isinstance(one, Trainer)]
    return Closure.objects.filter(Q(room__in=rooms) | Q(trainer__in=trainers))


def clashes_in_words(
    slots: Iterable[Slot], closures: Collection[Closure], *, at: datetime
) -> list[str]:
    """Why those to come fall when somebody or something is missing: each sentence once."""
    said = [
        why_closed(one, slot.day, slot.half, _of(one, closures))
        for slot in slots
        if slot.ends_at > at
        for one in _booked(slot)
    ]
    return list(dict.fromkeys(words for words in said if words))


def booked_while_closed(*, at: datetime) -> QuerySet[Slot]:
    """The half days to come that are booked although their room or a trainer is not available then."""
    on = {"starts_on__lte": OuterRef("day"), "ends_on__gte": OuterRef("day")}
    code = 2 * ExtractIsoWeekDay("day") - 2 + Case(
        When(half=Half.AFTERNOON, then=1), default=Value(0), output_field=IntegerField()
    )  # fmt: skip
    away = Closure.objects.filter(
        trainer=OuterRef("trainer"),
        starts_on__lte=OuterRef("slot__day"),
        ends_on__gte=OuterRef("slot__day"),
    )
    given = SlotTrainer.objects.filter(slot=OuterRef("pk"))
    return (
        Slot.objects.filter(live=True, ends_at__gt=at)
        .annotate(week_half=code)
        .filter(
            Exists(Closure.objects.filter(room=OuterRef("room"), **on))
            | Q(room__closed_week__contains=[F("week_half")])
            | Exists(given.filter(Exists(away)))
            | Exists(given.filter(trainer__closed_week__contains=[OuterRef("week_half")]))
        )
        .order_by("starts_at")
    )


def closed_days(
    rooms: Collection[Room], days: dict[date, list[tuple[datetime, datetime]]]
) -> dict[int, set[date]]:
    """By room, the days among these whose half days fall when it is not lent. One question."""
    closures = list(Closure.objects.filter(room__in=[room.pk for room in rooms]))
    found: dict[int, set[date]] = {}
    for room in rooms:
        mine = _of(room, closures)
        for day, spans in days.items():
            halves = [(start.date(), _half(start)) for start, _end in spans]
            if any(why_closed(room, on, half, mine) for on, half in halves):
                found.setdefault(room.pk, set()).add(day)
    return found


def _kept(kind: str, pk: int) -> Kept:
    if kind == "room":
        return Room.objects.select_related("commune").get(pk=pk)
    return Trainer.objects.select_related("person").get(pk=pk)


def _booked(slot: Slot) -> list[Kept]:
    given: list[Kept] = [one.trainer for one in slot.trainers.all()]
    return [slot.room, *given] if slot.room else given


def _of(kept: Kept, closures: Iterable[Closure]) -> list[Closure]:
    if isinstance(kept, Room):
        return [one for one in closures if one.room_id == kept.pk]
    return [one for one in closures if one.trainer_id == kept.pk]


def _half(start: datetime) -> str:
    return Half.MORNING if start.hour < NOON else Half.AFTERNOON
