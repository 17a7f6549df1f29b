"""Content-Transfer-Encoding undone: base64 with junk, quoted-printable, uuencode, and names that lie."""

import binascii
import re

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_JUNK = bytes(set(range(256)) - set(_ALPHABET))
_PADDING = re.compile(rb"=+")
_PURE = re.compile(rb"[A-Za-z0-9+/\s]*")
_PURE_LINE = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_SPACED_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_WORDS = re.compile(rb"[\w,.;:!?')-] [\w(]")
_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,200})\r?$", re.MULTILINE)
_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_FEWEST_SPACES = 3
_SPACES_OF_PROSE = 20
"""One space between words for that many bytes, at least: prose, not base64."""


def undone(body: bytes, encoding: str) -> bytes:
    """The bytes that were meant. An encoding that nobody knows, or that the body belies, changes nothing."""
    name = encoding.strip(" \t\"'").lower().partition(";")[0].strip().replace("_", "-")
    if name in ("base64", "b64", "x-base64"):
        return body if _is_prose(body) else base64_bytes(body)
    if name in ("quoted-printable", "quotedprintable", "quoted printable", "qp"):
        return binascii.a2b_qp(_SPACED_BREAK.sub(b"=", body))
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = without_uuencoded(body)[1]
        return found[0][1] if found else body
    return body


def base64_bytes(body: bytes) -> bytes:
    """What base64 says, junk left out; several padded runs are read one after the other, a text behind is not."""
    found = []
    for number, piece in enumerate(_PADDING.split(body)):
        if number and (not _PURE.fullmatch(piece) or _WORDS.search(piece)):
            break
        data = piece.translate(None, _JUNK)
        if len(data) % 4 == 1:
            data = data[:-1]
        found.append(binascii.a2b_base64(data + b"=" * (-len(data) % 4)))
    return b"".join(found)


def without_uuencoded(body: bytes) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """The text around uuencoded files, and the files: (name, content). A block without an end is text."""
    if not (begin := _BEGIN.search(body)):
        return body, []
    rest, files, position = [], [], 0
    while begin and (end := _END.search(body, begin.end())):
        content = _uu_lines(body[begin.end() : end.start()])
        if content:
            rest.append(body[position : begin.start()])
            files.append((begin[1].strip(), content))
            position = end.end()
        begin = _BEGIN.search(body, end.end())
    rest.append(body[position:])
    return b"".join(rest), files


def _uu_lines(block: bytes) -> bytes:
    """The bytes of the lines, or nothing when one of them is no uuencoding."""
    found = []
    for line in block.splitlines():
        if not line.strip() or line[:1] in (b"`", b" "):
            continue
        size = (line[0] - 32) & 63
        if line[0] > ord("`") or len(line) < 1 + (size * 4 + 2) // 3:
            return b""
        try:
            found.append(binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4]))
        except binascii.Error:
            return b""
    return b"".join(found)


def _is_prose(body: bytes) -> bool:
    """A text declared base64 that never was."""
    start = body[:4000].lstrip()
    first = start.partition(b"\n")[0].rstrip()
    if len(first) % 4 == 0 and _PURE_LINE.fullmatch(first):
        return False
    spaces = len(_WORDS.findall(start))
    return spaces >= _FEWEST_SPACES and spaces * _SPACES_OF_PROSE > len(start)
