"""Kill the workers while they fetch and read mails, then count where each mail is.

    ./run mailroom             every message of the parser's tests, 200 kills
    ./run mailroom 20          as many kills as asked
    ./run mailroom 200 --save  writes docs/trials/mailroom.md besides
    ./run mailroom 20 --from FOLDER    the mails of a folder, one a file, in the place of those of the tests

The database, the mailbox (Dovecot), the broker and the workers are its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg

from bench.outbox.stage import with_database

if TYPE_CHECKING:
    from bench.mailroom.torture import Result

ROOT = Path(__file__).parents[2]
DATABASE = "mailroom_trial"
PAGE = ROOT / "docs" / "trials" / "mailroom.md"
FIGURES = "<!-- figures -->"


def prepare(owner: str) -> None:
    """A database of its own, which this process and the workers use."""
    _drop(owner)
    _sql(owner, f"create database {DATABASE}")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "bench.mailroom.settings",
        "DATABASE_OWNER_URL": with_database(owner, DATABASE),
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], DATABASE),
    }
    migrate = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v", "0"]
    subprocess.run(migrate, cwd=ROOT, check=True)
    django.setup()


def run(*, kills: int, seed: int, folder: Path | None = None) -> Result:
    """The whole trial, once the database is there."""
    from bench.mailroom.corpus import from_many, recorded  # noqa: PLC0415 -- once Django is ready
    from bench.mailroom.torture import Stage, furnish, torture  # noqa: PLC0415
    from tests.itsupport.post_room import open_post_room  # noqa: PLC0415

    given = sorted(folder.iterdir()) if folder else []
    mails = [path.read_bytes() for path in given] or from_many(recorded())
    with tempfile.TemporaryDirectory() as place, open_post_room() as room:
        stage = Stage(Path(place), dict(os.environ), room)
        try:
            stage.start()
            furnish(mails)
            return torture(stage, mails, kills=kills, seed=seed)
        finally:
            stage.clear()


def table(result: Result) -> str:
    """The figures, as the page of the trial shows them."""
    lines = [f"| {place} | {number} |" for place, number in result.places.items()]
    rows = "\n".join(lines)
    verdict = " ; ".join(result.wrong) or "none"
    return (
        f"Measured on {time.strftime('%-d %B %Y')}: {result.mails} mails, {result.kills} kills, "
        f"{result.seconds:.0f} s, on a machine busy with other work.\n\n"
        f"| place | mails |\n|---|--:|\n{rows}\n\n"
        f"Requests {result.tickets}, received messages {result.messages}, copies known as such {result.twins}, "
        f"mails taken up again after a kill {result.taken_up_again}, set aside because their reader was killed three "
        f"times {result.killed_to_quarantine}, most automatic mails to one address {result.most_automatic}. "
        f"Laws broken: {verdict}.\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true", help="write docs/trials/mailroom.md")
    parser.add_argument("--from", type=Path, dest="folder", help="a folder of mails, one a file")
    asked = parser.parse_args()
    owner = os.environ["DATABASE_OWNER_URL"]
    prepare(owner)
    try:
        result = run(kills=asked.kills, seed=asked.seed, folder=asked.folder)
    finally:
        _drop(owner)
    print(table(result))
    if asked.save:
        before, _, rest = PAGE.read_text().partition(FIGURES)
        after = rest.partition(FIGURES)[2]
        PAGE.write_text(f"{before}{FIGURES}\n{table(result)}{FIGURES}{after}")
    print("FAILED" if result.wrong else "passed")
    return 1 if result.wrong else 0


def _drop(owner: str) -> None:
    """Once the last connection of those that were killed is closed; what is left is dropped by the next trial."""
    from django.apps import apps  # noqa: PLC0415 -- once there may be a connection
    from django.db import connections  # noqa: PLC0415 -- this process has one too

    if apps.ready:
        connections.close_all()
    for _ in range(50):
        try:
            return _sql(owner, f"drop database if exists {DATABASE}")
        except psycopg.errors.ObjectInUse:
            time.sleep(0.2)
    return None


def _sql(owner: str, *sentences: str) -> None:
    with psycopg.connect(owner, autocommit=True) as talk:
        for sentence in sentences:
            talk.execute(sentence)


if __name__ == "__main__":
    sys.exit(main())
