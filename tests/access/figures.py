"""Run the access matrix and write what it counted into docs/trials/access.md.

.venv/bin/python -m tests.access.figures [--complete]
"""

import argparse
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/trials/access.md"
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def run(*, complete):
    """The rounds' own counts, whether all is green, and the seconds it took."""
    with tempfile.TemporaryDirectory() as folder:
        more = {"ACCESS_COMPLETE": "1"} if complete else {}
        command = ["./run", "test", "tests/access", "-n", "2", "--dist", "loadgroup"]
        started = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, check=False, env={**os.environ, **more, "ACCESS_FIGURES": folder}
        )
        seconds = time.monotonic() - started
        counted = [json.loads(path.read_text()) for path in Path(folder).glob("*.json")]
    return counted, done.returncode == 0, seconds


def told(counted, *, green, seconds, complete):
    """The table of the page."""
    by_subject = defaultdict(list)
    for one in counted:
        by_subject[one["subject"]].append(one)
    manner = "complete" if complete else "that of each push"
    today, colour = f"{dt.datetime.now(dt.UTC):%d %B %Y}", "green" if green else "**red**"
    lines = [
        f"Run of {today}, {manner}, {seconds:.0f} s with two processes: {colour}.",
        "",
        "| what is asked | roles | requests | broken off by the wall | wrong |",
        "|---|--:|--:|--:|--:|",
    ]
    for subject, rounds in sorted(by_subject.items()):
        sums = [sum(one[name] for one in rounds) for name in ("requests", "stopped", "wrong")]
        lines.append(f"| {subject} | {len(rounds)} | {' | '.join(map(str, sums))} |")
    total = sum(one["requests"] for one in counted)
    wrong = sum(one["wrong"] for one in counted)
    return "\n".join([*lines, f"| **all** | | **{total}** | | **{wrong}** |"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--complete", action="store_true")
    complete = parser.parse_args().complete
    counted, green, seconds = run(complete=complete)
    table = told(counted, green=green, seconds=seconds, complete=complete)
    page = PAGE.read_text()
    kept = re.sub(f"{BEGIN}.*{END}", f"{BEGIN}\n{table}\n{END}", page, flags=re.DOTALL)
    PAGE.write_text(kept)
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
