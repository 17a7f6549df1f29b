"""A session that is announced changes days or rooms: those who come are told, their calendars follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction

from portal.journal.record import record
from portal.lib.dates import in_paris
from portal.lib.refusal import Refusal
from training.domain.log import log
from training.domain.seating import call_again, everybody, hold_all, hold_session
from training.domain.sessions import NOON, refusal_of
from training.domain.telling import tell
from training.models import Room, Session, Slot, SlotTrainer
from training.queries.readiness import seats_of
from training.queries.wording import dates_in_words
from training.states.registrations import CANCELLABLE, EventKind, RegistrationState
from training.states.sessions import PREPARED_SESSIONS, Half

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from portal.accounts.models import User

_R = RegistrationState
WATCHED = (
    "slot_half_day_once, slot_after_the_other, slot_room_once_at_a_time,"
    " slot_trainer_once_at_a_time, slot_holding_one_place_at_a_time"
)
"""What two half days may break for an instant while they change places."""
DATES = ("closes_at", "waiting_closes_at", "cancel_until")
"""None of them comes after the session begins."""


@transaction.atomic
def reschedule(
    session_id: int,
    hours: Mapping[int, tuple[datetime, datetime]],
    *,
    by: User | None,
    at: datetime,
) -> None:
    """Other hours for some half days, by slot. What people hold moves with them, in the database.

    The dates of registration stay, brought back before the new beginning where they would pass it. Refusal when a
    room, a trainer or somebody who comes is taken then.
    """
    session = hold_all(session_id, by=by)
    _check_prepared(session)
    before = dates_in_words(session)
    slots = list(session.slots.order_by("starts_at"))
    for slot in slots:
        slot.starts_at, slot.ends_at = hours.get(slot.pk, (slot.starts_at, slot.ends_at))
        start = in_paris(slot.starts_at)
        slot.day = start.date()
        slot.half = Half.MORNING if start.hour < NOON else Half.AFTERNOON
    if min(slot.starts_at for slot in slots) <= at:
        raise Refusal("Choisissez des heures à venir.")
    with everybody(by):
        _move(session, slots)
        record("reschedule", session, by=by, at=at, before=list(before))
        _tell_all(session, EventKind.MOVED, before=before, by=by, at=at)
        seated = session.registrations.seated().values_list("person_id", flat=True)
        call_again(session.pk, list(seated), by=by, at=at)


@transaction.atomic
def change_room(
    session_id: int, rooms: Mapping[int, int], *, by: User | None, at: datetime
) -> None:
    """Another room for some half days, by slot. Refusal when it is taken, or too small for those who come."""
    session = hold_all(session_id, by=by)
    _check_prepared(session)
    found = Room.objects.in_bulk(set(rooms.values()))
    small = [room for room in found.values() if room.capacity < session.maximum]
    if small:
        raise Refusal(f"{seats_of(small[0])}.")
    try:
        with transaction.atomic(), everybody(by):
            for slot in session.slots.filter(pk__in=rooms):
                slot.room_id = rooms[slot.pk]
                slot.save(update_fields=["room"])
    except IntegrityError as error:
        raise refusal_of(error) from error
    with everybody(by):
        record("change_room", session, by=by, at=at)
        _tell_all(session, EventKind.ROOM_CHANGED, before=(), by=by, at=at)


@transaction.atomic
def change_trainers(
    session_id: int, trainers: Mapping[int, Sequence[int]], *, by: User | None, at: datetime
) -> None:
    """Who gives some half days, by slot, until the session begins. Refusal when one of them is taken then.

    Nobody is told: a convocation says the course, the place and the hours.
    """
    session = hold_session(session_id, by=by)
    _check_prepared(session)
    slots = list(session.slots.filter(pk__in=trainers))
    SlotTrainer.objects.filter(slot__in=slots).delete()
    rows = [
        SlotTrainer(slot=slot, trainer_id=pk, starts_at=slot.starts_at, ends_at=slot.ends_at)
        for slot in slots
        for pk in dict.fromkeys(trainers[slot.pk])
    ]
    try:
        with transaction.atomic():
            SlotTrainer.objects.bulk_create(rows)
    except IntegrityError as error:
        raise refusal_of(error) from error
    record("change_trainers", session, by=by, at=at)


def _check_prepared(session: Session) -> None:
    if session.state not in PREPARED_SESSIONS:
        raise Refusal(f"La session ne change plus : {session.get_state_display()}.")


def _move(session: Session, slots: list[Slot]) -> None:
    """Both half days of a day may be swapped: what must not overlap is looked at once all have moved."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"set constraints {WATCHED} deferred")
            _bring_back(session, slots)
            Slot.objects.bulk_update(slots, ["starts_at", "ends_at", "day", "half"])
            cursor.execute(f"set constraints {WATCHED} immediate")
    except IntegrityError as error:
        raise refusal_of(error) from error


def _bring_back(session: Session, slots: list[Slot]) -> None:
    starts = min(slot.starts_at for slot in slots)
    session.starts_at, session.ends_at = starts, max(slot.ends_at for slot in slots)
    for name in DATES:
        value = getattr(session, name)
        setattr(session, name, value and min(value, starts))
    if session.opens_at and session.closes_at and session.opens_at >= session.closes_at:
        raise Refusal("Les inscriptions n’auraient pas encore ouvert.")
    session.save(update_fields=["starts_at", "ends_at", *DATES])
    if session.waiting_closes_at is None:  # a draft: nobody is there yet
        return
    for name in ("offer_until", "hold_until"):
        rows = session.registrations.filter(**{f"{name}__gt": session.waiting_closes_at})
        rows.update(**{name: session.waiting_closes_at})


def _tell_all(
    session: Session,
    kind: EventKind,
    *,
    before: tuple[str, ...],
    by: User | None,
    at: datetime,
) -> None:
    """Those who come, for a room; for days, those who wait too."""
    states = CANCELLABLE if kind == EventKind.MOVED else (_R.CONFIRMED, _R.OFFERED, _R.TO_VALIDATE)
    rows = session.registrations.select_for_update(of=("self",)).filter(state__in=states)
    for one in rows.select_related("session__course", "commune", "person__user").order_by("pk"):
        tell(log(one, kind, by=by, at=at), one, before=before, at=at)
