"""Serial numbers and identifiers that manufacturers leave as they found them: they name nobody.

The lists are data/junk_serials.csv and data/junk_uuids.csv, each line with its source.
"""

import csv
import re
from functools import cache
from pathlib import Path
from uuid import UUID

from itsupport.inventory import values

DATA = Path(__file__).parent / "data"
_NOT_ALPHANUMERIC = re.compile(r"[^0-9A-Z]")
_WORDS = re.compile(r"[^a-z0-9]+")
_LEGAL_FORM = re.compile(r"(?: (?:inc|corp|corporation|co|ltd|limited|company|gmbh|sa|sas))+$")


def lines(name: str) -> list[dict[str, str]]:
    """The lines of a file of data of this package."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def serial(said: str | None) -> str | None:
    """A serial number as it is compared: capitals and digits only; None when it is junk."""
    folded = " ".join((said or "").lower().split())
    if not folded or folded in _exact() or _patterns().fullmatch(folded):
        return None
    compared = _NOT_ALPHANUMERIC.sub("", folded.upper())
    return None if not compared or _patterns().fullmatch(compared.lower()) else compared


def uuid(said: str | None) -> str | None:
    """A firmware identifier as it is compared: None when it is junk.

    Agents write its first three groups in one order or in the other (SMBIOS before 2.6): the lower is compared.
    """
    given = values.uuid(said or "")
    if given is None or given in _uuids():
        return None
    return min(given, str(UUID(bytes=UUID(given).bytes_le)))


def manufacturer(said: str | None) -> str | None:
    """A manufacturer as it is compared: « Dell Inc. » and « DELL » are one; None when it is junk."""
    folded = " ".join((said or "").lower().split())
    if folded in _exact() or folded.startswith("to be filled"):
        return None
    words = _WORDS.sub(" ", (said or "").lower()).strip()
    short = _LEGAL_FORM.sub("", words)
    return _manufacturers().get(words) or _manufacturers().get(short) or short or None


@cache
def _exact() -> frozenset[str]:
    return frozenset(line["value"] for line in lines("junk_serials.csv") if line["how"] == "exact")


@cache
def _patterns() -> re.Pattern[str]:
    patterns = [line["value"] for line in lines("junk_serials.csv") if line["how"] == "regex"]
    named = [one.replace(r"(.)\1*", r"(?P<one>.)(?P=one)*") for one in patterns]
    return re.compile("|".join(f"(?:{one})" for one in named))


@cache
def _uuids() -> frozenset[str]:
    return frozenset(line["uuid"] for line in lines("junk_uuids.csv"))


@cache
def _manufacturers() -> dict[str, str]:
    return {
        written: line["name"]
        for line in lines("manufacturers.csv")
        for written in line["written"].split("|")
    }
