"""./run faults [word…]: plant each fault in a copy of the tree, and see the named tests turn red.

Words choose faults by the beginning of their name, or by subject. Without any, all are planted and
docs/trials/faults.md is written.
"""

from __future__ import annotations

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

from tests.faults.catalogue import LINTS, Fault, every

ROOT = Path(__file__).parents[2]
LANES = 2
PATIENCE = 300
RED = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[| |$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which of the named tests saw the fault."""

    fault: Fault
    seen: tuple[str, ...]
    seconds: float
    said: str

    @property
    def caught(self) -> bool:
        return set(self.seen) == set(self.fault.tests)


class Lane:
    """A copy of the tree, and a database of its own."""

    def __init__(self, number: int) -> None:
        self.root = ROOT / "var" / "faults" / f"lane{number}"
        name = f"portal_faults{number}"
        self.env = {
            **os.environ,
            "DATABASE_URL": _with_database(os.environ["DATABASE_URL"], name),
            "DATABASE_OWNER_URL": _with_database(os.environ["DATABASE_OWNER_URL"], name),
            "PYTHONDONTWRITEBYTECODE": "1",
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

    def check(self, tests: tuple[str, ...]) -> tuple[set[str], str]:
        """The named tests that are red, and the end of what was said."""
        red, said = set(), ""
        for lint in LINTS & set(tests):
            done = self._call([str(ROOT / ".venv/bin" / lint)])
            red |= {lint} if done.returncode else set()
            said += done.stdout
        if named := [test for test in tests if test not in LINTS]:
            done = self._call(
                [
                    sys.executable,
                    "-m",
                    "pytest",
                    "-p",
                    "no:cacheprovider",
                    "--tb=line",
                    "-rfE",
                    *named,
                ]
            )
            red |= set(RED.findall(done.stdout)) & set(named)
            said += done.stdout
        return red, said[-1500:]

    def _call(self, command: list[str]) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                command, cwd=self.root, env=self.env, check=False, timeout=PATIENCE, text=True,
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
            red, said = self.check(fault.tests)
        finally:
            path.write_text(healthy)
        seen = tuple(test for test in fault.tests if test in red)
        return Verdict(fault, seen, time.monotonic() - start, said)


def _with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def plant_all(faults: list[Fault], lanes: list[Lane]) -> list[Verdict]:
    """Each lane takes the next fault until none is left."""
    waiting: Queue[Fault] = Queue()
    for fault in faults:
        waiting.put(fault)
    verdicts: list[Verdict] = []

    def work(lane: Lane) -> None:
        while True:
            try:
                fault = waiting.get_nowait()
            except Empty:
                return
            verdict = lane.plant(fault)
            verdicts.append(verdict)
            word = "seen  " if verdict.caught else "MISSED"
            print(f"{word} {verdict.seconds:5.1f} s  {fault.name}", flush=True)
            if not verdict.caught:
                print(verdict.said, flush=True)

    threads = [threading.Thread(target=work, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    order = {fault.name: place for place, fault in enumerate(faults)}
    return sorted(verdicts, key=lambda one: order[one.fault.name])


def report(verdicts: list[Verdict], seconds: float) -> str:
    """The table of docs/trials/faults.md."""
    caught = sum(one.caught for one in verdicts)
    lines = [
        "# Planted faults",
        "",
        (
            f"`./run faults`, run on {time.strftime('%-d %B %Y')}: {len(verdicts)} faults planted one at a time in a"
            f" copy of the tree, **{caught} seen** by every test named for them, in {seconds / 60:.0f} minutes."
            " The same tests are green without the fault. `tests/faults/*.toml` says what each changes; a fault whose"
            " text is no longer in its file fails `tests/faults/test_faults.py`."
        ),
    ]
    for subject in dict.fromkeys(one.fault.subject for one in verdicts):
        lines += [
            "",
            f"## {subject.capitalize()}",
            "| what is broken | where | seen |",
            "|---|---|---|",
        ]
        lines += [
            f"| {one.fault.says} | `{one.fault.file}` | {'yes' if one.caught else '**no**'} |"
            for one in verdicts
            if one.fault.subject == subject
        ]
    return "\n".join(lines) + "\n"


def main(words: list[str]) -> int:
    faults = [
        one
        for one in every()
        if not words or any(one.name.startswith(word) or one.subject == word for word in words)
    ]
    if not faults:
        print("Aucune faute de ce nom.")
        return 2
    start = time.monotonic()
    lanes = [Lane(number) for number in range(LANES)]
    for lane in lanes:
        lane.copy()
    healthy = tuple(dict.fromkeys(test for fault in faults for test in fault.tests))
    red, said = lanes[0].check(healthy)
    if red:
        print(said, f"Red before any fault: {sorted(red)}", sep="\n")
        return 1
    verdicts = plant_all(faults, lanes)
    missed = [one.fault.name for one in verdicts if not one.caught]
    print(f"{len(verdicts)} faults, {len(missed)} missed: {missed}")
    if not words:
        page = report(verdicts, time.monotonic() - start)
        (ROOT / "docs/trials/faults.md").write_text(page)
    shutil.rmtree(ROOT / "var" / "faults", ignore_errors=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
