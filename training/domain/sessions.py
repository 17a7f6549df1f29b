"""A session from its draft to its close: dates, rooms and trainers; announced, opened, confirmed or cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from portal.journal.record import record
from portal.lib.dates import in_paris, paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from training.domain.agenda import free_agenda
from training.domain.log import log
from training.domain.presences import expect_everybody
from training.domain.reminders import tell_given_up, tell_risk
from training.domain.seating import (
    NO_SEAT,
    call_again,
    call_next,
    everybody,
    hold_all,
    hold_session,
    leave_seat,
)
from training.domain.telling import tell
from training.models import Registration, Session, SessionSeries, Slot, SlotTrainer
from training.queries.availability import refused_in_words
from training.queries.presence import proven
from training.queries.readiness import obstacles, seats_of
from training.queries.wording import dates_in_words, half_day_in_words
from training.states.registrations import (
    CANCELLABLE,
    REGISTRATION_FLOW,
    UNCERTAIN,
    EventKind,
    RegistrationState,
)
from training.states.sessions import COMING_SESSIONS, HIDDEN_SESSIONS, SESSION_FLOW, Half

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User

TAKEN = {
    "slot_room_once_at_a_time": "Cette salle est déjà prise à ces heures.",
    "slot_trainer_once_at_a_time": "Ce formateur est déjà pris à ces heures.",
    "slot_after_the_other": "Deux demi-journées d’une session ne se recouvrent pas.",
    "slot_half_day_once": "La session a déjà cette demi-journée.",
    "slot_holding_one_place_at_a_time": "Quelqu’un de cette session a déjà une formation à ces heures.",
    "session_dates_in_order": "Les inscriptions s’ouvrent, se ferment, puis tout commence : ces dates se croisent.",
    "slot_lasts_a_half_day": "Une demi-journée finit après avoir commencé, le même jour.",
}
"""What the database refuses, as it is said to the manager."""
NOBODY = "personne n’avait de place confirmée le jour venu"
FULL = "aucune place ne s’est libérée"
UNANSWERED = "le maire n’avait pas répondu"
NOON = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDay:
    """One half day as the form gives it; the day and the half follow from the hours."""

    starts_at: datetime
    ends_at: datetime
    room_id: int | None = None
    trainer_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """What the form of a session gives."""

    course_id: int
    minimum: int
    maximum: int
    quota: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    waiting_closes_at: datetime | None = None
    cancel_until: datetime | None = None
    offer_hours: int = 48
    needs_approval: bool = True
    hold_pending: bool = True
    hold_hours: int = 120
    note: str = ""
    halves: tuple[HalfDay, ...] = ()


FIELDS = (
    "course_id", "minimum", "maximum", "quota", "opens_at", "closes_at", "waiting_closes_at",
    "cancel_until", "offer_hours", "needs_approval", "hold_pending", "hold_hours", "note",
)  # fmt: skip


@transaction.atomic
def create_session(plan: SessionPlan, *, by: User | None, at: datetime) -> Session:
    """A draft, with the next number of the year in which it begins. Refusal when a room or a trainer is taken."""
    first = min((half.starts_at for half in plan.halves), default=at)
    session = Session(number=_next_number(paris_date(first).year))
    _write(session, plan)
    record("create", session, by=by, at=at)
    return session


@transaction.atomic
def edit_session(session_id: int, plan: SessionPlan, *, by: User | None, at: datetime) -> Session:
    """Anything may change until it is announced."""
    session = hold_session(session_id, by=by)
    if session.state not in HIDDEN_SESSIONS:
        raise Refusal("La session est annoncée : déplacez-la, ou changez la salle.")
    SlotTrainer.objects.filter(slot__session=session).delete()
    session.slots.all().delete()
    _write(session, plan)
    record("edit", session, by=by, at=at)
    return session


@transaction.atomic
def seek_room(session_id: int, *, by: User | None, at: datetime) -> None:
    """The dates are known, a commune must lend a room."""
    SESSION_FLOW.apply("seek_room", hold_session(session_id, by=by), by=by, at=at)


@transaction.atomic
def publish(session_id: int, *, by: User | None, at: datetime) -> None:
    """Every member reads it. Refusal while a half day has no room, or one too small, or a date is missing."""
    session = hold_session(session_id, by=by)
    missing = obstacles(session, session.slots.select_related("room"), at=at)
    if missing:
        raise Refusal(missing[0])
    SESSION_FLOW.apply("publish", session, by=by, at=at)


@transaction.atomic
def open_session(session_id: int, *, by: User | None, at: datetime) -> None:
    """People may register from now on, even when `opens_at` was later."""
    session = hold_session(session_id, by=by)
    opens_at = min(session.opens_at or at, at)
    SESSION_FLOW.apply("open", session, by=by, at=at, opens_at=opens_at)


@transaction.atomic
def warn(session_id: int, *, by: User | None, at: datetime) -> None:
    """Too few people: it is said to the managers, nothing is decided."""
    session = hold_session(session_id, by=by)
    SESSION_FLOW.apply("warn", session, by=by, at=at)
    with everybody(by):
        tell_risk(session, at=at)


@transaction.atomic
def confirm_session(session_id: int, *, by: User | None, at: datetime) -> None:
    """It will take place."""
    SESSION_FLOW.apply("confirm", hold_session(session_id, by=by), by=by, at=at)


@transaction.atomic
def start(session_id: int, *, by: User | None, at: datetime) -> None:
    """The first half day begins: everybody who has a seat is expected, at each of them; who has none is told so.

    Nobody has one: nothing begins, the session is cancelled, and the managers are told what remains to do.
    """
    session = hold_all(session_id, by=by)
    SESSION_FLOW.check("start", session)
    with everybody(by):
        if not session.registrations.filter(state=RegistrationState.CONFIRMED).exists():
            tell_given_up(session, reason=NOBODY, others=_other_dates(session, at=at), at=at)
            _give_up(session, NOBODY, by=by, at=at)
            return
        SESSION_FLOW.apply("start", session, by=by, at=at)
        expect_everybody(session)
        _leave_out(session, by=by, at=at)


@transaction.atomic
def end(session_id: int, *, by: User | None, at: datetime) -> None:
    """The last half day is over: presence remains to be completed."""
    SESSION_FLOW.apply("end", hold_session(session_id, by=by), by=by, at=at)


@transaction.atomic
def set_seats(
    session_id: int, *, maximum: int, quota: int | None, by: User | None, at: datetime
) -> None:
    """More seats, or fewer: never under those that are held. What is free is offered at once."""
    session = hold_session(session_id, by=by)
    if session.state not in (*HIDDEN_SESSIONS, *COMING_SESSIONS):
        raise Refusal("La session a commencé, ou n’aura pas lieu.")
    room = session.slots.exclude(room=None).order_by("room__capacity").first()
    if room is not None and room.room is not None and room.room.capacity < maximum:
        raise Refusal(f"{seats_of(room.room)}.")
    if maximum < session.minimum:
        raise Refusal(f"Il faut au moins {session.minimum} places : le minimum de la session.")
    with everybody(by):
        _renumber(session, maximum, quota)
        session.maximum, session.quota = maximum, quota
        session.save(update_fields=["maximum", "quota"])
        record("set_seats", session, by=by, at=at, maximum=maximum, quota=quota)
        call_next(session, at=at)


@transaction.atomic
def cancel_session(session_id: int, *, reason: str, by: User | None, at: datetime) -> None:
    """It will not take place: who came and who waited are told, rooms and trainers are free.

    Once it has begun, as long as nothing proves that a half day was given: a trainer who is ill that morning.
    """
    session = hold_all(session_id, by=by)
    if not reason.strip():
        raise Refusal("Dites pourquoi : les inscrits le liront.")
    given = session.slots.filter(proven()).order_by("starts_at").first()
    if given is not None:
        words = half_day_in_words(given)
        raise Refusal(f"Une demi-journée a été donnée{NBSP}: {words}. La session se clôt.")
    _give_up(session, reason.strip(), by=by, at=at)


@transaction.atomic
def merge_sessions(session_id: int, *, into_id: int, by: User | None, at: datetime) -> None:
    """Too few in two sessions of a course: the first is given up, its people are told of the dates of the other.

    They register there, first come first served: nobody is moved to days she did not choose.
    """
    session = hold_all(session_id, by=by, also=(into_id,))
    into = Session.objects.get(pk=into_id)
    if into.course_id != session.course_id or into.state not in COMING_SESSIONS:
        raise Refusal("Choisissez une session à venir de la même formation.")
    SESSION_FLOW.apply("merge", session, by=by, at=at, merged_into=into)
    with everybody(by):
        _empty(session, f"réunie à la session {into.number}", by=by, at=at)
    session.slots.update(live=False)
    free_agenda(session, by=by, at=at)


def _write(session: Session, plan: SessionPlan) -> None:
    for name in FIELDS:
        setattr(session, name, getattr(plan, name))
    session.starts_at = min((half.starts_at for half in plan.halves), default=None)
    session.ends_at = max((half.ends_at for half in plan.halves), default=None)
    try:
        with transaction.atomic():
            session.save()
            for half in plan.halves:
                _add_half(session, half)
    except IntegrityError as error:
        raise refusal_of(error) from error


def _add_half(session: Session, half: HalfDay) -> None:
    start = in_paris(half.starts_at)
    slot = Slot.objects.create(
        session=session,
        day=start.date(),
        half=Half.MORNING if start.hour < NOON else Half.AFTERNOON,
        starts_at=half.starts_at,
        ends_at=half.ends_at,
        room_id=half.room_id,
    )
    SlotTrainer.objects.bulk_create(
        SlotTrainer(slot=slot, trainer_id=pk, starts_at=slot.starts_at, ends_at=slot.ends_at)
        for pk in dict.fromkeys(half.trainer_ids)
    )


def refusal_of(error: IntegrityError) -> Exception:
    """The database's no, in words; the error itself when it is about something else."""
    words = next((words for name, words in TAKEN.items() if name in str(error)), "")
    if not words:
        with everybody(None):
            words = refused_in_words(error)
    return Refusal(words) if words else error


def _next_number(year: int) -> str:
    """« 2027-014 »; the series is held until the end of the transaction."""
    SessionSeries.objects.bulk_create([SessionSeries(year=year)], ignore_conflicts=True)
    series = SessionSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year}-{series.last:03d}"


def _renumber(session: Session, maximum: int, quota: int | None) -> None:
    """Bring the ordinals down under the new numbers. Refusal when more seats are held than there will be."""
    rows = list(session.registrations.seated().select_for_update(of=("self",)).order_by("seat"))
    if len(rows) > maximum:
        raise Refusal(f"{len(rows)} places sont prises : on ne descend pas plus bas.")
    of_commune: dict[int, int] = {}
    for number, one in enumerate(rows, 1):
        one.seat = number
    for one in sorted(rows, key=lambda row: row.commune_seat or 0):
        of_commune[one.commune_id] = of_commune.get(one.commune_id, 0) + 1
        one.commune_seat = of_commune[one.commune_id]
    if quota is not None and max(of_commune.values(), default=0) > quota:
        raise Refusal("Une commune a déjà plus de places que cela.")
    _move_down(rows)


def _move_down(rows: Sequence[Registration]) -> None:
    """Lowest first, each kind by its own order: everyone goes down into an ordinal that is free by then."""
    for one in sorted(rows, key=lambda row: row.commune_seat or 0):
        Registration.objects.filter(pk=one.pk).update(commune_seat=one.commune_seat)
    for one in rows:
        Registration.objects.filter(pk=one.pk).update(seat=one.seat)


def _give_up(session: Session, reason: str, *, by: User | None, at: datetime) -> None:
    SESSION_FLOW.apply("cancel", session, by=by, at=at, cancelled_at=at, cancel_reason=reason)
    with everybody(by):
        _empty(session, reason, by=by, at=at)
    session.slots.update(live=False)
    free_agenda(session, by=by, at=at)


def _empty(session: Session, reason: str, *, by: User | None, at: datetime) -> None:
    """Everybody out, told of the other dates of the course; those who had a seat may have one elsewhere now."""
    dates = _other_dates(session, at=at)
    gone = _held_rows(session, CANCELLABLE)
    freed = [one.person_id for one in gone if one.seat is not None]
    for one in gone:
        REGISTRATION_FLOW.apply(
            "end_with_session", one, by=by, at=at, cancelled_at=at, cancel_reason=reason, **NO_SEAT
        )
        leave_seat(one)
        event = log(one, EventKind.SESSION_CANCELLED, by=by, at=at, reason=reason)
        tell(event, one, before=dates, at=at)
    call_again(session.pk, freed, by=by, at=at)


def _leave_out(session: Session, *, by: User | None, at: datetime) -> None:
    """Who has no seat as it begins will have none: told once, with the other dates of the course."""
    dates = _other_dates(session, at=at)
    out = _held_rows(session, UNCERTAIN)
    freed = [one.person_id for one in out if one.seat is not None]
    for one in out:
        reason = FULL if one.approved else UNANSWERED
        REGISTRATION_FLOW.apply("leave_out", one, by=by, at=at, **NO_SEAT)
        leave_seat(one)
        event = log(one, EventKind.UNSEATED, by=by, at=at, reason=reason)
        tell(event, one, before=dates, at=at)
    call_again(session.pk, freed, by=by, at=at)


def _held_rows(session: Session, states: Sequence[str]) -> list[Registration]:
    rows = session.registrations.select_for_update(of=("self",)).filter(state__in=states)
    return list(rows.select_related("session__course", "commune", "person__user").order_by("pk"))


def _other_dates(session: Session, *, at: datetime) -> tuple[str, ...]:
    """The half days to come of the course, those of this session left out."""
    others = Session.objects.filter(
        course=session.course, state__in=COMING_SESSIONS, starts_at__gt=at
    ).exclude(pk=session.pk)
    return tuple(words for other in others for words in dates_in_words(other))
