"""The faults that the tests must see. Each is a sentence, one change of one file, and the tests that turn red.

A check that was never seen red proves nothing: `./run faults` plants each fault in a copy of the tree.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LINTS = {"lint-imports"}
"""Checks of CI that are commands, not tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`old` occurs once in `file`; `pad` lines of comment are added behind `new`."""

    name: str
    says: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    subject: str
    pad: int = 0

    @property
    def changes_tables(self) -> bool:
        return "migrations" in self.file or self.file.endswith("walls/sql.py")

    def plant(self, root: Path) -> None:
        """Put the fault in the tree under `root`. ValueError when it is stale."""
        path = root / self.file
        text = path.read_text()
        if text.count(self.old) != 1:
            raise ValueError(
                f"{self.name} is stale: its old text occurs {text.count(self.old)} times"
            )
        path.write_text(text.replace(self.old, self.new) + "# planted\n" * self.pad)


def every() -> list[Fault]:
    """All of them, by subject."""
    return [
        Fault(subject=path.stem, **{**one, "tests": tuple(one["tests"])})
        for path in sorted(HERE.glob("*.toml"))
        for one in tomllib.loads(path.read_text())["fault"]
    ]
