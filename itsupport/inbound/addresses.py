"""Mailboxes and identifiers of a header, as people's programs write them rather than as RFC 5322 would have them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from itsupport.inbound.charsets import one_line
from itsupport.inbound.headers import decoded_words
from itsupport.inbound.limits import (
    ADDRESS_CHARACTERS,
    ADDRESSES,
    IDENTIFIER_CHARACTERS,
    NAME_CHARACTERS,
    REFERENCES,
)

_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.){0,500}+)"|<{1,5}+(?P<angle>[^<>]{0,500})>{1,5}|(?P<mark>[(),;:])'
    r'|(?P<text>[^"<(),;:]+|.)',
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]+@[^\s@<>,;\"()]+")
_IDENTIFIER = re.compile(r"<([^<>]{1,600})>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, maybe empty, and an address in lower case."""

    name: str
    address: str


@dataclass(slots=True)
class _Entry:
    name: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    address: str = ""


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """Those of a header that have an address, in order, each address once.

    Understands groups, comments, routes, a comma in a name without quotes, a whole mailbox in one encoded word.
    """
    found = _mailboxes(value)
    if not found and "=?" in value:
        found = _mailboxes(decoded_words(value))
    by_address: dict[str, Mailbox] = {}
    for one in found:
        by_address.setdefault(one.address, one)
    return tuple(by_address.values())[:ADDRESSES]


def address_of(text: str) -> str:
    """The bare address in lower case, or "" when this is none."""
    bare = text.strip(" \t\r\n'\"").removeprefix("mailto:").removeprefix("MAILTO:")
    if bare.startswith("@"):  # a route of old: <@relay,@relay:box@example.org>
        bare = bare.rpartition(":")[2]
    bare = one_line(bare, ADDRESS_CHARACTERS + 1).rstrip(".").lower()
    return bare if len(bare) <= ADDRESS_CHARACTERS and _ADDRESS.fullmatch(bare) else ""


def identifiers(value: str) -> list[str]:
    """Message-IDs of a header in their order, each once, with their angle brackets even when they lack."""
    words = _IDENTIFIER.findall(value) or [word for word in value.split() if "@" in word]
    ids = ["".join(one_line(word, IDENTIFIER_CHARACTERS + 1).split()) for word in words]
    return list(dict.fromkeys(f"<{one}>" for one in ids if 0 < len(one) < IDENTIFIER_CHARACTERS))


def thread_of(references: Iterable[str], in_reply_to: Iterable[str]) -> tuple[str, ...]:
    """Identifiers of a conversation, oldest first, those of In-Reply-To last when they are not among them."""
    found = dict.fromkeys(one for value in references for one in identifiers(value))
    found |= dict.fromkeys(one for value in in_reply_to for one in identifiers(value))
    return tuple(found)[-REFERENCES:]


def _mailboxes(value: str) -> list[Mailbox]:
    entries, entry, depth = [], _Entry(), 0
    for token in _TOKEN.finditer(value):
        mark = token["mark"]
        if mark in ("(", ")"):
            depth = depth + 1 if mark == "(" else max(0, depth - 1)
        elif depth:
            entry.comment.append(token[0])
        elif mark == ":" and not entry.address and "@" not in "".join(entry.name):
            entry = _Entry()  # the name of a group
        elif mark in (",", ";"):
            entries.append(entry)
            entry = _Entry()
        elif token["angle"] is not None:
            entry.address = entry.address or token["angle"]
        else:
            quoted = token["quoted"]
            entry.name.append(token[0] if quoted is None else _ESCAPED.sub(r"\1", quoted))
    return _told([*entries, entry])


def _told(entries: list[_Entry]) -> list[Mailbox]:
    """« Dupont, Jean <jean@example.org> » without quotes is one person: a bare name belongs to who follows."""
    found, waiting = [], ""
    for entry in entries:
        name = "".join(entry.name).strip()
        address = address_of("".join(entry.address.split())) if entry.address else address_of(name)
        if not address and not entry.address and (bare := _last_address(name)):
            name, address = name.replace(bare, ""), address_of(bare)
        if not address:
            waiting = f"{waiting}{name}, " if name and "@" not in name else ""
            continue
        name = "" if address_of(name) == address else name
        if waiting and entry.address:
            name = waiting + name
        name = one_line(decoded_words(name or "".join(entry.comment)), NAME_CHARACTERS)
        found.append(Mailbox(name.strip("\"' "), address))
        waiting = ""
    return found


def _last_address(name: str) -> str:
    """« jean.dupont@example.org via le formulaire »: the address that stands in a text."""
    words = [word for word in name.split() if "@" in word]
    return words[-1] if words and address_of(words[-1]) else ""
