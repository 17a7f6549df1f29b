"""Compare the deadlines of itsupport.sla with those of a walker that counts minute by minute.

    ./run deadlines                  100,000 random calendars and logs
    ./run deadlines 500 --seed 7     fewer, and others
    ./run deadlines --save           and write docs/trials/deadlines.md

It ends with 1 on any difference, after the smallest case that shows it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import TYPE_CHECKING

from bench.deadlines.cases import calendar_of, drawn, events_of, smallest
from bench.deadlines.walker import OURS, Case, easter, last_sunday, walk
from itsupport.sla import due_at
from portal.lib.dates import PARIS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    Due = Callable[..., datetime | None]

PAGE = Path(__file__).parents[2] / "docs" / "trials" / "deadlines.md"
ALL = 100_000


@dataclass
class Outcome:
    """What was compared, what differed, and how long each of the two took (seconds)."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[Case] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    walker: list[float] = field(default_factory=list)
    farthest: float = 0
    longest: int = 0


def compare(number: int, seed: int, due: Due = due_at) -> Outcome:
    """So many random cases, the same for the same seed."""
    random, outcome = Random(seed), Outcome()
    for _ in range(number):
        case = drawn(random)
        calendar, events = calendar_of(case), events_of(case)
        start = time.perf_counter()
        found = due(events, minutes=case.minutes, calendar=calendar)
        middle = time.perf_counter()
        expected = walk(case)
        outcome.ours.append(middle - start)
        outcome.walker.append(time.perf_counter() - middle)
        if found != expected:
            outcome.wrong.append(case)
        _count(outcome, case, events[0][0], expected)
    return outcome


def differs(case: Case, due: Due = due_at) -> bool:
    """Whether the two disagree."""
    return due(events_of(case), minutes=case.minutes, calendar=calendar_of(case)) != walk(case)


def _count(outcome: Outcome, case: Case, opened: datetime, due: datetime | None) -> None:
    outcome.longest = max(outcome.longest, len(case.log))
    kinds = {
        "with a pause": any(state not in OURS for _, state in case.log),
        "with closures": bool(case.closures),
        "with two events at the same minute": len({at for at, _ in case.log}) < len(case.log),
    }
    if due is None:
        kinds["never due: paused or stopped with minutes left"] = True
    else:
        first, last = opened.astimezone(PARIS).date(), due.astimezone(PARIS).date()
        outcome.farthest = max(outcome.farthest, (last - first).days)
        years = range(first.year, last.year + 1)
        changes = [last_sunday(year, month) for year in years for month in (3, 10)]
        kinds |= {
            "over a change of hour": any(first <= day <= last for day in changes),
            "over Easter": any(first <= easter(year) <= last for year in years),
            "due more than a year after": (last - first).days > 365,
        }
    outcome.counts.update(name for name, holds in kinds.items() if holds)


def table(outcome: Outcome) -> str:
    """The figures, in Markdown."""
    rows = [("cases compared", f"{len(outcome.ours):,}"), ("**differences**", _wrong(outcome))]
    rows += [(name, f"{times:,}") for name, times in sorted(outcome.counts.items())]
    rows += [
        ("longest log, in events", str(outcome.longest)),
        ("farthest deadline, in days", f"{outcome.farthest:,}"),
        ("`due_at`, p50 and p99", _times(outcome.ours)),
        ("the walker, p50 and p99", _times(outcome.walker)),
    ]
    return "\n".join(["| | |", "|---|--:|", *(f"| {name} | {figure} |" for name, figure in rows)])


def _wrong(outcome: Outcome) -> str:
    return f"**{len(outcome.wrong):,}**"


def _times(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return "–"
    parts = quantiles(seconds, n=100)
    return f"{parts[49] * 1000:.2f} ms, {parts[98] * 1000:.2f} ms"


def told(case: Case, due: Due = due_at) -> str:
    """A case and its two answers, to be read by a person."""
    found = due(events_of(case), minutes=case.minutes, calendar=calendar_of(case))
    lines = [f"{case.minutes} minutes", str(calendar_of(case))]
    lines += [f"  {at.astimezone(PARIS):%a %d %b %Y %H:%M %Z}  {s}" for at, s in events_of(case)]
    return "\n".join([*lines, f"due_at: {found}", f"walker: {walk(case)}"])


def page(outcome: Outcome, command: str, on: str, seconds: float) -> str:
    """docs/trials/deadlines.md."""
    return f"""# Deadlines beside a minute walker

`{command}`, run on {on} in {seconds:.0f} s. Random calendars (offices with a lunch break, town halls open twice a
week, nights when the clock changes, anything), closures, and logs of tickets from 2008 to 2050, near Easter, Christmas
and the changes of hour more often than not. `itsupport.sla.due_at` adds spans; the walker
(`bench/deadlines/walker.py`, which shares no line with it and has its own holidays and summer time) writes a byte for
every minute and counts.

{table(outcome)}

A few hundred cases are compared at each `./run test` (`tests/itsupport/test_deadlines.py`), which also makes faults
and sees the comparison find them. Holidays are compared from 2008 to 2050 with those of two other packages,
`workalendar` and `jours-feries-france`, and deadlines with `businesstimedelta` (`tests/itsupport/test_sla_always.py`).
"""


def main(words: list[str], due: Due = due_at) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("number", nargs="?", type=int, default=ALL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help="write docs/trials/deadlines.md")
    asked = parser.parse_args(words)
    start = time.perf_counter()
    outcome = compare(asked.number, asked.seed, due)
    seconds = time.perf_counter() - start
    print(table(outcome), f"{seconds:.0f} s", sep="\n\n")
    if outcome.wrong:
        smaller = smallest(min(outcome.wrong, key=lambda one: one.size), lambda c: differs(c, due))
        print("The smallest case that differs:", told(smaller, due), sep="\n")
    if asked.save:
        command = " ".join(["./run deadlines", *words])
        PAGE.write_text(page(outcome, command, time.strftime("%-d %B %Y"), seconds))
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
