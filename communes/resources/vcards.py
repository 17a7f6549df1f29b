"""Town halls as vCard 3.0, which every telephone and every mail program reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from communes.queries.people import contacts
from portal.lib.text import commune_of, sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

    from communes.models import Commune

LINE = 75
"""A line is at most so many octets; the next begins with a space."""
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": ""})


def vcards(communes: Iterable[Commune]) -> str:
    """One card a commune. They were fetched with `positions_of_the_day`."""
    return "".join(map(_card, communes))


def _card(commune: Commune) -> str:
    name = f"Mairie – {commune.name}"
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"UID:commune-{commune.insee}",
        f"FN:{_text(name)}",
        f"N:{_text(name)};;;;",
        f"ORG:{_text(sentence(commune_of(commune.name)))}",
    ]
    if commune.phone:
        lines.append(f"TEL;TYPE=WORK,VOICE:{_text(commune.phone)}")
    if commune.email:
        lines.append(f"EMAIL;TYPE=INTERNET:{_text(commune.email)}")
    if commune.address:
        lines.append(f"ADR;TYPE=WORK:;;{_text(commune.address)};;;;")
    if commune.website:
        lines.append(f"URL:{commune.website}")
    if people := [f"{one.person}, {one.role}" for one in contacts(commune)]:
        lines.append(f"NOTE:{_text(chr(10).join(people))}")
    lines.append("END:VCARD")
    return "".join(_folded(line) for line in lines)


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Cut between characters, never inside one."""
    parts, size = [""], 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LINE:
            parts.append(" ")
            size = 1
        parts[-1] += char
        size += octets
    return "\r\n".join(parts) + "\r\n"
