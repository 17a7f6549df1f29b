"""How far the rooms of sessions are from a town hall, until somebody imports the roads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.distances import DETOUR, distance
from portal.lib.text import NBSP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communes.models import Commune
    from portal.lib.distances import Point
    from training.models import Session


def town_hall_point(commune: Commune | None) -> Point | None:
    """Latitude and longitude; None when they are not known."""
    if commune is None or commune.latitude is None or commune.longitude is None:
        return None
    return float(commune.latitude), float(commune.longitude)


def kilometres(start: Point | None, end: Point | None) -> int | None:
    """One way, rounded: the straight line and a third. None when a place is not known."""
    if start is None or end is None:
        return None
    return round(distance(start, end) * DETOUR)


def way_to(session: Session, start: Point | None) -> int | None:
    """To the nearest room of a session whose half days, rooms and their places are prefetched."""
    points = _points(session)
    found = [kilometres(start, point) for point in points]
    known = [km for km in found if km is not None]
    return min(known, default=None)


def drive_to(session: Session, start: Point | None) -> int | None:
    """One way, over all its days: to the first room of each. None when one of these rooms is not known."""
    rooms = {slot.day: slot.room for slot in reversed(session.slots.all())}
    found = [kilometres(start, room.point if room else None) for room in rooms.values()]
    known = [km for km in found if km is not None]
    return sum(known) if known and len(known) == len(found) else None


def _points(session: Session) -> Iterable[Point]:
    rooms = {slot.room_id: slot.room for slot in session.slots.all() if slot.room}
    return [room.point for room in rooms.values() if room.point]


def kilometres_in_words(km: int | None) -> str:
    """« à 12 km », « à moins d’un kilomètre »; empty when it is not known."""
    if km is None:
        return ""
    return f"à {km}{NBSP}km" if km else "à moins d’un kilomètre"
