"""Everything the sheet of a commune shows, gathered in a constant number of questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from communes.models import Commune, Need, Site
from communes.queries.doors import Door, door_of
from communes.queries.people import Contact, contacts, positions_of_the_day
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from communes.models import Population
    from portal.accounts.models import User

NEEDS = 8
INHABITANTS = "Habitants"
"""The figure that the sheet shows for every vintage, and the home page for the latest only."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`epci`: the one it belongs to that day, empty when it is in none that we know."""

    commune: Commune
    door: Door
    contacts: list[Contact]
    sites: list[Site]
    needs: list[Need]
    populations: list[Population]
    epci: str

    @property
    def first(self) -> Contact | None:
        """Whom to call today: the first who is there, or who has someone in her place."""
        return next((c for c in self.contacts if c.answers), None)


def with_the_day(communes: QuerySet[Commune], at: datetime) -> QuerySet[Commune]:
    """What `sheet` needs besides the rows themselves."""
    return communes.prefetch_related(
        positions_of_the_day(paris_date(at)),
        Prefetch("sites", queryset=Site.objects.active().order_by("kind", "name"), to_attr="open"),
        "populations",
    )


def sheet(commune: Commune, user: User, *, at: datetime) -> Sheet:
    needs = Need.objects.visible_to(user).filter(commune=commune).order_by("-said_at", "-pk")
    membership = (
        commune.memberships.filter(period__contains=paris_date(at)).select_related("epci").first()
    )
    return Sheet(
        commune=commune,
        door=door_of(commune, at),
        contacts=contacts(commune),
        sites=commune.open,  # type: ignore[attr-defined]
        needs=list(needs[:NEEDS]),
        populations=list(commune.populations.all()),
        epci=membership.epci.name if membership else "",
    )
