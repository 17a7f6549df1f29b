"""The headers of a part, from bytes: folded, doubled, raw 8-bit, with encoded words (RFC 2047) as people send them."""

import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from itsupport.inbound.charsets import decode
from itsupport.inbound.limits import BLOCK_BYTES, HEADER_BYTES, HEADERS
from itsupport.inbound.transfer import base64_bytes

_LINE = re.compile(rb"([^\r\n]*)(\r\n|\n|\r|\Z)")
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]*:")
_OPENING = re.compile(r"=\?([^?\s]{0,60})\?([bBqQ])\?")
_FROM_LINE = re.compile(rb">?From ")


@dataclass(frozen=True)
class Headers:
    """Fields in their order, the first one of a name first. `end` is where the body begins."""

    fields: tuple[tuple[str, bytes], ...]
    end: int

    @cached_property
    def by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(decode(value).strip())
        return found

    def every(self, name: str) -> list[str]:
        """Every value of a name, undecoded words."""
        return self.by_name.get(name, [])

    def first(self, name: str) -> str:
        """The first value that says something, or ""."""
        return next((value for value in self.every(name) if value), "")

    def text(self, name: str) -> str:
        """The same with its encoded words decoded."""
        return decoded_words(self.first(name))

    def has(self, *names: str) -> bool:
        return any(self.first(name) for name in names)


def read_headers(raw: bytes, start: int, end: int) -> Headers:
    """The headers that begin at `start`; a text that begins without any is all body."""
    fields: list[tuple[str, list[bytes]]] = []
    position = first = _first_field(raw, start, end)
    limit = min(end, position + BLOCK_BYTES)
    while position < limit and len(fields) < HEADERS:
        line = _LINE.match(raw, position, end)
        assert line
        content = line[1]
        if not content.strip(b" \t"):
            return Headers(_joined(fields), _body_start(line, fields, first, start))
        if field := _FIELD.match(content):
            fields.append((field[1].decode("ascii").lower(), [content[field.end() :]]))
        elif content[:1] in b" \t" and fields:
            fields[-1][1].append(content)
        elif not _junk_between_fields(raw, line, fields, end):
            return Headers(_joined(fields), position if fields else start)
        position = line.end()
    return Headers(_joined(fields), position if fields else start)


def _first_field(raw: bytes, start: int, end: int) -> int:
    """Past blank lines and the « From » line of a mailbox file, when a header follows."""
    position = start
    while position < end and raw[position : position + 1] in (b"\r", b"\n"):
        position += 1
    line = _LINE.match(raw, position, end)
    if line and _FROM_LINE.match(line[1]) and _FIELD.match(raw, line.end(), end):
        return line.end()
    return position if start == 0 else start


def _body_start(line: re.Match[bytes], fields: list, first: int, start: int) -> int:
    return line.end() if fields or first == start else start


def _junk_between_fields(raw: bytes, line: re.Match[bytes], fields: list, end: int) -> bool:
    """A line that is no header, between two that are: skipped, as mail servers do."""
    return bool(fields) and bool(_FIELD.match(raw, line.end(), end))


def _joined(fields: Iterable[tuple[str, list[bytes]]]) -> tuple[tuple[str, bytes], ...]:
    return tuple((name, b"".join(lines)[:HEADER_BYTES]) for name, lines in fields)


def decoded_words(text: str) -> str:
    """The text of a header, its encoded words decoded: also glued to others, with spaces, cut inside a character.

    Words that follow each other in the same charset are one run of bytes. What is not a word stays as it is.
    """
    if "=?" not in text:
        return text
    pieces: list[tuple[str, bytes]] = []
    position = done = 0
    while (position := text.find("=?", position)) >= 0:
        opening = _OPENING.match(text, position)
        if not opening:
            position += 2
            continue
        closing = text.find("?=", opening.end())
        if closing < 0:
            break
        between = text[done:position]
        if between.strip() or not pieces:
            pieces.append(("", between.encode("utf-8", "replace")))
        payload = text[opening.end() : closing]
        pieces.append((_charset(opening[1]), _word_bytes(opening[2], payload)))
        position = done = closing + 2
    pieces.append(("", text[done:].encode("utf-8", "replace")))
    runs = groupby(pieces, key=lambda piece: piece[0])
    return "".join(decode(b"".join(data for _, data in run), name[1:]) for name, run in runs)


def _charset(declared: str) -> str:
    """Marked, so that a word without charset is no plain text."""
    return "=" + declared.lower().partition("*")[0]


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding in "bB":
        return base64_bytes(data)
    return binascii.a2b_qp(data.replace(b"_", b" "), header=False)
