"""XML and JSON read into one shape: names in lower case, each with the list of what was given under that name.

`{"hardware": [{"name": ["PC-ACCUEIL"]}]}`. Sections that nobody asked for are never built: what is personal in them
is not even read.
"""

import json
import re
from collections.abc import Callable, Collection
from typing import Any, NoReturn, TypeAlias
from xml.parsers import expat

from itsupport.inventory.errors import TOO_LARGE, InventoryError

Tree: TypeAlias = "dict[str, list[Tree | str]]"

MAX_DEPTH = 16
MAX_ELEMENTS = 250_000
"""Elements of an XML document, or brackets and commas of a JSON one. A PC with 1,000 programs has 20,000."""
MAX_TEXT = 4_096
"""Characters kept of one element."""
SECTION_DEPTH = 3
"""Depth of a section: REQUEST / CONTENT / section."""

_WINDOWS_1252 = {
    0xDC00 + byte: bytes([byte]).decode("cp1252", errors="replace") for byte in range(0x80, 0x100)
}
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));")
_LEGAL = (
    range(9, 11),
    range(13, 14),
    range(0x20, 0xD800),
    range(0xE000, 0xFFFE),
    range(0x10000, 0x110000),
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_JSON_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[\]{},]', re.DOTALL)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


def decoded(document: bytes) -> str:
    """The text of a document, whatever it declares: UTF-8, each byte that is none read as Windows-1252.

    Agents of old Windows declare one and write the other, or both in one document. Control characters are dropped.
    """
    bom, encoding = next((one for one in _BOMS if document.startswith(one[0])), (b"", "utf-8"))
    found = document[len(bom) :]
    try:
        text = found.decode(encoding)
    except UnicodeDecodeError:
        text = (
            found.decode(errors="surrogateescape").translate(_WINDOWS_1252)
            if encoding == "utf-8"
            else found.decode(encoding, errors="replace")
        )
    return _UNWANTED.sub("", text)


def from_xml(text: str, wanted: Collection[str]) -> tuple[str, Tree]:
    """Name of the root and its tree, of the `wanted` sections only.

    InventoryError on a document type, an entity, a broken document.
    """
    builder = _XMLBuilder(wanted)
    source = _REFERENCE.sub(_legal, _DECLARATION.sub("", text, count=1)).strip()
    try:
        builder.parser.Parse(source.encode(), True)  # noqa: FBT003 -- expat takes no name
    except expat.ExpatError as error:
        raise InventoryError("Le document XML est mal formé.") from error
    return builder.root, builder.tree


def from_json(text: str) -> dict[str, Any]:
    """The object of a JSON document. InventoryError when it is none, too deep, too large."""
    _weigh(text)
    try:
        found = json.loads(text, strict=False, parse_constant=_no_constant)
    except ValueError as error:
        raise InventoryError("Le document JSON est mal formé.") from error
    if not isinstance(found, dict):
        raise InventoryError("Le document JSON n’est pas un objet.")
    return found


def as_tree(found: Any) -> Tree:
    """A JSON object in the shape of an XML element; anything else is an empty tree."""
    if not isinstance(found, dict):
        return {}
    return {str(name).lower(): _as_list(value) for name, value in found.items()}


def rows(tree: Tree, *names: str) -> list[Tree] | None:
    """The rows of the first section present: None when no section of these names was sent."""
    for name in names:
        if name in tree:
            given = [one for one in tree[name] if isinstance(one, dict)]
            if given or not tree[name]:
                return given
    return None


def first(tree: Tree, name: str) -> Tree:
    """The first element of that name, empty when there is none."""
    return next(iter(rows(tree, name) or []), {})


def word(tree: Tree, *names: str) -> str:
    """The first text that is not blank under these names, else nothing."""
    for name in names:
        for one in tree.get(name, ()):
            if isinstance(one, str) and one.strip():
                return one
    return ""


class _XMLBuilder:
    """Handlers of expat that build a tree, and refuse what an inventory has no use for."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.root = ""
        self.tree: Tree = {}
        self._wanted = wanted
        self._open: list[tuple[str, Tree, list[str]]] = []
        self._skipped = 0
        self._elements = 0
        parser = self.parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        refused: Callable[..., NoReturn] = _no_entity
        parser.StartDoctypeDeclHandler = refused
        parser.EntityDeclHandler = refused
        parser.ExternalEntityRefHandler = refused

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._elements += 1
        depth = len(self._open) + self._skipped + 1
        if self._elements > MAX_ELEMENTS or depth > MAX_DEPTH:
            raise InventoryError(
                "Le document XML est trop grand ou trop profond.", status=TOO_LARGE
            )
        lower = name.lower()
        if self._skipped or (depth == SECTION_DEPTH and lower not in self._wanted):
            self._skipped += 1
        else:
            self._open.append((lower, {}, []))

    def _text(self, data: str) -> None:
        if self._open and not self._skipped:
            chunks = self._open[-1][2]
            if len(chunks) < MAX_TEXT:
                chunks.append(data[:MAX_TEXT])

    def _end(self, _name: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        name, children, chunks = self._open.pop()
        if not self._open:
            self.root, self.tree = name, children
            return
        value = children or "".join(chunks)[:MAX_TEXT].strip()
        self._open[-1][1].setdefault(name, []).append(value)


def _no_entity(*_arguments: object) -> NoReturn:
    raise InventoryError("Le document XML déclare un type ou une entité : il est refusé.")


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _legal(reference: re.Match[str]) -> str:
    """A character reference, or nothing when XML does not allow the character."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return reference[0] if any(number in span for span in _LEGAL) else ""


def _weigh(text: str) -> None:
    """Refuse a document that is too deep or too large before any object is made of it."""
    depth = tokens = 0
    for token in _JSON_TOKEN.finditer(text):
        mark = token[0]
        if mark[0] == '"':
            continue
        tokens += 1
        depth += (mark in "[{") - (mark in "]}")
        if depth > MAX_DEPTH or tokens > MAX_ELEMENTS:
            raise InventoryError(
                "Le document JSON est trop grand ou trop profond.", status=TOO_LARGE
            )


def _as_list(value: Any) -> list["Tree | str"]:
    if isinstance(value, list):
        return [_as_one(one) for one in value if one is not None]
    return [] if value is None else [_as_one(value)]


def _as_one(value: Any) -> "Tree | str":
    if isinstance(value, dict):
        return as_tree(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    return value[:MAX_TEXT] if isinstance(value, str) else str(value)[:MAX_TEXT]
