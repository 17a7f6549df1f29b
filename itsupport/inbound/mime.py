"""The tree of a message: multiparts cut at their boundaries by position, without a copy, within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from itsupport.inbound.headers import Headers, read_headers
from itsupport.inbound.limits import DEPTH, PARTS
from itsupport.inbound.parameters import Valued, media_type, read_parameters
from itsupport.inbound.transfer import undone

_AFTER = re.compile(rb"(--)?[ \t]*(?:\r?\n|\r|\Z)")
_GUESS = re.compile(rb"--(-{0,60}[^\s-][^\r\n]{0,150}?)[ \t]*\r?\n")
_BOUNDARY_BYTES = 200
_FALSE_MATCHES = 10_000


@dataclass
class Part:
    """One node: its headers, and either its children or the place of its body in `raw`."""

    raw: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    start: int
    end: int
    default_type: str = "text/plain"
    children: list["Part"] = field(default_factory=list)
    closed: bool = False
    """A multipart beyond the bounds: it was not opened."""

    @cached_property
    def declared(self) -> Valued:
        return read_parameters(self.headers.first("content-type"))

    @cached_property
    def disposition(self) -> Valued:
        return read_parameters(self.headers.first("content-disposition"))

    @cached_property
    def content_type(self) -> str:
        """In lower case; what cannot be understood is a text, or a file when it has a name."""
        header = self.headers.first("content-type")
        if found := media_type(header):
            return found
        return "application/octet-stream" if header and self.file_name else self.default_type

    @cached_property
    def file_name(self) -> str:
        """As it was declared, not cleaned."""
        return self.disposition.parameters.get("filename") or self.declared.parameters.get(
            "name", ""
        )

    @property
    def is_attached(self) -> bool:
        return self.disposition.value == "attachment"

    @property
    def body(self) -> bytes:
        """As it was sent."""
        return self.raw[self.start : self.end]

    @property
    def content(self) -> bytes:
        """Its transfer encoding undone."""
        return undone(self.body, self.headers.first("content-transfer-encoding"))

    @property
    def charset(self) -> str:
        return self.declared.parameters.get("charset", "")

    def walk(self) -> Iterator["Part"]:
        """Itself and all that it holds, in the order of the message."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def read_tree(raw: bytes) -> Part:
    """The whole message. A multipart without its boundary, or too deep, is a leaf."""
    root = _part(raw, 0, len(raw), "text/plain")
    parts, waiting = 1, [(root, 0)]
    while waiting:
        part, depth = waiting.pop(0)
        if not part.content_type.startswith("multipart/"):
            continue
        if depth >= DEPTH or parts >= PARTS:
            part.closed = True
            continue
        digest = part.content_type == "multipart/digest"
        for start, end in _pieces(part, PARTS - parts):
            child = _part(raw, start, end, "message/rfc822" if digest else "text/plain")
            part.children.append(child)
            parts += 1
            waiting.append((child, depth + 1))
    return root


def _part(raw: bytes, start: int, end: int, default_type: str) -> Part:
    headers = read_headers(raw, start, end)
    return Part(raw, headers, headers.end, end, default_type)


def _pieces(part: Part, most: int) -> list[tuple[int, int]]:
    """Where each piece begins and ends: at most `most`, the last one with all that follows."""
    raw, boundary = part.raw, _boundary(part)
    if not boundary:
        return []
    found: list[tuple[int, int]] = []
    opened, position, wrong = -1, part.start, 0
    while wrong < _FALSE_MATCHES and (at := raw.find(boundary, position, part.end)) >= 0:
        after = _AFTER.match(raw, at + len(boundary), part.end)
        if not after or (at > part.start and raw[at - 1] not in b"\r\n"):
            position, wrong = at + len(boundary), wrong + 1
            continue
        if opened >= 0:
            found.append((opened, _before_line_end(raw, opened, at)))
        opened, position = (-1 if after[1] else after.end()), after.end()
        if after[1] or len(found) + 1 >= most:
            break
    if opened >= 0:
        found.append((opened, part.end))
    return found


def _boundary(part: Part) -> bytes:
    """Two hyphens and the declared boundary when it is there; else the first line that looks like one."""
    declared = part.declared.parameters.get("boundary", "").rstrip()[:_BOUNDARY_BYTES]
    for encoding in ("utf-8", "cp1252"):
        marked = b"--" + declared.encode(encoding, "replace")
        if declared and part.raw.find(marked, part.start, part.end) >= 0:
            return marked
    guess = _GUESS.match(part.raw, part.start, part.end)
    return b"--" + guess[1] if guess else b""


def _before_line_end(raw: bytes, start: int, at: int) -> int:
    """The line end before a boundary belongs to the boundary."""
    if at - 2 >= start and raw[at - 2 : at] == b"\r\n":
        return at - 2
    return at - 1 if at - 1 >= start else at
