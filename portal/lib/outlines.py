"""From the outlines of communes (longitude, latitude) to a drawing: paths, numbers, names that do not collide.

Pure: the same outlines always give the same drawing. Units of the result are pixels of a drawing
960 wide; the page scales it.
"""

from __future__ import annotations

import itertools
import json
import math
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Point = tuple[float, float]
Ring = list[Point]
Span = tuple[float, float]

WIDTH, MARGIN, SIZE, LEADING = 960, 6, 16, 18
STEP = 6
"""The grid on which a free place is sought beside a commune too small for its name."""
ROWS = 24
ENOUGH = 0.8
"""A name stands inside its commune when this part of it does."""
_NARROW, _WIDE = frozenset("fijlrtI-'’. "), frozenset("mwMWSH")


@dataclass(frozen=True, slots=True)
class Place:
    """One commune drawn: `lines` of its name from (`label_x`, `label_y`), or led to by `leader` (x1 y1 x2 y2)."""

    key: int
    name: str
    number: int
    path: str
    x: int
    y: int
    label_x: float = 0
    label_y: float = 0
    lines: tuple[str, ...] = ()
    leader: tuple[int, int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to the pixels of a drawing. East-west distances shrink with latitude (`squeeze`)."""

    west: float
    north: float
    squeeze: float
    scale: float

    def move(self, point: Sequence[float]) -> Point:
        """`point`: longitude, latitude."""
        x = (point[0] - self.west) * self.squeeze * self.scale + MARGIN
        return round(x, 1), round((self.north - point[1]) * self.scale + MARGIN, 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """`frame`: where any other point goes; None when there is nothing to draw."""

    width: int
    height: int
    places: tuple[Place, ...]
    leading: int = LEADING
    frame: Frame | None = None


@dataclass(slots=True)
class _Shape:
    key: int
    name: str
    number: int
    rings: list[Ring]
    centre: Point = (0, 0)
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    label: tuple[float, float, tuple[str, ...]] | None = None
    leader: tuple[int, int, int, int] | None = None


@dataclass(slots=True)
class _Paper:
    """What is already covered, on a coarse grid."""

    columns: int
    rows: int
    covered: set[tuple[int, int]] = field(default_factory=set)

    def cover(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.covered.update(_cells(x0, y0, x1, y1))

    def is_free(self, x0: float, y0: float, x1: float, y1: float) -> bool:
        return not any(cell in self.covered for cell in _cells(x0, y0, x1, y1))


def draw(outlines: Mapping[int, tuple[str, Sequence]]) -> Drawing:
    """`outlines`: key → (name, polygons as in GeoJSON). Communes without outline are left out.

    Takes a third of a second the first time; the same outlines are not drawn twice.
    """
    named = [(key, name, polygons) for key, (name, polygons) in outlines.items() if polygons]
    return _drawn(json.dumps(sorted(named, key=lambda one: fold(one[1]))))


@lru_cache(maxsize=4)
def _drawn(outlines: str) -> Drawing:
    named = json.loads(outlines)
    if not named:
        return Drawing(WIDTH, 0, ())
    frame, height = _projection([polygons for _key, _name, polygons in named])
    shapes = [
        _shape(
            key,
            name,
            number,
            [[frame.move(p) for p in ring] for polygon in polygons for ring in polygon],
        )
        for number, (key, name, polygons) in enumerate(named, 1)
    ]
    paper = _Paper(WIDTH // STEP + 1, height // STEP + 1)
    taken: list[tuple[float, float, float, float]] = []
    for shape in sorted(shapes, key=_room):
        _cover(paper, shape)
        shape.label = _inside(shape, taken)
    for shape in shapes:
        if shape.label is None:
            _beside(shape, paper)
    return Drawing(WIDTH, height, tuple(_place(shape) for shape in shapes), frame=frame)


def _room(shape: _Shape) -> float:
    """How easily the name fits: the tightest communes choose their place first."""
    x0, y0, x1, y1 = shape.box
    return (x1 - x0) * (y1 - y0) / len(shape.name)


def _projection(all_polygons: Iterable[Sequence]) -> tuple[Frame, int]:
    """The frame, and the height of the drawing, which is as wide as WIDTH."""
    points = [p for polygons in all_polygons for polygon in polygons for p in polygon[0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
    return Frame(west, north, squeeze, scale), math.ceil((north - south) * scale) + 2 * MARGIN


def _shape(key: int, name: str, number: int, rings: list[Ring]) -> _Shape:
    xs, ys = zip(*itertools.chain.from_iterable(rings), strict=True)
    shape = _Shape(key, name, number, rings, box=(min(xs), min(ys), max(xs), max(ys)))
    shape.centre = _centre(shape)
    return shape


def _centre(shape: _Shape) -> Point:
    """A point well inside: the middle of the widest row, rows near the middle preferred."""
    x0, y0, x1, y1 = shape.box
    best = (0.0, (x0 + x1) / 2, (y0 + y1) / 2)
    for y in _rows(shape):
        for left, right in _spans(shape.rings, y):
            near = 1 - abs(y - (y0 + y1) / 2) / (y1 - y0 + 1)
            best = max(best, ((right - left) * near, (left + right) / 2, y))
    return best[1], best[2]


def _rows(shape: _Shape) -> Iterator[float]:
    _x0, y0, _x1, y1 = shape.box
    return (y0 + (y1 - y0) * n / ROWS for n in range(1, ROWS))


def _spans(rings: list[Ring], y: float) -> list[Span]:
    """Where a horizontal line at `y` is inside the outline."""
    crossings = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in rings
        for (x1, y1), (x2, y2) in itertools.pairwise([*ring, ring[0]])
        if (y1 > y) != (y2 > y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=False))


def _inside(
    shape: _Shape, taken: list[tuple[float, float, float, float]]
) -> tuple[float, float, tuple[str, ...]] | None:
    """The cut of the name and its centre that lie best inside; None when a fifth would stick out."""
    best: tuple[float, float, float, tuple[str, ...]] | None = None
    for lines in _cuts(shape.name):
        half, rise = max(map(text_width, lines)) / 2 + 2, len(lines) * LEADING / 2
        for x, y, part in _seats(shape, half, rise):
            away = abs(x - shape.centre[0]) + abs(y - shape.centre[1])
            score = 140 * part - 3 * len(lines) - 0.1 * away
            if best is not None and score <= best[0]:
                continue
            if part > ENOUGH and not _hits((x - half, y - rise, x + half, y + rise), taken):
                best = (score, x, y, lines)
    if best is None:
        return None
    _score, x, y, lines = best
    half, rise = max(map(text_width, lines)) / 2, len(lines) * LEADING / 2
    taken.append((x - half, y - rise, x + half, y + rise))
    return round(x, 1), round(y - (len(lines) - 1) * LEADING / 2, 1), lines


def _seats(shape: _Shape, half: float, rise: float) -> Iterator[tuple[float, float, float]]:
    """(x, y, part of the frame that is inside) over a grid of the commune's own box."""
    x0, _y0, x1, _y1 = shape.box
    for y in _rows(shape):
        levels = [_spans(shape.rings, y + d * rise) for d in (-0.9, -0.4, 0, 0.4, 0.9)]
        for n in range(1, ROWS):
            x = x0 + (x1 - x0) * n / ROWS
            within = sum(
                max(0.0, min(right, x + half) - max(left, x - half))
                for spans in levels
                for left, right in spans
            )
            yield x, y, within / (2 * half * len(levels))


def _hits(
    frame: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]]
) -> bool:
    a, b, c, d = frame
    return any(a < x1 and c > x0 and b < y1 and d > y0 for x0, y0, x1, y1 in taken)


def _cuts(name: str) -> Iterator[tuple[str, ...]]:
    """Every way to break a name after its hyphens, the whole name first."""
    parts = name.split("-")
    parts = [part + "-" for part in parts[:-1]] + parts[-1:]
    for number in range(len(parts)):
        for where in itertools.combinations(range(1, len(parts)), number):
            edges = [0, *where, len(parts)]
            yield tuple("".join(parts[a:b]) for a, b in itertools.pairwise(edges))


def text_width(text: str) -> float:
    """About how wide a text of SIZE pixels is; the page's font is not known here."""
    ems = sum(0.36 if c in _NARROW else 0.82 if c in _WIDE else 0.57 for c in text)
    return ems * SIZE


def _cells(x0: float, y0: float, x1: float, y1: float) -> Iterator[tuple[int, int]]:
    return itertools.product(
        range(int(x0 // STEP), int(x1 // STEP) + 1), range(int(y0 // STEP), int(y1 // STEP) + 1)
    )


def _cover(paper: _Paper, shape: _Shape) -> None:
    _x0, y0, _x1, y1 = shape.box
    for row in range(int(y0 // STEP), int(y1 // STEP) + 1):
        for left, right in _spans(shape.rings, row * STEP + STEP / 2):
            paper.cover(left, row * STEP, right, row * STEP)


def _beside(shape: _Shape, paper: _Paper) -> None:
    """Write the name on the blank paper nearest to the commune, with a line that leads to it."""
    half, rise = text_width(shape.name) / 2 + 4, LEADING / 2 + 2
    cx, cy = shape.centre
    free = [
        (math.hypot(max(abs(x - cx) - half, 0), y - cy), x, y)
        for x in range(math.ceil(half), int(WIDTH - half), STEP)
        for y in range(STEP * 2, paper.rows * STEP - STEP * 2, STEP)
        if paper.is_free(x - half, y - rise, x + half, y + rise)
    ]
    if not free:
        return
    _distance, x, y = min(free)
    paper.cover(x - half, y - rise, x + half, y + rise)
    start_x = min(max(cx, x - half), x + half)
    start_y = y + rise if cy > y + rise else y - rise if cy < y - rise else y
    shape.label = (x, y, (shape.name,))
    shape.leader = (round(start_x), round(start_y), round(cx), round(cy))


def _place(shape: _Shape) -> Place:
    x, y, lines = shape.label or (0, 0, ())
    return Place(
        key=shape.key,
        name=shape.name,
        number=shape.number,
        path="".join(
            "M" + "L".join(f"{px:g} {py:g}" for px, py in ring[:-1]) + "Z" for ring in shape.rings
        ),
        x=round(shape.centre[0]),
        y=round(shape.centre[1]),
        label_x=x,
        label_y=y,
        lines=lines,
        leader=shape.leader,
    )
