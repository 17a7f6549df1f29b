"""The map of the directory: the outlines of the day, and whether someone answers the telephone there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Commune, Population
from communes.queries.doors import Door, door_of
from communes.resources.directory import sheet_url
from portal.lib.dates import paris_date
from portal.lib.outlines import draw
from portal.lib.text import decimal_number
from portal.web.maps import Map, Mark

if TYPE_CHECKING:
    from datetime import datetime

    from portal.web.maps import Fill

FILLS: dict[str, Fill] = {"open": "yes", "closed": "none", "unknown": "quiet"}
LEGEND: dict[Fill, str] = {
    "yes": "mairies ouvertes en ce moment",
    "none": "fermées",
    "quiet": "heures non connues",
}


@dataclass(frozen=True, slots=True)
class Atlas:
    """`inhabitants` of the latest vintage that counts them all; 0 when none does."""

    map: Map
    count: int
    open_now: list[tuple[Commune, Door]]
    inhabitants: int
    vintage: int


def atlas(at: datetime) -> Atlas:
    communes = list(Commune.objects.members(on=paris_date(at)).order_by("name_sort"))
    counted = _populations([commune.pk for commune in communes])
    vintage = max(
        (year for year, of in counted.items() if len(of) == len(communes) and of), default=0
    )
    population = counted.get(vintage, {})
    doors = {commune.pk: door_of(commune, at) for commune in communes}
    marks = {
        commune.pk: Mark(
            FILLS[doors[commune.pk].state],
            doors[commune.pk].in_short,
            sheet_url(commune),
            decimal_number(population[commune.pk]) if commune.pk in population else "",
        )
        for commune in communes
    }
    drawing = draw({commune.pk: (commune.name, commune.outline) for commune in communes})
    return Atlas(
        map=Map(
            drawing=drawing,
            title=f"Les {len(communes)} communes",
            marks=marks,
            legend=LEGEND,
            detail_label=f"Habitants ({vintage})" if vintage else "",
        ),
        count=len(communes),
        open_now=[
            (commune, doors[commune.pk])
            for commune in communes
            if doors[commune.pk].state == "open"
        ],
        inhabitants=sum(population.values()),
        vintage=vintage,
    )


def _populations(ids: list[int]) -> dict[int, dict[int, int]]:
    """Vintage → commune → count."""
    found: dict[int, dict[int, int]] = {}
    rows = Population.objects.filter(commune_id__in=ids).values_list(
        "vintage", "commune_id", "count"
    )
    for vintage, commune_id, count in rows:
        found.setdefault(vintage, {})[commune_id] = count
    return found
