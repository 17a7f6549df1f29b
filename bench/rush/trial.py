"""Four hundred secretaries ask for twenty seats at once, through the web server with several processes.

    ./run rush                 400 people, 4 processes of the server
    ./run rush 100 --save      fewer, and write docs/trials/rush.md

Three rounds: as the portal is; with the lock of the session taken out, which the database must make good; with lock
and constraints taken out, which this trial must see. It ends with 1 when one of the three is not as it should be.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import django
import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.rush.crowd import Found

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trials" / "rush.md"
DATABASE = "portal_rush"
PEOPLE, PROCESSES, THREADS = 400, 4, 8
PATIENCE = 60.0
"""Seconds for the server to answer its first page."""
BACKSTOP = """
drop index registration_seat_once;
drop index registration_commune_seat_once;
alter table training_registration drop constraint registration_rank_once;
drop trigger training_registration_seat_exists on training_registration;
"""
ROUNDS = (
    # name, without the lock, without the constraints
    ("as the portal is", False, False),
    ("without the lock", True, False),
    ("without lock and constraints", True, True),
)


def prepare() -> None:
    """A database of its own beside the portal's, with every migration."""
    owner, app = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    with psycopg.connect(f"{owner.rpartition('/')[0]}/postgres", autocommit=True) as server:
        server.execute(f"drop database if exists {DATABASE} with (force)")
        server.execute(f"create database {DATABASE}")
    os.environ["DATABASE_OWNER_URL"] = f"{owner.rpartition('/')[0]}/{DATABASE}"
    os.environ["DATABASE_URL"] = f"{app.rpartition('/')[0]}/{DATABASE}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.rush.settings"
    command = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v", "0"]
    subprocess.run(command, cwd=ROOT, check=True)
    django.setup()


@contextlib.contextmanager
def server(port: int, *, unlocked: bool) -> Iterator[None]:
    """The portal's own web server, until the end of the block."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "-b", f"127.0.0.1:{port}"]
    command += ["-w", f"{PROCESSES}", "--threads", f"{THREADS}", "--timeout", "300"]
    command += ["--backlog", "2048", "--log-level", "error"]
    env = os.environ | ({"RUSH_UNLOCKED": "1"} if unlocked else {})
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as web:
        try:
            _wait(port)
            yield
        finally:
            web.terminate()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/vivant", timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def play(people: int) -> list[tuple[str, Found]]:
    """The three rounds, each with a session of its own."""
    from bench.outbox.stage import free_port  # noqa: PLC0415 -- once Django is set up
    from bench.rush import crowd  # noqa: PLC0415

    users, found = crowd.fill(people), []
    for name, unlocked, bare in ROUNDS:
        if bare:
            with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
                owner.execute(BACKSTOP)
        session, port = crowd.open_session(), free_port()
        with server(port, unlocked=unlocked):
            found.append((name, crowd.rush(crowd.signed_in(users, port, session), session)))
        print(_line(*found[-1]), flush=True)
    return found


def faults(found: list[tuple[str, Found]]) -> list[str]:
    """What is not as it should be; nothing when the trial is passed."""
    (_, whole), (_, backed), (_, bare) = found
    said = []
    if not whole.is_right:
        said.append("as the portal is: a seat, a rank, an answer or a mail is wrong")
    if backed.overbooked or backed.over_quota:
        said.append("without the lock: the database let too many in")
    if not (bare.overbooked or bare.over_quota):
        said.append("without lock and constraints: nothing seen, so this trial proves nothing")
    return said


HEAD = (
    "| round | answers | time | seats given | too many | above the quota | ranks | mails |\n"
    "|---|---|---|---|---|---|---|---|"
)


def _line(name: str, one: Found) -> str:
    answers = ", ".join(f"{number} × {status}" for status, number in sorted(one.answers.items()))
    return (
        f"| {name} | {answers} | {one.seconds:.1f} s | {one.seated} | {one.overbooked} | {one.over_quota}"
        f" | {one.ranks} | {one.mails} |"
    )


def page(found: list[tuple[str, Found]]) -> str:
    """docs/trials/rush.md."""
    from bench.rush.crowd import QUOTA, SEATS  # noqa: PLC0415

    lines = "\n".join(_line(name, one) for name, one in found)
    people = found[0][1].people
    return (
        "# Everybody at once\n\n"
        f"`./run rush {people}`: {people} secretaries of 28 communes, each signed in, send the form of one session at"
        f" the same instant; {SEATS} seats, {QUOTA} for one commune at most. The portal’s web server, {PROCESSES}"
        f" processes of {THREADS} threads.\n\n"
        f"{HEAD}\n{lines}\n\n"
        "The first line must have no seat too many, no answer from 500 on, a rank and a mail for everybody. The"
        " second, where sessions are not held while seats are counted, breaks answers instead: the constraints let"
        " nobody in twice. The third, without those either, must overbook, or the trial would prove nothing.\n"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run rush")
    parser.add_argument("people", type=int, nargs="?", default=PEOPLE)
    parser.add_argument("--save", action="store_true")
    asked = parser.parse_args(arguments)
    prepare()
    print(HEAD)
    found = play(asked.people)
    said = faults(found)
    print("\n".join(said) or "nothing wrong")
    if asked.save and not said:
        PAGE.write_text(page(found))
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
