"""What waits in the communes, drawn on the map of a round."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from communes.models import Commune
from portal.lib.outlines import draw
from portal.lib.text import count
from portal.web.maps import Map, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from itsupport.queries.rounds import Place
    from portal.web.maps import Fill

SEVERAL = 3
LEGEND: dict[Fill, str] = {
    "yes": "où trois demandes ou plus attendent",
    "open": "où une ou deux attendent",
    "none": "où rien n’attend",
}


def map_to_go(places: Sequence[Place], *, on: date) -> Map:
    """Where requests wait; an outline leads to those of its commune, on the same page."""
    waiting: Counter[int] = Counter()
    for place in places:
        waiting[place.commune.pk] += len(place.tickets)
    communes = list(Commune.objects.members(on=on).order_by("name_sort"))
    return Map(
        drawing=draw({one.pk: (one.name, one.outline) for one in communes}),
        title="Demandes ouvertes par commune",
        marks={one.pk: _mark(one.pk, waiting[one.pk]) for one in communes},
        legend=LEGEND,
        detail_label="Demandes",
    )


def _mark(commune_id: int, number: int) -> Mark:
    fill: Fill = "yes" if number >= SEVERAL else "open" if number else "none"
    words = count(number, "demande", "demandes") if number else "rien n’attend"
    return Mark(fill, words, f"#c{commune_id}" if number else "#a-emporter", str(number or ""))
