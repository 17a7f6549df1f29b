"""One value of an agent, read: text, number, yes or no, day, address, identifier. None when it cannot be."""

import re
from datetime import date
from uuid import UUID

LONGEST = 255
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\ud800-\udfff\u200b-\u200f\u2028-\u202f\u2060-\u2069\ufeff\ufffe\uffff\ue000-\uf8ff]+"
)
_HOME = re.compile(
    r"[\\/](?:users|utilisateurs|documents and settings|home|homes|profiles)[\\/]+[^\\/\s]",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(\d{1,12})(?!\d)(?:[.,](\d+))?")
_ISO = re.compile(r"\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_SLASHED = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_PACKED = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?!\d)")
_YES = {"1", "true", "yes", "on", "enabled", "oui", "running", "active"}
_NO = {"0", "false", "no", "off", "disabled", "non", "stopped", "inactive"}
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_HEX = re.compile(r"[^0-9a-f]")
_MAC_DIGITS = 12


def text(value: str) -> str | None:
    """One line, at most 255 characters, nothing invisible; None when it is empty or names somebody's folder."""
    line = " ".join(_INVISIBLE.sub(" ", value).split())[:LONGEST].strip()
    return None if not line or _HOME.search(line) else line


def number(value: str) -> int | None:
    """A whole number, rounded down; None when it is none, negative or absurd."""
    found = _NUMBER.match(value)
    return int(found[1]) if found else None


def decimal(value: str) -> float | None:
    """A number with its decimals, whatever unit follows: « 43.7456 Wh »."""
    found = _NUMBER.match(value)
    return float(f"{found[1]}.{(found[2] or '0')[:6]}") if found else None


def flag(value: str) -> bool | None:
    """Yes or no, as the agents say it; None for anything else."""
    folded = value.strip().lower()
    if folded in _YES:
        return True
    return False if folded in _NO else None


def day(value: str, *, month_first: bool = False) -> date | None:
    """A day from 1990 to 2100: year first, or day first (month first for the BIOS of the XML agents)."""
    if found := _ISO.match(value) or _PACKED.match(value):
        year, month, number_ = int(found[1]), int(found[2]), int(found[3])
    elif found := _SLASHED.match(value):
        pair = (int(found[1]), int(found[2]))
        month, number_ = pair if month_first else pair[::-1]
        year = int(found[3])
    else:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return date(year, month, number_)
    except ValueError:
        return None


def mac(value: str) -> str | None:
    """A network address of one card, as 00:1a:2b:3c:4d:5e; None for none, everybody's and a group's."""
    digits = _HEX.sub("", value.lower())
    if len(digits) != _MAC_DIGITS or digits in {"0" * 12, "f" * 12} or int(digits[:2], 16) & 1:
        return None
    return ":".join(digits[i : i + 2] for i in range(0, _MAC_DIGITS, 2))


def uuid(value: str) -> str | None:
    """A universal identifier in lower case with its dashes, else None."""
    stripped = value.strip().strip("{}")
    try:
        return str(UUID(stripped)) if len(stripped) in {32, 36} else None
    except ValueError:
        return None
