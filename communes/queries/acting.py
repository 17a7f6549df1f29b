"""For whom a person acts: asked by every request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, When

from communes.models import Commune, Epci, Position
from communes.states import COMMUNE_ROLES, TEAM_ROLES
from portal.lib.dates import in_paris
from portal.walls.acting import Acting

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User


def all_commune_ids() -> list[int]:
    return list(Commune.objects.order_by("pk").values_list("pk", flat=True))


def commune_names() -> dict[int, str]:
    """By id, in the order of the alphabet."""
    return dict(Commune.objects.order_by("name_sort").values_list("pk", "name"))


def acting_of(user: User, *, on: date, chosen: int | None = None) -> Acting:
    """For whom a person acts on a day. `chosen` is the commune picked in the header, if still hers. One question."""
    every = ArraySubquery(Commune.objects.order_by().values("pk"))
    rows = (
        Position.objects.on(on)
        .filter(person__user_id=user.pk)
        .order_by("commune__name_sort")
        .values_list(
            "role", "commune_id", "commune__name", Case(When(role__in=TEAM_ROLES, then=every))
        )
    )
    roles = frozenset(role for role, *_ in rows)
    communes = {pk: name for role, pk, name, _ in rows if pk is not None and role in COMMUNE_ROLES}
    current = chosen if chosen in communes else next(iter(communes), None)
    return Acting(
        roles=roles,
        communes=communes,
        held=frozenset((role, pk) for role, pk, *_ in rows if pk in communes),
        current=current,
        team=not roles.isdisjoint(TEAM_ROLES),
        everything=frozenset(pk for *_, seen in rows for pk in seen or ()),
    )


def sirens_of(user: User, *, at: datetime) -> frozenset[str]:
    """The bodies that a person serves: her communes, and the communauté de communes for its own agents."""
    held = Position.objects.on(in_paris(at).date()).filter(person__user_id=user.pk)
    found = set(held.values_list("commune__siren", flat=True))
    if None in found:
        found |= set(Epci.objects.filter(ours=True).values_list("siren", flat=True))
    return frozenset(siren for siren in found if siren)


def positions_of(user: User, *, at: datetime) -> list[Position]:
    """What a person does today, and for whom."""
    today = Position.objects.on(in_paris(at).date()).filter(person__user_id=user.pk)
    return list(today.select_related("commune"))
