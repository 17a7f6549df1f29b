"""Walk the registrations of the portal beside the reference model of `bench.seats.model`.

    ./run seats                      100,000 steps
    ./run seats 2000 --seed 7        fewer, and others
    ./run seats --save               and write docs/trials/seats.md

Each story of 150 steps starts from three empty sessions and is rolled back. It ends with 1 at the first difference,
after the verbs that lead to it. The tables are those of a database of its own, made by the migrations.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import django
import psycopg

if TYPE_CHECKING:
    from bench.seats.walk import Walk

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "trials" / "seats.md"
ALL, STORY = 100_000, 150
DATABASE = "portal_seats"
VERBS = {
    "register": 9,
    "cancel": 3,
    "accept": 4,
    "refuse": 1,
    "take": 4,
    "decline": 1,
    "replace": 2,
    "resize": 1,
    "wait": 3,
    "sweep": 2,
}
"""How often each is drawn, among the others."""


@dataclass
class Outcome:
    """Steps taken, those refused by both, the states reached, and the difference that ended it, if any."""

    steps: int = 0
    refused: int = 0
    stories: int = 0
    verbs: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    wrong: str = ""


def walk_all(number: int, seed: int) -> Outcome:
    """So many steps, the same for the same seed."""
    from django.db import transaction  # noqa: PLC0415 -- once Django is set up

    from bench.seats.walk import Walk  # noqa: PLC0415

    random, outcome = Random(seed), Outcome()
    while outcome.steps < number and not outcome.wrong:
        with transaction.atomic():
            walk, said = Walk(), []
            try:
                for _ in range(min(STORY, number - outcome.steps)):
                    said.append(step(walk, random, outcome.verbs))
                    outcome.steps += 1
                walk.compare_mails()
            except AssertionError as error:
                outcome.wrong = "\n".join([*said, f"{error}"])
            outcome.stories += 1
            outcome.refused += walk.refused
            outcome.states.update(one.state for one in walk.model.entries)
            transaction.set_rollback(True)
        if outcome.stories % 20 == 0:
            print(f"{outcome.steps} steps", flush=True)
    return outcome


def step(walk: Walk, random: Random, counted: Counter[str]) -> str:
    """One verb, drawn with what it is about; what was asked, in words."""
    from bench.seats.walk import PEOPLE, SESSIONS  # noqa: PLC0415

    verb = random.choices(list(VERBS), weights=list(VERBS.values()))[0]
    counted[verb] += 1
    session, person = random.randrange(SESSIONS), random.randrange(PEOPLE)
    number = random.randrange(max(1, len(walk.numbers)))
    arguments: tuple[int | None, ...] = {
        "register": (session, person),
        "replace": (number, person),
        "resize": (session, random.randint(1, 5), random.choice([None, 1, 2, 3])),
        "wait": (random.choice([1, 6, 12, 24, 36, 72]),),
        "sweep": (),
    }.get(verb, (number,))
    getattr(walk, verb)(*arguments)
    return f"{verb}{arguments}"


def prepare() -> None:
    """A database of its own beside the portal's, with every migration."""
    owner, app = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    with psycopg.connect(f"{owner.rpartition('/')[0]}/postgres", autocommit=True) as server:
        server.execute(f"drop database if exists {DATABASE} with (force)")
        server.execute(f"create database {DATABASE}")
    os.environ["DATABASE_OWNER_URL"] = f"{owner.rpartition('/')[0]}/{DATABASE}"
    os.environ["DATABASE_URL"] = f"{app.rpartition('/')[0]}/{DATABASE}"
    command = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v", "0"]
    subprocess.run(command, cwd=ROOT, check=True)
    django.setup()


def page(outcome: Outcome, seconds: float, seed: int) -> str:
    """docs/trials/seats.md."""
    states = ", ".join(f"{state} {count}" for state, count in outcome.states.most_common())
    verbs = ", ".join(f"{verb} {count}" for verb, count in outcome.verbs.most_common())
    return (
        "# Seats beside a reference model\n\n"
        f"`./run seats {outcome.steps} --seed {seed}`: {outcome.steps} steps in {outcome.stories} stories,"
        f" {seconds / 60:.0f} minutes. After each step every registration of the database is compared with the model's"
        " (state, rank, seat, deadline), ordinals are counted, and nobody who might be called waits beside a"
        " free seat; after each story, exactly one mail was written to the person for each line of her log.\n\n"
        f"**{int(bool(outcome.wrong))} difference**; {outcome.refused} steps were refused by both.\n\n"
        f"Verbs: {verbs}.\n\nWhere the registrations ended: {states}.\n"
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run seats")
    parser.add_argument("steps", type=int, nargs="?", default=ALL)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", action="store_true")
    asked = parser.parse_args(arguments)
    prepare()
    start = time.monotonic()
    outcome = walk_all(asked.steps, asked.seed)
    told = page(outcome, time.monotonic() - start, asked.seed)
    print(told)
    if outcome.wrong:
        print(outcome.wrong, file=sys.stderr)
    if asked.save:
        PAGE.write_text(told)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
