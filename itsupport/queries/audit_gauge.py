"""Where things stand on the ruler of an audit, 760 wide: the interval, the letters, the previous audit, the median."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itsupport.queries.audit_marks import out_of_100

if TYPE_CHECKING:
    from decimal import Decimal

    from itsupport.models import AuditTemplate
    from itsupport.queries.audit_marks import Marks

LEFT, SCALE, SHORT, LONG, EVERY = 10.0, 7.4, 5, 12, 5


@dataclass(frozen=True, slots=True)
class Band:
    """A letter of the ruler, from x on."""

    letter: str
    x: float
    width: float
    middle: float
    current: bool


@dataclass(frozen=True, slots=True)
class Span:
    """An interval in words and in pixels; a hair wide when both bounds are one."""

    low: int
    high: int
    letter: str
    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class Gauge:
    bands: list[Band]
    ticks: str
    edges: str
    now: Span | None
    before: Span | None
    median: int | None
    median_x: float


def gauge(
    template: AuditTemplate, marks: Marks, previous: Marks | None, median: Decimal | None
) -> Gauge:
    """`edges` and `ticks` are SVG paths. The bands follow the thresholds of the audit's own grid."""
    letter = marks.score.letter
    rows = sorted(((mark, name) for name, mark in template.thresholds), key=lambda row: row[0])
    ends = [*(mark for mark, _ in rows[1:]), 100]
    bands = [
        Band(name, _x(start), _x(end) - _x(start), (_x(start) + _x(end)) / 2, name == letter)
        for (start, name), end in zip(rows, ends, strict=True)
    ]
    ticks = "".join(
        f"M{_x(mark):g} 60v-{LONG if mark % (2 * EVERY) == 0 else SHORT}"
        for mark in range(0, 101, 2)
    )
    return Gauge(
        bands=bands,
        ticks=f"M{_x(0):g} 60.5h{_x(100) - _x(0):g}{ticks}",
        edges="".join(f"M{_x(mark):g} 60v40" for mark, _ in rows[1:]),
        now=_span(marks),
        before=_span(previous) if previous else None,
        median=None if median is None else round(median),
        median_x=_x(float(median)) if median is not None else 0,
    )


def _x(mark: float) -> float:
    return round(LEFT + SCALE * mark, 1)


def _span(marks: Marks) -> Span | None:
    low, high = out_of_100(marks.score.low), out_of_100(marks.score.high)
    if low is None or high is None:
        return None
    width = max(_x(high) - _x(low), 4.0)
    return Span(
        low,
        high,
        marks.score.letter or "",
        _x(low),
        round(width, 1),
        round(_x(low) + width / 2, 1),
    )
