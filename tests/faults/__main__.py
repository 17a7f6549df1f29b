"""./run faults [word…]: plant each fault in a copy of the tree, and see the named tests turn red.

Words choose faults by the beginning of their name, or by subject. Without any, all are planted. A run that was
stopped goes on with `./run faults --resume`. docs/trials/faults.md is written once every fault has its verdict.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

import psycopg

from ops import system
from tests.faults.catalogue import LINTS, Fault, every

ROOT = Path(__file__).parents[2]
LANES = 2
PATIENCE = 300
MEMORY = ROOT / "var" / "faults.json"
PLUGINS = ("pytest_django.plugin", "xdist.plugin", "_hypothesis_pytestplugin", "time_machine")
"""Those that these tests need: the others cost more than the tests."""
RED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[| |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether every test named for it saw the fault."""

    fault: Fault
    caught: bool
    seconds: float
    said: str


class Lane:
    """A copy of the tree, and a database of its own."""

    def __init__(self, number: int) -> None:
        self.root = ROOT / "var" / "faults" / f"lane{number}"
        name = self.template = f"portal_faults{number}"
        self.env = {
            **os.environ,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "DATABASE_URL": _with_database(os.environ["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": _with_database(os.environ["DATABASE_OWNER_URL"], name),
        }

    def copy(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        files = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout
        for name in filter(None, files.decode().split("\0")):
            if (ROOT / name).is_file():
                (self.root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, self.root / name)
        (self.root / ".venv").symlink_to(ROOT / ".venv")
        (self.root / "var").mkdir()
        (self.root / "var" / "readers").symlink_to(system.READERS)

    def migrate(self) -> None:
        """Once for all the faults that change no table."""
        owner = self.env["DATABASE_OWNER_URL"]
        with psycopg.connect(_with_database(owner, "postgres"), autocommit=True) as server:
            server.execute(f"drop database if exists {self.template} with (force)")
            server.execute(f"create database {self.template}")
        command = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v", "0"]
        subprocess.run(command, cwd=self.root, env=self.env, check=True)

    def check(self, tests: tuple[str, ...], *, anew: bool = False) -> tuple[set[str], str]:
        """The named tests that are red, and the end of what was said. `anew`: in tables made again."""
        red, said = set(), ""
        env = self.env if anew else {**self.env, "TEST_TEMPLATE": self.template}
        for lint in LINTS & set(tests):
            done = self._call([str(ROOT / ".venv/bin" / lint)], env)
            red |= {lint} if done.returncode else set()
            said += done.stdout
        if named := [test for test in tests if test not in LINTS]:
            pytest = [
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                "--tb=line",
                "-rfE",
            ]
            plugins = [word for plugin in PLUGINS for word in ("-p", plugin)]
            done = self._call([*pytest, *plugins, *named], env)
            red |= set(RED.findall(done.stdout)) & set(named)
            said += done.stdout
        return red, said[-1500:]

    def _call(self, command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command, cwd=self.root, env=env, check=False, timeout=PATIENCE, text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 1, f"nothing after {PATIENCE} s")

    def plant(self, fault: Fault) -> Verdict:
        """Plant, look, take out."""
        path = self.root / fault.file
        healthy, start = path.read_text(), time.monotonic()
        fault.plant(self.root)
        try:
            red, said = self.check(fault.tests, anew=fault.changes_tables)
        finally:
            path.write_text(healthy)
        return Verdict(fault, set(fault.tests) <= red, time.monotonic() - start, said)


def _with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def plant_all(faults: list[Fault], lanes: list[Lane], known: dict[str, bool]) -> None:
    """Each lane takes the next fault until none is left; each verdict is written down at once."""
    waiting: Queue[Fault] = Queue()
    for fault in faults:
        waiting.put(fault)

    def work(lane: Lane) -> None:
        while True:
            try:
                fault = waiting.get_nowait()
            except Empty:
                return
            verdict = lane.plant(fault)
            known[fault.name] = verdict.caught
            MEMORY.write_text(json.dumps(known, indent=1))
            word = "seen  " if verdict.caught else "MISSED"
            print(f"{word} {verdict.seconds:5.1f} s  {fault.name}", flush=True)
            if not verdict.caught:
                print(verdict.said, flush=True)

    threads = [threading.Thread(target=work, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def report(faults: list[Fault], known: dict[str, bool]) -> str:
    """The table of docs/trials/faults.md."""
    caught = sum(known[one.name] for one in faults)
    lines = [
        "# Planted faults",
        "",
        (
            f"`./run faults`, ended on {time.strftime('%-d %B %Y')}: {len(faults)} faults planted one at a time in a"
            f" copy of the tree, **{caught} seen** by every test named for them. The same tests are green without the"
            " fault. `tests/faults/*.toml` says what each changes; a fault whose text is no longer in its file fails"
            " `tests/faults/test_faults.py`."
        ),
    ]
    for subject in dict.fromkeys(one.subject for one in faults):
        lines += [
            "",
            f"## {subject.capitalize()}",
            "| what is broken | where | seen |",
            "|---|---|---|",
        ]
        lines += [
            f"| {one.says} | `{one.file}` | {'yes' if known[one.name] else '**no**'} |"
            for one in faults
            if one.subject == subject
        ]
    return "\n".join(lines) + "\n"


def chosen(words: list[str], known: dict[str, bool]) -> list[Fault]:
    """The faults that these words name."""
    if words == ["--resume"]:
        return [one for one in every() if not known.get(one.name)]
    return [
        one
        for one in every()
        if not words or any(one.name.startswith(word) or one.subject == word for word in words)
    ]


def main(words: list[str]) -> int:
    known = json.loads(MEMORY.read_text()) if words and MEMORY.exists() else {}
    faults = chosen(words, known)
    if not faults:
        print("Aucune faute à planter.")
        return 2
    lanes = [Lane(number) for number in range(LANES)]
    for lane in lanes:
        lane.copy()
        lane.migrate()
    healthy = tuple(dict.fromkeys(test for fault in faults for test in fault.tests))
    red, said = lanes[0].check(healthy)
    if red:
        print(said, f"Red before any fault: {sorted(red)}", sep="\n")
        return 1
    plant_all(faults, lanes, known)
    missed = [one.name for one in faults if not known[one.name]]
    print(f"{len(faults)} faults, {len(missed)} missed: {missed}")
    if all(one.name in known for one in every()):
        (ROOT / "docs/trials/faults.md").write_text(report(every(), known))
    shutil.rmtree(ROOT / "var" / "faults", ignore_errors=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
