"""How far people drove to the sessions, beside what the same people would have driven to the usual place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, Subquery

from communes.models import Commune, Population
from portal.lib.distances import DETOUR
from portal.lib.text import decimal_number, of
from training.models import Room
from training.queries.travel import kilometres, town_hall_point

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from training.models import Presence

NOT_MEASURED = "non mesuré"
BACK_AND_FORTH = 2


@dataclass(frozen=True, slots=True)
class Travel:
    """Whole kilometres, there and back, of the `ways` whose two ends are known: a person and a day each.

    `usual`: the same people's to the town hall of `place`; None where no such place is known.
    """

    ways: int
    travelled: int
    usual: int | None
    place: str

    @property
    def spared(self) -> int | None:
        """Below zero when they drove further than to the usual place; None when nothing says so."""
        return self.usual - self.travelled if self.ways and self.usual is not None else None

    @property
    def travelled_words(self) -> str:
        return decimal_number(self.travelled) if self.ways else NOT_MEASURED

    @property
    def spared_words(self) -> str:
        return NOT_MEASURED if self.spared is None else decimal_number(self.spared)

    @property
    def assumption(self) -> str:
        """How the figure was reckoned, beside it; empty when there is none."""
        if self.spared is None:
            return ""
        factor = decimal_number(Decimal(str(DETOUR)))
        return (
            "Kilomètres épargnés : ce que les mêmes personnes auraient roulé, de leur mairie à celle"
            f" {of(self.place)} et retour, moins ce qu’elles ont roulé jusqu’à la salle. Chacune seule en voiture ;"
            f" faute de connaître les routes, la ligne droite multipliée par {factor}."
        )


def by_size(*, on: date) -> QuerySet[Commune]:
    """The members of that day, the largest first: its room is the central one."""
    size = (
        Population.objects.filter(commune=OuterRef("pk")).order_by("-vintage").values("count")[:1]
    )
    rows = Commune.objects.members(on=on).annotate(size=Subquery(size))
    return rows.order_by(F("size").desc(nulls_last=True), "name_sort")


def travel_of(proven: QuerySet[Presence], *, on: date) -> Travel:
    """From her town hall to the room and back, each day on which she came. Ways whose ends are not known are left out.

    The usual place is the town hall of the largest member on that day, as on the page of the rooms.
    """
    came = list(
        proven.order_by()
        .exclude(slot__room=None)
        .values_list("person", "commune", "slot__day", "slot__room")
        .distinct()
    )
    rooms = {
        one.pk: one.point
        for one in Room.objects.filter(pk__in={row[3] for row in came})
        .select_related("commune", "site")
        .defer("commune__outline")
    }
    halls = {
        one.pk: town_hall_point(one)
        for one in Commune.objects.filter(pk__in={row[1] for row in came}).defer("outline")
    }
    central = by_size(on=on).defer("outline").first() if came else None
    there = town_hall_point(central)
    ends = [(halls.get(row[1]), rooms.get(row[3] or 0)) for row in came]
    known = [
        (way, kilometres(hall, there))
        for hall, room in ends
        if (way := kilometres(hall, room)) is not None
    ]
    return Travel(
        ways=len(known),
        travelled=BACK_AND_FORTH * sum(way for way, _usual in known),
        usual=BACK_AND_FORTH * sum(usual or 0 for _way, usual in known) if there else None,
        place=central.name if central else "",
    )
