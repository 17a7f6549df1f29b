"""Weigh every page of the portal with one year of campaigns, then with ten, beside a plain Django page.

    uv run python -m bench.pages --save

Needs DATABASE_OWNER_URL (a role that may create databases) and DATABASE_URL (the portal's role), as printed by
`./run services`; the database it makes is its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[2]
DATABASE = "pages_trial"


def prepare(
    settings: str = "bench.pages.settings", *, database: str = DATABASE, anew: bool = True
) -> None:
    """A database of our own, with the demonstration in it; when not `anew`, the one that is there."""
    owner = os.environ["DATABASE_OWNER_URL"]
    if anew:
        drop(owner, database)
        with psycopg.connect(owner, autocommit=True) as admin:
            admin.execute(f"create database {database}")
    for name in ("DATABASE_OWNER_URL", "DATABASE_URL"):
        os.environ[name] = f"{os.environ[name].rpartition('/')[0]}/{database}"
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    if not anew:
        return
    for command in (["migrate", "--database", "owner", "-v", "0"], ["load_demonstration"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)


def drop(owner: str, database: str = DATABASE) -> None:
    with psycopg.connect(owner, autocommit=True) as admin:
        admin.execute(f"drop database if exists {database} with (force)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9, help="visits of each page")
    parser.add_argument("--save", action="store_true", help="write docs/trials/pages.md")
    asked = parser.parse_args()
    owner = os.environ["DATABASE_OWNER_URL"]
    prepare()
    try:
        import django  # noqa: PLC0415 -- once the database is chosen

        django.setup()
        from bench.pages import report, trial  # noqa: PLC0415

        found = trial.run(times=asked.times)
        text = report.written(found)
        print(text)
        if asked.save:
            (ROOT / "docs" / "trials" / "pages.md").write_text(text)
        return 1 if found.faults else 0
    finally:
        from django.db import connections  # noqa: PLC0415

        connections.close_all()
        drop(owner)


if __name__ == "__main__":
    sys.exit(main())
