"""The characters and lines of iCalendar: what may be said, how it is escaped and folded (RFC 5545 and 6868)."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

LONGEST = 75
"""Octets of a line, without its end (RFC 5545, 3.1)."""
_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSENDABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_MAILBOX = re.compile(r"(?P<name>.*?)\s*<(?P<address>[^<>]*)>\s*", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@<>\x00-\x1f\x7f]+@[^\s@<>\x00-\x1f\x7f]+")
_IN_MAILTO = "@!$'*+"
_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})
_IN_PARAMETER = str.maketrans({"^": "^^", "\n": "^n", '"': "^'"})


def clean(text: str) -> str:
    """The text that is sent: every kind of line break is a newline, control characters but tab are left out."""
    return _UNSENDABLE.sub("", _BREAKS.sub("\n", text))


def value(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and newline escaped."""
    return clean(text).translate(_ESCAPED)


def parameter(text: str) -> str:
    """A parameter's value in double quotes; those of the text are written ^' (RFC 6868)."""
    return f'"{clean(text).translate(_IN_PARAMETER)}"'


def party(mailbox: str) -> tuple[str, str]:
    """The name, which may be empty, and the address as a mailto URI of « Marie Klein <m.klein@example.org> ».

    A bare address is taken too, with or without "mailto:". ValueError: no address in it.
    """
    found = _MAILBOX.fullmatch(mailbox)
    name, address = found.group("name", "address") if found else ("", mailbox)
    address = address.strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if not _ADDRESS.fullmatch(address):
        raise ValueError(f"{mailbox!r} holds no e-mail address")
    return _unquoted(name.strip()), f"mailto:{quote(address, safe=_IN_MAILTO)}"


def _unquoted(name: str) -> str:
    """The name out of the quotes that the header of a mail would give it."""
    if len(name) > 1 and name[0] == name[-1] == '"':
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def sendable(lines: Iterable[str]) -> bytes:
    """UTF-8, each line folded and ended with CRLF. Every calendar leaves by here."""
    return b"".join(piece + b"\r\n" for line in lines for piece in folded(line))


def folded(line: str) -> Iterator[bytes]:
    """Pieces of at most 75 octets, the space that begins the following ones counted; no character is cut."""
    left, room, head = line.encode(), LONGEST, b""
    while len(left) > room:
        cut = room
        while left[cut] & 0xC0 == 0x80:  # noqa: PLR2004 -- an octet that continues a character
            cut -= 1
        yield head + left[:cut]
        left, room, head = left[cut:], LONGEST - 1, b" "
    yield head + left
