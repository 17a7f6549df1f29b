"""For whom a person acts: asked by every request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.models import Commune, Position
from communes.states import COMMUNE_ROLES, TEAM_ROLES
from portal.walls.acting import Acting

if TYPE_CHECKING:
    from datetime import date

    from portal.accounts.models import User


def all_commune_ids() -> list[int]:
    return list(Commune.objects.order_by("pk").values_list("pk", flat=True))


def commune_names() -> dict[int, str]:
    """By id, in the order of the alphabet."""
    return dict(Commune.objects.order_by("name_sort").values_list("pk", "name"))


def acting_of(user: User, *, on: date, chosen: int | None = None) -> Acting:
    """For whom a person acts on a day. `chosen` is the commune picked in the header, if still hers."""
    rows = (
        Position.objects.on(on)
        .filter(person__user_id=user.pk)
        .order_by("commune__name_sort")
        .values_list("role", "commune_id", "commune__name")
    )
    roles = frozenset(role for role, _, _ in rows)
    communes = {pk: name for role, pk, name in rows if pk is not None and role in COMMUNE_ROLES}
    current = chosen if chosen in communes else next(iter(communes), None)
    team = not roles.isdisjoint(TEAM_ROLES)
    return Acting(
        roles=roles,
        communes=communes,
        current=current,
        team=team,
        everything=frozenset(all_commune_ids()) if team else frozenset(),
    )
