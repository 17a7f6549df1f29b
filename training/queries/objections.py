"""Whom a proposal does not suit: an impossible day, a period, a room too far. By commune; the manager decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.text import NBSP
from training.states.wishes import PERIOD_MONTHS, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from training.models import Wish


@dataclass(frozen=True, slots=True)
class Objection:
    """A commune, how many of its people, what they said."""

    commune_id: int
    commune: str
    people: int

    def __str__(self) -> str:
        return f"{self.commune} ({self.people})"


@dataclass(frozen=True, slots=True)
class TooFar(Objection):
    """Kilometres one way: `accepts`, the least that they accept; `kilometres`, those to the room."""

    room: str
    accepts: int
    kilometres: float

    def __str__(self) -> str:
        way = f"{round(self.kilometres)}{NBSP}km"
        return f"{self.commune} ({self.people}), {way} jusqu’à {self.room} pour {self.accepts} acceptés"


@dataclass(frozen=True, slots=True)
class DaySaid:
    """A candidate day: who cannot, who would rather come in another period."""

    day: date
    cannot: list[Objection]
    rather_not: list[Objection]

    @property
    def people(self) -> int:
        """How many cannot."""
        return sum(one.people for one in self.cannot)


def said_of(wishes: Collection[Wish], day: date, days: Collection[date]) -> DaySaid:
    """`days`: all those of a session that begins on `day`; one of them impossible is enough."""
    return DaySaid(
        day, cannot_on(wishes, days), _those(wishes, lambda one: _other_period(one, day))
    )


def cannot_on(wishes: Iterable[Wish], days: Collection[date]) -> list[Objection]:
    """By commune, the people for whom one of these days of the week is impossible."""
    weekdays = {day.weekday() for day in days}
    return _those(wishes, lambda one: not weekdays.isdisjoint(one.not_weekdays))


def too_far(
    wishes: Iterable[Wish], commune_id: int, room: str, way: float, *, at_most: int
) -> TooFar | None:
    """The people of a commune who said that they would not drive as far, of the `at_most` who go; None without any."""
    some = [
        one
        for one in wishes
        if one.commune_id == commune_id
        and one.kilometres_at_most is not None
        and one.kilometres_at_most < way
    ]
    if not some:
        return None
    return TooFar(
        commune_id,
        some[0].commune.name,
        min(at_most, sum(one.people for one in some)),
        room,
        min(one.kilometres_at_most or 0 for one in some),
        way,
    )


def dates_to_check(wishes: Iterable[Wish]) -> list[tuple[str, str]]:
    """By commune, the impossible dates that it wrote in words: nobody but the manager reads them."""
    said = ((one.commune.name, one.impossible.strip()) for one in wishes if one.impossible.strip())
    return list(dict.fromkeys(said))


def _other_period(wish: Wish, day: date) -> bool:
    return wish.period != Period.ANY and day.month not in PERIOD_MONTHS[Period(wish.period)]


def _those(wishes: Iterable[Wish], object_to_it: Callable[[Wish], bool]) -> list[Objection]:
    found: dict[int, Objection] = {}
    for one in wishes:
        if object_to_it(one):
            known = found.get(one.commune_id)
            people = one.people + (known.people if known else 0)
            found[one.commune_id] = Objection(one.commune_id, one.commune.name, people)
    return list(found.values())
