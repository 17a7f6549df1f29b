"""The telephone list of the perimeter, to pin on the wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from communes.queries.directory import directory
from communes.queries.doors import door_of
from communes.queries.people import contacts
from communes.states import Role
from portal.documents.registry import report
from portal.lib.dates import PARIS, day_in_words

if TYPE_CHECKING:
    from communes.models import Commune

TIED_DASH = "–\u2060"
"""No line ends between the two hours of an opening."""


@dataclass(frozen=True, slots=True)
class Line:
    """One town hall: its number, its hours line by line, its secretary and its mayor."""

    commune: str
    phone: str
    email: str
    hours: list[str]
    secretary: str
    mayor: str


@dataclass(frozen=True, slots=True)
class PhoneList:
    title: str
    on: date
    lines: list[Line]


@report("communes.phone_list", title="Liste téléphonique des mairies")
def phone_list(subject_id: int, commune_id: int) -> PhoneList:
    """`subject_id` is its day, 20261124: the perimeter and the people of that day."""
    day = date(subject_id // 10_000, subject_id // 100 % 100, subject_id % 100)
    at = datetime.combine(day, time(12), tzinfo=PARIS)
    return PhoneList(
        title=f"Liste téléphonique des mairies, {day_in_words(day, weekday=False, year=True)}",
        on=day,
        lines=[_line(commune, at) for commune in directory(on=day).order_by("name_sort")],
    )


def _line(commune: Commune, at: datetime) -> Line:
    held = contacts(commune)
    return Line(
        commune=commune.name,
        phone=commune.phone,
        email=commune.email,
        hours=[line.replace("–", TIED_DASH) for line in door_of(commune, at).week],
        secretary=", ".join(str(c.person) for c in held if c.position.role == Role.SECRETARY),
        mayor=", ".join(str(c.person) for c in held if c.position.role == Role.MAYOR),
    )
