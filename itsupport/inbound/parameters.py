"""Content-Type and Content-Disposition: a value and its parameters, as RFC 2231 says and as programs write them."""

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from itsupport.inbound.charsets import decode
from itsupport.inbound.headers import decoded_words

_PARAMETER = re.compile(r';[ \t]*([^\s=;"]{1,60})[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*+)"|([^;]*))')
_EXTENDED = re.compile(r"([^*]+)(?:\*([0-9]{1,3}))?(\*)?")
_ESCAPED = re.compile(r'\\(["\\])')
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}")


@dataclass(frozen=True, slots=True)
class Valued:
    """`attachment; filename="a.pdf"`: a value in lower case, and what its parameters say, names in lower case."""

    value: str
    parameters: dict[str, str]


def read_parameters(header: str) -> Valued:
    """Continued and percent-encoded parameters put together; encoded words in them decoded."""
    value = header.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for match in _PARAMETER.finditer(header):
        quoted, bare = match[2], match[3]
        text = bare.strip().removeprefix('"') if quoted is None else _ESCAPED.sub(r"\1", quoted)
        name = _EXTENDED.fullmatch(match[1].lower())
        if name and (name[2] or name[3]):
            pieces.setdefault(name[1], []).append((int(name[2] or 0), bool(name[3]), text))
        else:
            found.setdefault(match[1].lower(), decoded_words(text))
    for plain, parts in pieces.items():
        found[plain] = _continued(sorted(parts, key=lambda part: part[0]))
    return Valued(value, found)


def _continued(parts: list[tuple[int, bool, str]]) -> str:
    charset, data = "", b""
    for index, (_, encoded, text) in enumerate(parts):
        piece = text
        if encoded and index == 0 and piece.count("'") > 1:
            charset, _, piece = piece.split("'", 2)
        data += unquote_to_bytes(piece) if encoded else piece.encode("utf-8", "replace")
    return decoded_words(decode(data, charset))


def media_type(header: str) -> str:
    """`image/png` of a Content-Type; "" when it is none."""
    value = header.partition(";")[0].strip().lower()
    return value if _TYPE.fullmatch(value) else ""
