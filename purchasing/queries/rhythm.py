"""How answers come in, drawn as a curve beside last year's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH, TOP, BOTTOM = 300, 8, 108
"""The drawing's own units: the axis goes from 0 to WIDTH, the count from BOTTOM up to TOP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Two broken lines, the place of today's point, and the sentence that says the same."""

    now: str
    before: str
    x: int
    y: int
    count: int
    most: int
    words: str

    @property
    def half(self) -> int:
        return self.most // 2

    @property
    def label_anchor(self) -> str:
        """The label of today's point stands on its left once there is room."""
        return "end" if self.x > WIDTH // 3 else "start"

    @property
    def label_x(self) -> int:
        return self.x - 10 if self.label_anchor == "end" else self.x + 10

    @property
    def label_y(self) -> int:
        """Above the point, or below the line when it touches the top."""
        return self.y - 8 if self.y > TOP + 14 else self.y + 20


def rhythm(
    answered: Sequence[datetime],
    answered_before: Sequence[datetime],
    *,
    invited: int,
    span: tuple[datetime, datetime],
    span_before: tuple[datetime, datetime] | None,
    at: datetime,
) -> Rhythm:
    """Answers since the opening, on the length of the campaign; last year's on its own length."""
    most = max(invited, len(answered_before), 1)
    today = min(at, max(span[1], *answered)) if answered else min(at, span[1])
    points = _points(answered, span, most, until=today)
    then = ""
    words = f"{len(answered)} réponses reçues."
    if span_before and answered_before:
        then = _path(_points(answered_before, span_before, most, until=span_before[1]))
        elapsed = span_before[0] + (span_before[1] - span_before[0]) * _share(today, span)
        same_time = sum(when <= elapsed for when in answered_before)
        words = (
            f"{len(answered)} réponses ; l’an dernier, {same_time} au même moment"
            f" et {len(answered_before)} à la clôture."
        )
    return Rhythm(
        now=_path(points),
        before=then,
        x=points[-1][0],
        y=points[-1][1],
        count=len(answered),
        most=most,
        words=words,
    )


def _share(when: datetime, span: tuple[datetime, datetime]) -> float:
    length = span[1] - span[0]
    if length <= timedelta(0):
        return 1.0
    return min(1.0, max(0.0, (when - span[0]) / length))


def _points(
    answered: Sequence[datetime], span: tuple[datetime, datetime], most: int, *, until: datetime
) -> list[tuple[int, int]]:
    """One point a day on which an answer came, then today's."""
    found = {0: 0}
    for count, when in enumerate(answered, start=1):
        found[round(_share(when, span) * WIDTH)] = count
    found.setdefault(round(_share(until, span) * WIDTH), len(answered))
    return [(x, round(BOTTOM - (BOTTOM - TOP) * n / most)) for x, n in sorted(found.items())]


def _path(points: list[tuple[int, int]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points)
