"""Files that people give: their first bytes say what they are, and they are kept under a name made from them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from portal.lib.photos import is_heic, without_metadata
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST = 15 * 1024 * 1024
MOST = 20
UNKNOWN_TYPE = "application/octet-stream"
SHOWN = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""The types that a page may show; everything else is only ever downloaded."""
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
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
DOCUMENTS = SHOWN | {"application/pdf", *_OFFICE.values()}
"""What one reads: pictures, PDF, the files of an office suite, without the macros of any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it was given: by a form, or by a mail."""

    name: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file in the storage: where, the name people read, its type, its bytes and their SHA-256."""

    file: str
    name: str
    content_type: str
    size: int
    sha256: str


def check_files(files: Sequence[Given]) -> None:
    """Refusal beyond 20 files, or 15 MB for one."""
    if len(files) > MOST:
        raise Refusal(f"Vous pouvez joindre {MOST} fichiers au plus.")
    for one in files:
        if len(one.content) > LARGEST:
            raise Refusal(f"« {one.name} » dépasse 15 Mo : envoyez un fichier plus petit.")


def keep(folder: str, name: str, content: bytes, *, suffix: str = "") -> Kept:
    """Store what a person gave, its photos without their metadata; twice the same is stored once.

    A file stored by a transaction that fails is never read.
    """
    name, content = cleaned(name, content)
    sha256 = hashlib.sha256(content).hexdigest()
    return Kept(
        file=stored(f"{folder}/{sha256}{suffix}", content),
        name=name[:200] or "sans nom",
        content_type=sniffed(name, content),
        size=len(content),
        sha256=sha256,
    )


def cleaned(name: str, content: bytes) -> tuple[str, bytes]:
    """The file without the metadata of its photo; a HEIC becomes a JPEG, in its name too."""
    plain = without_metadata(content)
    if is_heic(content) and not is_heic(plain):
        name = f"{PurePath(name).stem}.jpg"
    return name, plain


def sniffed(name: str, content: bytes) -> str:
    """The type that the first bytes show, or UNKNOWN_TYPE."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    kind = next((kind for start, kind in _SIGNATURES if content.startswith(start)), UNKNOWN_TYPE)
    if kind == "application/zip":
        return _OFFICE.get(name.rpartition(".")[2].lower(), kind)
    return kind


def stored(name: str, content: bytes) -> str:
    """Keep the content under a name made from it, or under another one when what is there was left half written."""
    if default_storage.exists(name) and default_storage.size(name) == len(content):
        return name
    return default_storage.save(name, ContentFile(content))
