"""Which priority urgency and impact make together."""

from __future__ import annotations

from itsupport.states.tickets import Priority

_MATRIX = {
    # urgency + impact
    6: Priority.CRITICAL,
    5: Priority.HIGH,
    4: Priority.NORMAL,
    3: Priority.NORMAL,
    2: Priority.LOW,
}


def priority_of(urgency: int, impact: int) -> Priority:
    """By the sum of both levels (1 to 3), as ITIL's matrix: 6 critical, 5 high, 4 and 3 normal, 2 low."""
    return _MATRIX[urgency + impact]
