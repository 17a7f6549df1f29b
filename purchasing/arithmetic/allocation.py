"""Sharing to the cent, under the name that the apps of purchasing know it by."""

from portal.lib.allocation import (
    Carried,
    Weight,
    allocate,
    allocate_carrying,
    can_carry,
    exact_shares,
    fraction,
)

__all__ = [
    "Carried",
    "Weight",
    "allocate",
    "allocate_carrying",
    "can_carry",
    "exact_shares",
    "fraction",
]
