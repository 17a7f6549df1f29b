"""The map of a proposal: the territory, a line from each town hall to its room, a pin a room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.outlines import draw
from training.queries.travel import town_hall_point

if TYPE_CHECKING:
    from collections.abc import Sequence

    from communes.models import Commune
    from portal.lib.outlines import Drawing
    from training.models import Room
    from training.queries.venues import Option

THIN, THICK = 2, 9
"""The width of a line, in pixels of the drawing: of one person, at most."""


@dataclass(frozen=True, slots=True)
class Ray:
    """From a town hall to its room."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: int


@dataclass(frozen=True, slots=True)
class Pin:
    """A room. `label` stands at (`x`, `label_y`), above it, or below where the map ends."""

    x: float
    y: float
    label: str
    label_y: float
    people: int


@dataclass(frozen=True, slots=True)
class VenueMap:
    drawing: Drawing
    rays: list[Ray]
    pins: list[Pin]
    words: str


def territory(communes: Sequence[Commune]) -> Drawing:
    """The outlines of the communes, drawn once for all the maps of a page."""
    return draw({one.pk: (one.name, one.outline) for one in communes})


def map_of(option: Option, drawing: Drawing) -> VenueMap | None:
    """None where nothing is known of the outlines, or there is no proposal."""
    if drawing.frame is None or option.problem:
        return None
    rays, pins = [], []
    for venue in option.venues:
        x, y = _place(venue.room, drawing)
        above = y - 34 if y > drawing.height / 6 else y + 46
        pins.append(Pin(x, y, venue.room.commune.name, above, venue.people))
        for one in venue.travellers:
            start = town_hall_point(one.commune)
            if start:
                x1, y1 = drawing.frame.move((start[1], start[0]))
                rays.append(Ray(x1, y1, x, y, min(THICK, THIN + one.people)))
    rooms = ", ".join(f"{pin.label} ({pin.people})" for pin in pins)
    return VenueMap(drawing, rays, pins, f"Carte : {rooms}. Le tableau dit la même chose.")


def _place(room: Room, drawing: Drawing) -> tuple[float, float]:
    latitude, longitude = room.point or (0, 0)
    assert drawing.frame is not None
    return drawing.frame.move((longitude, latitude))
