"""Where an order stands: never written down, always counted from its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SENT = "sent"
PARTIAL = "partial"
DELIVERED = "delivered"
IN_SERVICE = "in_service"
CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a line were ordered, received, given up, put in service.

    ValueError when more came than was ordered, or more is in service than came.
    """

    ordered: int
    received: int = 0
    cancelled: int = 0
    installed: int = 0

    def __post_init__(self) -> None:
        if min(self.ordered, self.received, self.cancelled, self.installed) < 0:
            raise ValueError("a quantity is never negative")
        if self.received + self.cancelled > self.ordered:
            raise ValueError("more was received or cancelled than ordered")
        if self.installed > self.received:
            raise ValueError("more is in service than was received")

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.ordered + other.ordered,
            self.received + other.received,
            self.cancelled + other.cancelled,
            self.installed + other.installed,
        )

    @property
    def awaited(self) -> int:
        """Still to come."""
        return self.ordered - self.received - self.cancelled

    @property
    def to_install(self) -> int:
        """Came, and not in service yet."""
        return self.received - self.installed


NOTHING = Counts(0)


def total(lines: Iterable[Counts]) -> Counts:
    return sum(lines, NOTHING)


def progress(lines: Iterable[Counts]) -> str:
    """One of SENT, PARTIAL, DELIVERED, IN_SERVICE, CANCELLED. ValueError when nothing was ordered."""
    whole = total(lines)
    if not whole.ordered:
        raise ValueError("an order has at least one line")
    if whole.cancelled == whole.ordered:
        return CANCELLED
    if not whole.received:
        return SENT
    if whole.awaited:
        return PARTIAL
    return DELIVERED if whole.to_install else IN_SERVICE
