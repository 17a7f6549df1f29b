"""Weigh the pages of requests at 20,000 requests, then at many more, beside a plain Django list.

    python -m bench.tickets [--large 1000000] [--save]     (in the environment printed by `./run services`)

Makes a database of its own. `--large 0` stops at the first size.
"""

from __future__ import annotations

import argparse
import os
import sys

from bench.pages import __main__ as pages


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=20_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=9, help="visits of each page")
    parser.add_argument("--save", action="store_true", help="write docs/trials/tickets.md")
    asked = parser.parse_args()
    owner = os.environ["DATABASE_OWNER_URL"]
    pages.prepare(settings="bench.tickets.settings")
    try:
        import django  # noqa: PLC0415 -- once the database is chosen

        django.setup()
        from bench.tickets import report, trial  # noqa: PLC0415

        found = trial.run([size for size in (asked.small, asked.large) if size], times=asked.times)
        text = report.written(found)
        print(text)
        if asked.save:
            (pages.ROOT / "docs" / "trials" / "tickets.md").write_text(text)
        return 1 if any(line.faults for line in found.lines) else 0
    finally:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        pages.drop(owner)


if __name__ == "__main__":
    sys.exit(main())
