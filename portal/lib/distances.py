"""How far two places are, until somebody imports the roads."""

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]
"""Latitude and longitude, in degrees (WGS84)."""
EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""
DETOUR = 1.3
"""A road is a third longer than the straight line."""


def distance(one: Point, other: Point) -> float:
    """Kilometres as the crow flies, on a sphere (haversine)."""
    (lat, lon), (lat2, lon2) = [(radians(a), radians(b)) for a, b in (one, other)]
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
