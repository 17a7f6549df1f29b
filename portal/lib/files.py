"""Files as people give them: what they are is read in their first bytes, never believed from their name."""

from __future__ import annotations

from dataclasses import dataclass

LARGEST = 15 * 1024 * 1024
MOST = 20
UNKNOWN_TYPE = "application/octet-stream"
IMAGES = frozenset(("image/jpeg", "image/png", "image/gif", "image/webp"))
"""Shown in the page; everything else is only ever downloaded."""
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it was given: by a form, or by a mail."""

    name: str
    content: bytes
    content_id: str = ""


def sniffed(name: str, content: bytes) -> str:
    """The type that the first bytes show, or UNKNOWN_TYPE."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    kind = next((kind for start, kind in _SIGNATURES if content.startswith(start)), UNKNOWN_TYPE)
    if kind == "application/zip":
        return _OFFICE.get(name.rpartition(".")[2].lower(), kind)
    return kind
