"""Compare training.planner with a search that tries everything, then measure what rooms save on the real map.

    ./run planner                 1,000 small instances, then the map
    ./run planner 200 --seed 7    fewer, and others
    ./run planner --save          and write docs/trials/planner.md

It ends with 1 on any difference.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bench.planner.brute import HAIR, Placed, best, kilometres
from training.planner import Plan, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Planned = Callable[..., Plan]
    Many = Sequence[Placed]

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trials" / "planner.md"
DATA = ROOT / "communes" / "data"
SARREBOURG = "57630"
FIRST_EPCI = "200039956"
ALL = 1_000


def drawn(random: Random) -> tuple[list[Placed], list[Placed], int]:
    """Demand, rooms and how many may be taken: at most six people, five rooms, sizes that often bind.

    Two instances in three lie on a coarse grid or on one meridian, where ways are equal and places coincide.
    """
    columns = random.choice((0, 1, 3))

    def place() -> tuple[float, float]:
        if columns:
            return 48.5 + random.randrange(5) / 10, 7 + random.randrange(columns) / 10
        return random.uniform(48.5, 49.0), random.uniform(6.7, 7.3)

    demand, left = [], random.randint(2, 6)
    while left > 0:
        number = random.randint(0, min(3, left))
        demand.append((*place(), number))
        left -= number
    rooms = [(*place(), random.randint(0, 4)) for _ in range(random.randint(2, 5))]
    return demand, rooms, random.choice((1, 2, 2, 3, 3))


def differs(demand: Many, rooms: Many, at_most: int, planned: Planned = plan) -> str:
    """What is wrong with the plan of that instance; "" when it is right."""
    expected = best(demand, rooms, at_most)
    try:
        found = planned(demand, rooms, rooms_at_most=at_most)
    except ValueError:
        return "" if expected is None else f"refused, and {expected} is possible"
    if expected is None:
        return f"{found} seats people where nobody can be"
    return _unfit(found, demand, rooms, at_most) or _longer(found, demand, rooms, expected)


def _unfit(found: Plan, demand: Many, rooms: Many, at_most: int) -> str:
    for (_, _, number), there in zip(demand, found.assignment, strict=True):
        if sum(there.values()) != number or any(n < 1 for n in there.values()):
            return f"{there} are not the {number} people of a demand"
    for r, (_, _, size) in enumerate(rooms):
        if sum(there.get(r, 0) for there in found.assignment) > size:
            return f"room {r} overflows"
    taken = tuple(sorted({r for there in found.assignment for r in there}))
    return "" if taken == found.rooms and len(taken) <= at_most else f"{found.rooms} are not taken"


def _longer(found: Plan, demand: Many, rooms: Many, expected: tuple[float, float, int]) -> str:
    driven = [
        kilometres(rooms[r], one)
        for one, there in zip(demand, found.assignment, strict=True)
        for r, number in there.items()
        for _ in range(number)
    ]
    told = (found.kilometres, found.farthest)
    for said, real, wanted in zip(
        told, (sum(driven), max(driven, default=0.0)), expected, strict=False
    ):
        if abs(said - real) > HAIR or abs(real - wanted) > HAIR:
            return f"{said} km said, {real} driven, {wanted} possible"
    return (
        "" if len(found.rooms) == expected[2] else f"{len(found.rooms)} rooms, not {expected[2]}"
    )


def compare(number: int, seed: int, planned: Planned = plan) -> list[str]:
    """The differences of so many random instances, the same for the same seed."""
    random = Random(seed)
    told = (differs(*drawn(random), planned=planned) for _ in range(number))
    return [one for one in told if one]


@dataclass(frozen=True, slots=True)
class Map:
    """Town halls: where people leave from, and where a room may be."""

    insee: list[str]
    names: list[str]
    places: list[tuple[float, float]]

    def demand(self) -> list[Placed]:
        return [(*place, 1) for place in self.places]

    def rooms(self, size: int) -> list[Placed]:
        return [(*place, size) for place in self.places]


def territory(*, old: bool) -> Map:
    """The 76 communes of today, or the 28 of the first community."""
    with (DATA / "communes.csv").open() as file:
        names = {row["insee"]: row["name"] for row in csv.DictReader(file)}
    with (DATA / "memberships.csv").open() as file:
        first = {row["insee"] for row in csv.DictReader(file) if row["epci_siren"] == FIRST_EPCI}
    with (DATA / "town_halls.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if not old or row["insee"] in first]
    return Map(
        [row["insee"] for row in rows],
        [names[row["insee"]] for row in rows],
        [(float(row["latitude"]), float(row["longitude"])) for row in rows],
    )


def measured(where: Map, size: int) -> list[str]:
    """Rows of the table: always Sarrebourg when it holds everybody, then one, two and three rooms."""
    everybody = len(where.places)
    sarrebourg = [(*territory(old=False).places[territory(old=False).insee.index(SARREBOURG)],
                   everybody)]  # fmt: skip
    start = plan(where.demand(), sarrebourg, rooms_at_most=1)
    rows = [_row(f"{everybody}, always Sarrebourg", start, start, ["Sarrebourg"], 0.0)]
    for at_most in (1, 2, 3):
        if at_most * size < everybody:
            continue
        before = time.process_time()
        found = plan(where.demand(), where.rooms(size), rooms_at_most=at_most)
        seconds = time.process_time() - before
        label = f"{everybody}, rooms of {size}, {at_most} at most"
        rows.append(_row(label, found, start, [where.names[r] for r in found.rooms], seconds))
    return rows


def _row(label: str, found: Plan, start: Plan, names: list[str], seconds: float) -> str:
    saved = 1 - found.kilometres / start.kilometres
    return (
        f"| {label} | {', '.join(names)} | {found.kilometres:,.0f} | {saved:.0%} "
        f"| {found.farthest:.0f} | {seconds:.2f} |"
    )


def page(compared: str, command: str, rows: list[str]) -> str:
    """docs/trials/planner.md."""
    table = "\n".join(rows)
    return f"""# Rooms that make people drive least

`{command}`, run on {time.strftime("%-d %B %Y")}.

**{compared}.**

`training.planner.plan` is held beside a search that tries every set of rooms and every person in
every room (`bench/planner/brute.py`, with distances of its own). Kilometres, the farthest person and the number of
rooms are compared; sizes often bind, and two instances in three lie on a coarse grid or on one meridian, where ways
are equal. 200 are compared at each `./run test` (`tests/training/test_planner.py`), which also makes faults and sees
the comparison find them.

On the real map: one person leaves from each town hall, and a room may be in any of those villages. Kilometres are
one way, haversine × 1.3, summed over people; the saving is beside everybody going to Sarrebourg; seconds are those
of a processor.

| people, rooms | best rooms | km | saved | farthest, km | s |
|---|---|--:|--:|--:|--:|
{table}

Roads are not known: the figures help to choose, they are no mileage to be paid.
"""


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=ALL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help="write docs/trials/planner.md")
    asked = parser.parse_args(words)
    start = time.perf_counter()
    wrong = compare(asked.number, asked.seed)
    seconds = time.perf_counter() - start
    compared = f"{asked.number:,} small instances, {len(wrong)} differences, {seconds:.0f} s"
    print(compared, *wrong[:5], sep="\n")
    rows = [
        row for old, sizes in ((True, (28, 15)), (False, (76, 40, 30, 26)))
        for size in sizes for row in measured(territory(old=old), size)
    ]  # fmt: skip
    rows = list(dict.fromkeys(rows))
    print(*rows, sep="\n")
    if asked.save:
        command = " ".join(["./run planner", *words])
        PAGE.write_text(page(compared, command, rows))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
