"""Who commits a commune, and the addresses at which a signed link may give that power."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.models import Mailbox, Position
from communes.states import Role

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

DECIDING = (Role.MAYOR, Role.DEPUTY)
"""Who commits the commune: nobody decides in their place."""


def deciding_positions(commune_id: int, *, on: date) -> QuerySet[Position]:
    """The mayor first, then the deputies, of that day."""
    rows = Position.objects.on(on).filter(commune_id=commune_id, role__in=DECIDING)
    return rows.select_related("person__user", "commune").order_by("-role", "started_on", "pk")


def own_addresses(commune_id: int, *, on: date) -> dict[int, str]:
    """By person, the address of each who decides, when it is nobody else's: not the town hall's, nor shared."""
    shared = set(
        Mailbox.objects.filter(commune_id=commune_id, active=True)
        .exclude(person__isnull=False, shared=False)
        .values_list("email", flat=True)
    )
    positions = list(deciding_positions(commune_id, on=on))
    shared |= {positions[0].commune.email} if positions and positions[0].commune else set()
    shared |= set(_of_others(commune_id, on=on))
    shared = {email.lower() for email in shared if email}
    found: dict[int, str] = {}
    for position in positions:
        email = _address(position)
        if email and email.lower() not in shared:
            found[position.person_id] = email
    return found


def _of_others(commune_id: int, *, on: date) -> list[str]:
    rows = Position.objects.on(on).filter(commune_id=commune_id).select_related("person__user")
    return [_address(position) for position in rows.exclude(role__in=DECIDING)]


def _address(position: Position) -> str:
    person = position.person
    return person.email or (person.user.email if person.user else "")
