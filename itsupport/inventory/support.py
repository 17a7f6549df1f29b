"""Until when the publisher of an operating system repairs it: data/end_of_life.csv, each line with its source."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from itsupport.inventory import junk
from itsupport.inventory.kept import System

_ENTERPRISE = re.compile(r"entreprise|enterprise|[eé]ducation", re.IGNORECASE)
_LTSC = re.compile(r"lts[bc]", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_FAMILIES = (
    ("windows server", re.compile(r"windows.*server", re.IGNORECASE)),
    ("windows", re.compile(r"windows", re.IGNORECASE)),
    ("ubuntu", re.compile(r"ubuntu", re.IGNORECASE)),
    ("linux mint", re.compile(r"mint", re.IGNORECASE)),
    ("debian", re.compile(r"debian", re.IGNORECASE)),
    ("macos", re.compile(r"mac ?os|os x", re.IGNORECASE)),
)
_BY_BUILD = {"windows", "windows server"}


@dataclass(frozen=True, slots=True)
class Support:
    """One line of the table."""

    system: str
    version: str
    build: str
    edition: str
    ends_on: date


def ends_on(system: System) -> date | None:
    """The last day of security updates of this system; None when the table does not know it."""
    found = line_of(system)
    return found.ends_on if found else None


def line_of(system: System) -> Support | None:
    """The line of the table for this system: the longest build that its own begins with, then its own edition."""
    name = system.name or ""
    family = next((one for one, words in _FAMILIES if words.search(name)), None)
    if family is None:
        return None
    build = _build(system, name, by_kernel=family in _BY_BUILD)
    edition = "ltsc" if _LTSC.search(name) else "enterprise" if _ENTERPRISE.search(name) else ""
    lines = [
        line
        for line in table()
        if line.system == family and line.edition in {"", edition} and _begins(build, line, family)
    ]
    return max(lines, key=lambda line: (len(line.build), line.edition == edition), default=None)


@cache
def table() -> tuple[Support, ...]:
    """The table, in the order of the file."""
    return tuple(
        Support(
            row["system"],
            row["version"],
            row["build"],
            row["edition"],
            date.fromisoformat(row["ends_on"]),
        )
        for row in junk.lines("end_of_life.csv")
    )


def _build(system: System, name: str, *, by_kernel: bool) -> str:
    """« 10.0.22631 » for Windows, « 12.11 » for the others."""
    sources = (system.kernel, system.version) if by_kernel else (system.version, name)
    for source in sources:
        found = _NUMBERS.search(source or "")
        if found and (not by_kernel or "." in found[0]):
            return found[0]
    return ""


def _begins(build: str, line: Support, family: str) -> bool:
    """Windows 10 has lines by the first digits of the build; elsewhere numbers are whole."""
    if family in _BY_BUILD:
        return build.startswith(line.build)
    return build == line.build or build.startswith(f"{line.build}.")
