"""The agents of a person's communes, and how each stands towards a session. Constant in questions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communes.models import Position
from communes.rules import acting, communes_held
from communes.states import COMMUNE_ROLES, ELECTED_ROLES, Role
from portal.lib.dates import paris_date
from portal.lib.text import NBSP, count, count_in_words
from portal.walls.acting import wall_for_all
from training.models import Registration, SlotHolding
from training.queries.boards import lines_of
from training.queries.wording import reason_in_words
from training.rules import REGISTERING
from training.states.registrations import LIVE, Decision, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from communes.models import Commune, Person
    from portal.accounts.models import User
    from training.models import Session
    from training.queries.boards import Line

_R = RegistrationState
ORDER = {role: rank for rank, role in enumerate(COMMUNE_ROLES)}


@dataclass(slots=True)
class Colleague:
    """One agent: the communes of the reader for which she works, and her situation.

    `refused`: the mayor said no to her, and nothing since. `clash`: another session in which she holds a seat at these
    hours. `sent_by`: the communes for which the reader may register her.
    """

    person: Person
    communes: list[Commune] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    registration: Registration | None = None
    refused: bool = False
    line: Line | None = None
    clash: Session | None = None
    sent_by: list[Commune] = field(default_factory=list)

    @property
    def registers(self) -> bool:
        return bool(self.sent_by)

    @property
    def is_confirmed(self) -> bool:
        return self.registration is not None and self.registration.state == _R.CONFIRMED

    def may_take_from(self, other: Registration) -> bool:
        """Whether she may receive the seat of a colleague of the same commune: she waits, or is not there at all."""
        if self.person.pk == other.person_id or self.clash is not None or self.refused:
            return False
        if self.registration is not None:
            return (
                self.registration.state == _R.WAITING
                and self.registration.commune_id == other.commune_id
            )
        return other.commune in self.communes

    @property
    def elected(self) -> bool:
        return self.roles <= set(ELECTED_ROLES)

    @property
    def rank(self) -> str:
        """« 2e sur la liste d’attente »."""
        if self.line is None:
            return ""
        return place_in_words(self.line.position)

    @property
    def why(self) -> str:
        """Why nobody calls her; empty for who does not wait."""
        return reason_in_words(self.line.reason) if self.line else ""

    @property
    def free(self) -> bool:
        """Nothing keeps her from being registered."""
        return self.registers and self.registration is None and self.clash is None


def place_in_words(position: int) -> str:
    """« en tête de la liste d’attente », « 2e sur la liste d’attente »."""
    return (
        "en tête de la liste d’attente" if position == 1 else f"{position}e sur la liste d’attente"
    )


def colleagues_of(user: User, session: Session, *, at: datetime) -> list[Colleague]:
    """The agents of the communes for which this person acts, the elected last; none for the team."""
    may = communes_held(user, *REGISTERING)
    found = _people(list(acting(user).communes), may=may, at=at)
    return _situated(found, user, session, at=at)


def agents_of(commune: Commune, user: User, session: Session, *, at: datetime) -> list[Colleague]:
    """The agents of one commune, as the manager who reads registers them for it."""
    found = _people([commune.pk], may=frozenset({commune.pk}), at=at)
    return _situated(found, user, session, at=at)


def _situated(
    found: dict[int, Colleague], user: User, session: Session, *, at: datetime
) -> list[Colleague]:
    rows = (
        Registration.objects.visible_to(user)
        .filter(state__in=(_R.REFUSED, *LIVE), session=session, person__in=list(found))
        .select_related("person", "commune", "session")
        .order_by("pk")
    )
    lines = lines_of([session], at=at)
    for one in rows:
        person = found[one.person_id]
        if one.decision != Decision.NONE:
            person.refused = one.decision == Decision.REFUSED
        if one.state == _R.REFUSED:
            continue
        person.registration = one
        if one.seat is None:
            person.line = lines.get(one.pk)
    for person_id, other in _clashes(list(found), session).items():
        found[person_id].clash = other
    return sorted(found.values(), key=_order)


def _people(
    communes: Collection[int], *, may: Collection[int], at: datetime
) -> dict[int, Colleague]:
    positions = (
        Position.objects.on(paris_date(at))
        .filter(commune__in=communes, role__in=COMMUNE_ROLES)
        .select_related("person", "commune")
        .defer("commune__outline")
        .order_by("commune__name_sort", "pk")
    )
    found: dict[int, Colleague] = {}
    for position in positions:
        one = found.setdefault(position.person_id, Colleague(position.person))
        assert position.commune is not None
        if position.commune not in one.communes:
            one.communes.append(position.commune)
        one.roles.add(position.role)
        if position.commune_id in may and position.commune not in one.sent_by:
            one.sent_by.append(position.commune)
    return found


def _clashes(people: Collection[int], session: Session) -> dict[int, Session]:
    """By person, a session that takes her at the hours of this one, whichever commune sends her there."""
    hours = [(slot.starts_at, slot.ends_at) for slot in session.slots.all() if slot.live]
    if not hours or not people:
        return {}
    start, end = min(h[0] for h in hours), max(h[1] for h in hours)
    with wall_for_all():
        rows = list(
            SlotHolding.objects.filter(person__in=people, starts_at__lt=end, ends_at__gt=start)
            .exclude(slot__session=session)
            .select_related("slot__session__course", "slot__room__commune")
            .defer("slot__room__commune__outline")
        )
    return {
        row.person_id: row.slot.session
        for row in rows
        if any(row.starts_at < until and row.ends_at > since for since, until in hours)
    }


def _order(one: Colleague) -> tuple[bool, int, str, str]:
    first = min(ORDER[Role(role)] for role in one.roles)
    return one.elected, first, one.person.last_name, one.person.first_name


def shown(colleagues: Iterable[Colleague], *, begun: bool) -> list[Colleague]:
    """On the page of a session: those who have a registration, and until it begins all who work there."""
    return [one for one in colleagues if one.registration or not (begun or one.elected)]


def offers_in_words(people: Iterable[Colleague]) -> str:
    """« une place vous attend », « deux places vous attendent »."""
    number = sum(
        one.registration is not None and one.registration.offer_until is not None for one in people
    )
    return count_in_words(number, "place vous attend", "places vous attendent", feminine=True)


def quotas_in_words(session: Session, people: Iterable[Colleague]) -> list[str]:
    """What each commune of the reader has already: « Bickenholtz : 1 place prise sur 3… »; nothing without quota."""
    if session.quota is None:
        return []
    taken: Counter[str] = Counter()
    for one in people:
        for commune in one.sent_by:
            taken[commune.name] += 0
        if one.registration and one.registration.seat is not None:
            taken[one.registration.commune.name] += 1
    return [
        f"{name}{NBSP}: {count(number, 'place prise', 'places prises')} sur {session.quota} au plus par commune."
        for name, number in taken.items()
    ]
