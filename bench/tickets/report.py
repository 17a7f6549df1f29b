"""The trial as a page of docs/trials."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.tickets.trial import Found

HEAD = """\
# What the pages of requests cost, at two sizes

`python -m bench.tickets --save` (in the environment printed by `./run services`). Requests, messages and machines are
written by SQL into a database of its own; each page is then asked for as the desk and as a town hall. CPU is that of
the web's process, the median of {times} visits, beside **a plain Django list** of the last 25 requests (session, user,
one query, a bare table: no rights, no walls, no frame) asked for in turn with it; « × plain » divides by it.

Bounds: the same number of questions at each size, 20 at most; HTML ≤ 12 kB; CPU at most 1.2 × from one size to
the next.
"""


def written(found: Found) -> str:
    sizes = found.sizes
    names = list(sizes[0])
    rows = [HEAD.format(times=found.times), "| rows | " + " | ".join("" for _ in sizes) + " |"]
    rows.append("|---|" + "--:|" * len(sizes))
    rows += [
        f"| {name} | " + " | ".join(f"{size[name]:,}" for size in sizes) + " |" for name in names
    ]
    rows.append("| plain list, ms | " + " | ".join(f"{ms:.1f}" for ms in found.plain_ms) + " |")
    rows.append("| filled in, s | " + " | ".join(f"{s:.0f}" for s in found.filled_s) + " |")
    rows += ["", "| page | queries | CPU ms | × plain | HTML kB | |", "|---|--:|--:|--:|--:|---|"]
    for line in found.lines:
        cells = [
            " → ".join(f"{cost.queries}" for cost in line.costs),
            " → ".join(f"{cost.cpu_ms:.1f}" for cost in line.costs),
            " → ".join(f"{cost.times_plain:.1f}" for cost in line.costs),
            f"{line.costs[-1].html / 1000:.1f}",
            ", ".join(line.faults),
        ]
        rows.append(f"| {line.name} | " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n"
