"""The page that the trial leaves in docs/."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.pages import trial

if TYPE_CHECKING:
    from bench.pages.trial import Found, Line

HEAD = """\
# What each page costs

`uv run python -m bench.pages --save` (in the environment printed by `./run services`), run on {day}. The territory
of the demonstration, {campaigns_a_year} campaigns a year; the same pages, found by following links as a town hall's
secretary and as the manager, are asked for with one year of campaigns, then with ten. CPU is
that of the web's process,
the median of {times} visits.

| rows | one year | ten years |
|---|--:|--:|
{rows}

Beside it, in the same run, **a plain Django list** (session, user, one count, one query, a bare table of 25 rows, no
rights, no walls, no frame) costs **{plain_ms:.1f} ms**. It is asked for in turn with each page;
« × plain » divides by it.

Bounds: the number of queries is the same with one year and with ten, and at most {queries}; HTML ≤ {html} kB and a
first visit (HTML, CSS, JavaScript, fonts, icon; gzip) ≤ {visit} kB; CPU ≤ {ratio:g} × plain, and ≤ {growth:g} × from
one year to ten.
**{verdict}**
"""
TABLE = """
## {title}

| page | queries, 1 year → 10 | CPU ms | × plain, 1 → 10 | HTML kB | first visit kB | |
|---|--:|--:|--:|--:|--:|---|
{lines}
"""


def written(found: Found) -> str:
    """The whole page, in Markdown."""
    rows = "\n".join(
        f"| {name} | {found.young_rows[name]} | {many} |" for name, many in found.old_rows.items()
    )
    broken = len(found.faults)
    head = HEAD.format(
        day=time.strftime("%-d %B %Y"),
        campaigns_a_year=trial.territory.CAMPAIGNS_A_YEAR,
        times=found.times,
        rows=rows,
        plain_ms=found.plain_ms,
        queries=trial.MOST_QUERIES,
        html=trial.MOST_HTML // 1000,
        visit=trial.MOST_VISIT // 1000,
        ratio=trial.MOST_TIMES_PLAIN,
        growth=trial.MOST_GROWTH,
        verdict=f"{len(found.lines)} pages weighed, {broken or 'none'} beyond a bound.",
    )
    return head + "".join(_table(role, found) for role in trial.ROLES) + _left(found)


def _table(role: str, found: Found) -> str:
    lines = sorted(
        (x for x in found.lines if x.page.role == role), key=lambda x: -x.old.times_plain
    )
    return TABLE.format(title=role.capitalize(), lines="\n".join(map(_line, lines)))


def _line(line: Line) -> str:
    young, old = line.young, line.old
    return (
        f"| `{line.page.path}` | {young.queries} → {old.queries} | {old.cpu_ms:.1f}"
        f" | {young.times_plain:.1f} → {old.times_plain:.1f} | {old.html / 1000:.1f} | {old.visit / 1000:.1f}"
        f" | {', '.join(line.faults)} |"
    )


def _left(found: Found) -> str:
    ours = [
        name for name in found.unreached if not name.startswith(("admin:", "account_", "mfa_"))
    ]
    return (
        "\nNot weighed (buttons, files, links of mails, sign-in): "
        + ", ".join(f"`{name}`" for name in ours)
        + ".\n"
    )
