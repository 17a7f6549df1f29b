"""The trial as a page of docs/trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.pages.weigh import Cost
    from bench.tickets.found import Found

MOST_QUERIES, MOST_HTML, MOST_MS, MOST_GROWTH, NOISE_MS = 8, 12_000, 200, 1.2, 15

HEAD = """\
# What the pages of requests cost, at two sizes

`python -m bench.tickets --save` (in the environment printed by `./run services`). Requests, messages and machines
are written by SQL into databases of their own; each page is then asked for as the desk, a manager and a town hall.
Queries are those of the whole page: session, user, positions and wall included. Milliseconds are of CPU, that of the
web's process and that of PostgreSQL's, the medians of {times} visits: the clock says little on a shared machine.
« × plain » divides the first by that of **a plain Django list** of the last 25 requests (session, user, one query, a
bare table: no rights, no walls, no frame) asked for in turn with it.

Bounds: {queries} queries at most, the same number at each size; HTML ≤ {html} kB, compressed; web and PostgreSQL
{ms} ms together at the first size, and at most {growth} × that at the next ({noise} ms more are the machine's mood).
"""
GROWS = """
## What grows with the number of requests, and why

* **The counters of the inbox** are counted each time, since they depend on the hour: they grow with the requests that
  are *open*, one in 40 here, which no desk would bear. They are read from an index that covers them.
* **A word that is neither common nor absent** (register and search) grows with the number of requests that bear it:
  an index finds them all before the last ones are known. A common one is found in the last 2,000 requests.
* **A filter that finds nothing** reads every request in sight. Sorts that no index serves (object, category, agent…)
  are not offered while more than 1,000 requests are found.
* The rest reads the same few rows by an index, whatever the size.

Row security lets no condition that might tell something use an index before it: a search by words would read every
message, more than ten seconds at the second size. Searches are therefore functions of the database that compare the
communes themselves (`portal.walls.sql.search_inside`), and are tested from both sides of the wall.
"""


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    costs: Sequence[Cost]

    @property
    def faults(self) -> list[str]:
        first, last = self.costs[0], self.costs[-1]
        bounds = {
            "questions de plus": last.queries > first.queries,
            "trop de questions": last.queries > MOST_QUERIES,
            "HTML lourd": last.html > MOST_HTML,
            "lente": _work(first) > MOST_MS,
            "plus lente en grand": _work(last) > _work(first) * MOST_GROWTH + NOISE_MS,
        }
        return [words for words, broken in bounds.items() if broken]


def _work(cost: Cost) -> float:
    return cost.cpu_ms + cost.database_ms


def lines(found: Sequence[Found]) -> list[Line]:
    return [Line(name, [one.costs[name] for one in found]) for name in found[0].costs]


def written(shown: Sequence[Line], found: Sequence[Found], *, times: int) -> str:
    head = HEAD.format(
        times=times,
        queries=MOST_QUERIES,
        html=MOST_HTML // 1000,
        ms=MOST_MS,
        growth=MOST_GROWTH,
        noise=NOISE_MS,
    )
    rows = [head, "| rows | " + " | ".join("" for _ in found) + " |"]
    rows.append("|---|" + "--:|" * len(found))
    rows += [
        f"| {name} | " + " | ".join(f"{one.rows[name]:,}" for one in found) + " |"
        for name in found[0].rows
    ]
    rows.append(
        "| plain list, CPU ms | " + " | ".join(f"{one.plain_ms:.1f}" for one in found) + " |"
    )
    if all(one.filled_s for one in found):
        rows.append(
            "| filled in, s | " + " | ".join(f"{one.filled_s:.0f}" for one in found) + " |"
        )
    rows += ["", "| page | queries | web ms | × plain | PostgreSQL ms | HTML kB | |"]
    rows.append("|---|--:|--:|--:|--:|--:|---|")
    rows += [_row(line) for line in shown]
    return "\n".join(rows) + "\n" + GROWS


def _row(line: Line) -> str:
    cells = [
        " → ".join(f"{cost.queries}" for cost in line.costs),
        " → ".join(f"{cost.cpu_ms:.0f}" for cost in line.costs),
        " → ".join(f"{cost.times_plain:.1f}" for cost in line.costs),
        " → ".join(f"{cost.database_ms:.0f}" for cost in line.costs),
        f"{line.costs[-1].html / 1000:.1f}",
        ", ".join(line.faults),
    ]
    return f"| {line.name} | " + " | ".join(cells) + " |"
