"""Weigh the pages of requests at 20,000 requests, then at 1,000,000, beside a plain Django list.

    python -m bench.tickets [--sizes 20000 1000000] [--keep] [--save]

In the environment printed by `./run services`. Each size is measured in a process and a database of its own, dropped
at the end. `--keep` leaves the databases for the next time, which then fills nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg

from bench.pages import __main__ as pages
from bench.tickets import report
from bench.tickets.found import Found

SIZES = (20_000, 1_000_000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--times", type=int, default=9, help="visits of each page")
    parser.add_argument("--keep", action="store_true", help="leave the databases")
    parser.add_argument("--save", action="store_true", help="write docs/trials/tickets.md")
    parser.add_argument("--only", type=Path, help=argparse.SUPPRESS)  # one size, written there
    asked = parser.parse_args()
    if asked.only:
        return _measure(asked.sizes[0], times=asked.times, into=asked.only)
    files = [pages.ROOT / "var" / f"{_database(size)}.json" for size in asked.sizes]
    for size, file in zip(asked.sizes, files, strict=True):
        again = ["--sizes", str(size), "--times", str(asked.times), "--only", str(file)]
        try:
            subprocess.run([sys.executable, "-m", "bench.tickets", *again], check=True)
        finally:
            if not asked.keep:
                pages.drop(os.environ["DATABASE_OWNER_URL"], _database(size))
    return _report(files, times=asked.times, save=asked.save)


def _report(files: list[Path], *, times: int, save: bool) -> int:
    found = [Found.read(file.read_text()) for file in files]
    lines = report.lines(found)
    text = report.written(lines, found, times=times)
    print(text)
    if save:
        (pages.ROOT / "docs" / "trials" / "tickets.md").write_text(text)
    return 1 if any(line.faults for line in lines) else 0


def _database(size: int) -> str:
    return f"tickets_{size}"


def _measure(size: int, *, times: int, into: Path) -> int:
    kept = _exists(_database(size))
    pages.prepare("bench.tickets.settings", database=_database(size), anew=not kept)

    import django  # noqa: PLC0415 -- once the database is chosen

    django.setup()
    from bench.tickets import trial  # noqa: PLC0415

    into.write_text(trial.run(size, times=times, filled=kept).written())
    return 0


def _exists(database: str) -> bool:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
        found = owner.execute("select 1 from pg_database where datname = %s", [database])
        return found.fetchone() is not None


if __name__ == "__main__":
    sys.exit(main())
