"""winmail.dat: the files inside the envelope (TNEF) that Outlook wraps around what it sends in rich text.

Source: [MS-OXTNEF]. Reads attachments and their long names; the text inside is the one of the message around.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from itsupport.inbound.charsets import decode

_SIGNATURE = 0x223E9F78
_HEAD = struct.Struct("<BII")
_RENDERING, _TITLE, _DATA, _PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_LONG_NAME, _CONTENT_ID, _OBJECT = 0x3707, 0x3712, 0x3701
_FILES = 200
_PROPERTIES_READ = 100
_FIXED = {
    0x2: 4,
    0x3: 4,
    0x4: 4,
    0x5: 8,
    0x6: 8,
    0x7: 8,
    0xA: 4,
    0xB: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_VARIABLE = frozenset({0x1E, 0x1F, 0xD, 0x102})
_UNICODE = 0x1F
_NAMED = 0x8000


@dataclass(slots=True)
class TnefFile:
    name: str = ""
    content: bytes = b""
    content_id: str = ""


def tnef_files(data: bytes) -> list[TnefFile]:
    """The files inside, in order; none when this is no TNEF. One that is cut is given as far as it goes."""
    found: list[TnefFile] = []
    for identifier, value in _attributes(data):
        if identifier == _RENDERING:
            if len(found) >= _FILES:
                break
            found.append(TnefFile())
        elif found and identifier == _TITLE:
            found[-1].name = found[-1].name or decode(value).rstrip("\0")
        elif found and identifier == _DATA:
            found[-1].content = value
        elif found and identifier == _PROPERTIES:
            _read_properties(found[-1], value)
    return [one for one in found if one.content]


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    if len(data) < 6 or int.from_bytes(data[:4], "little") != _SIGNATURE:  # noqa: PLR2004 -- and a key
        return
    position = 6
    while position + _HEAD.size <= len(data):
        _, identifier, size = _HEAD.unpack_from(data, position)
        position += _HEAD.size
        yield identifier & 0xFFFF, data[position : position + size]
        position += size + 2  # and a checksum


def _read_properties(file: TnefFile, value: bytes) -> None:
    """MAPI properties: the long name, the Content-ID. What cannot be read stops the reading."""
    try:
        for identifier, kind, content in _properties(value):
            text = decode(content, "utf-16-le" if kind == _UNICODE else "").rstrip("\0")
            if identifier == _LONG_NAME and text:
                file.name = text
            elif identifier == _CONTENT_ID:
                file.content_id = text.strip("<>")
            elif identifier == _OBJECT and not file.content:
                file.content = content
    except struct.error:
        return


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    count = min(struct.unpack_from("<I", value)[0], _PROPERTIES_READ)
    position = 4
    for _ in range(count):
        kind, identifier = struct.unpack_from("<HH", value, position)
        position += 4
        if identifier >= _NAMED:
            position = _after_name(value, position)
        if kind in _FIXED:
            yield identifier, kind, value[position : position + _FIXED[kind]]
            position += _FIXED[kind]
            continue
        if kind not in _VARIABLE:
            return
        (size,) = struct.unpack_from("<I", value, position + 4)
        yield identifier, kind, value[position + 8 : position + 8 + size]
        position += 8 + _padded(size)


def _after_name(value: bytes, position: int) -> int:
    (by_text,) = struct.unpack_from("<I", value, position + 16)
    if not by_text:
        return position + 24
    (size,) = struct.unpack_from("<I", value, position + 20)
    return position + 24 + _padded(size)


def _padded(size: int) -> int:
    return size + -size % 4
