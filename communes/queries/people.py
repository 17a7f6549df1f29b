"""Who does what for a commune on a day, and whom to call when she is away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from communes.models import Absence, Position
from communes.states import COMMUNE_ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from communes.models import Commune, Person

ORDER = {role: rank for rank, role in enumerate(COMMUNE_ROLES)}


@dataclass(frozen=True, slots=True)
class Contact:
    """One position of the day. `until`: the last day of an absence, None when it has no known end."""

    position: Position
    away: bool = False
    until: date | None = None
    replaced_by: Person | None = None

    @property
    def person(self) -> Person:
        return self.position.person

    @property
    def role(self) -> str:
        return self.position.title or self.position.get_role_display()

    @property
    def answers(self) -> Person | None:
        """Who picks up today: the person, her replacement, or nobody."""
        return self.replaced_by if self.away else self.person


def positions_of_the_day(day: date) -> Prefetch:
    """Gives `commune.on_duty`, and each position's `away`."""
    positions = (
        Position.objects.on(day)
        .select_related("person")
        .prefetch_related(absences_of_the_day(day))
        .order_by("started_on", "pk")
    )
    return Prefetch("positions", queryset=positions, to_attr="on_duty")


def absences_of_the_day(day: date) -> Prefetch:
    absences = Absence.objects.filter(period__contains=day).select_related("replaced_by")
    return Prefetch("absences", queryset=absences, to_attr="away")


def contacts(commune: Commune) -> list[Contact]:
    """Those who hold a position, the secretary first. `commune` was fetched with `positions_of_the_day`."""
    held: Iterable[Position] = commune.on_duty  # type: ignore[attr-defined]
    return sorted(map(_contact, held), key=lambda one: ORDER[Role(one.position.role)])


def _contact(position: Position) -> Contact:
    absences: list[Absence] = position.away  # type: ignore[attr-defined]
    if not absences:
        return Contact(position)
    end = absences[0].period.upper
    until = end - timedelta(days=1) if end else None
    return Contact(position, away=True, until=until, replaced_by=absences[0].replaced_by)


def secretary_of(commune: Commune) -> Contact | None:
    """The one who answers the telephone, as a rule."""
    return next((c for c in contacts(commune) if c.position.role == Role.SECRETARY), None)
