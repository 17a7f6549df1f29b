"""Who does what for a commune, from when to when, and who stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from communes.models import Absence, Commune, Person, Position
from portal.journal.record import record
from portal.lib.dates import day_in_words, paris_date
from portal.lib.refusal import Refusal
from portal.lib.text import of

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from portal.accounts.models import User

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone whom the directory does not know yet."""

    civility: str
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """What a person does for the commune, and since when."""

    role: str
    started_on: date
    title: str = ""
    weekly_hours: Decimal | None = None
    working_days: str = ""


@transaction.atomic
def add_position(
    commune_id: int, who: Person | NewPerson, post: Post, *, by: User, at: datetime
) -> Position:
    """Someone begins. A person already known keeps her other communes."""
    commune = Commune.objects.locked(commune_id)
    person = who if isinstance(who, Person) else _new(who)
    current = commune.positions.filter(person=person, role=post.role, ended_on=None)
    if current.exists():
        raise Refusal(f"{person} exerce déjà ce rôle pour {commune}.")
    position = Position(
        person=person,
        commune=commune,
        role=post.role,
        title=post.title,
        weekly_hours=post.weekly_hours,
        working_days=post.working_days,
        started_on=post.started_on,
    )
    position.save()
    record("add_position", position, by=by, at=at, role=position.get_role_display())
    return position


@transaction.atomic
def change_position(position_id: int, post: Post, *, by: User, at: datetime) -> None:
    """Correct what is said of a post; the role itself never changes: end it, and begin another."""
    position = _held(position_id)
    if post.role != position.role:
        raise Refusal("Un rôle ne se change pas : indiquez sa fin, puis inscrivez le nouveau.")
    position.title, position.weekly_hours = post.title, post.weekly_hours
    position.working_days, position.started_on = post.working_days, post.started_on
    if position.ended_on and position.ended_on < position.started_on:
        raise Refusal("Une fonction finit après avoir commencé.")
    position.save(update_fields=["title", "weekly_hours", "working_days", "started_on"])
    record("change_position", position, by=by, at=at)


@transaction.atomic
def end_position(position_id: int, *, on: date, by: User, at: datetime) -> None:
    """`on` is the last day. Nobody ends her own last position by mistake: she would be locked out."""
    position = _held(position_id)
    if on < position.started_on:
        raise Refusal(
            f"{position.person} a commencé le {day_in_words(position.started_on, year=True)} : "
            "choisissez une date plus tardive."
        )
    if position.person.user_id == by.pk and on <= paris_date(at):
        raise Refusal(
            "Vous ne pouvez pas mettre fin à votre propre fonction dès aujourd’hui. "
            "Le service de mutualisation peut le faire pour vous."
        )
    position.ended_on = on
    position.save(update_fields=["ended_on"])
    record("end_position", position, by=by, at=at, on=on.isoformat())


@transaction.atomic
def resume_position(position_id: int, *, by: User, at: datetime) -> None:
    """Take back an end."""
    position = _held(position_id)
    if position.ended_on is None:
        raise Refusal("Cette fonction n’a pas de fin.")
    again = Position.objects.filter(
        person=position.person, commune=position.commune, role=position.role, ended_on=None
    )
    if again.exists():
        raise Refusal(f"{position.person} exerce de nouveau ce rôle : il n’y a rien à reprendre.")
    position.ended_on = None
    position.save(update_fields=["ended_on"])
    record("resume_position", position, by=by, at=at)


@transaction.atomic
def add_absence(
    position_id: int,
    *,
    first: date,
    last: date | None,
    replaced_by: Person | None,
    note: str = "",
    by: User,
    at: datetime,
) -> Absence:
    """Away from `first` to `last`, both included; `last` None when nobody knows yet."""
    position = _held(position_id)
    if last and last < first:
        raise Refusal("Une absence finit après avoir commencé.")
    if replaced_by == position.person:
        raise Refusal(f"{position.person} ne peut pas se remplacer.")
    period = DateRange(first, last + ONE_DAY if last else None)
    if position.absences.filter(period__overlap=period).exists():
        raise Refusal(f"Une autre absence {of(str(position.person))} recouvre ces dates.")
    absence = Absence(position=position, period=period, replaced_by=replaced_by, note=note)
    absence.save()
    record(
        "add_absence",
        position,
        by=by,
        at=at,
        first=first.isoformat(),
        last=last.isoformat() if last else "",
        replaced_by=str(replaced_by or ""),
    )
    return absence


@transaction.atomic
def end_absence(absence_id: int, *, by: User, at: datetime) -> None:
    """She is back: the absence stops yesterday, or never was when it had not begun before today."""
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence_id)
    position, today = _held(absence.position_id), paris_date(at)
    if absence.period.upper and absence.period.upper <= today:
        raise Refusal("Cette absence est déjà finie.")
    if absence.period.lower and absence.period.lower < today:
        absence.period = DateRange(absence.period.lower, today)
        absence.save(update_fields=["period"])
    else:
        absence.delete()
    record("end_absence", position, by=by, at=at)


def _held(position_id: int) -> Position:
    return (
        Position.objects.select_for_update(of=("self",))
        .select_related("person", "commune")
        .get(pk=position_id)
    )


def _new(who: NewPerson) -> Person:
    person = Person(
        civility=who.civility,
        first_name=who.first_name,
        last_name=who.last_name,
        email=who.email,
        phone=who.phone,
    )
    person.save()
    return person
