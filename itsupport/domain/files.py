"""The files of a request: what they are is read in their first bytes, never believed from their name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from itsupport.models import Ticket, TicketFile, TicketMessage
from itsupport.states.tickets import Direction
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LARGEST = 15 * 1024 * 1024
MOST = 20
UNKNOWN_TYPE = "application/octet-stream"
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


def keep_files(
    ticket: Ticket, message: TicketMessage, files: Iterable[Given], *, at: datetime
) -> list[TicketFile]:
    """Store them under a name made from their content, and note them on the message.

    Refused beyond 20 files, or 15 MB for one. A file stored by a transaction that fails is never read.
    """
    given = list(files)
    if len(given) > MOST:
        raise Refusal(f"Vous pouvez joindre {MOST} fichiers au plus.")
    for one in given:
        if len(one.content) > LARGEST:
            raise Refusal(f"« {one.name} » dépasse 15 Mo : envoyez un fichier plus petit.")
    return TicketFile.objects.bulk_create([_row(ticket, message, one, at=at) for one in given])


def stored(name: str, content: bytes) -> str:
    """Keep the content under a name made from it, or under another one when what is there was left half written."""
    if default_storage.exists(name) and default_storage.size(name) == len(content):
        return name
    return default_storage.save(name, ContentFile(content))


def _row(ticket: Ticket, message: TicketMessage, one: Given, *, at: datetime) -> TicketFile:
    sha256 = hashlib.sha256(one.content).hexdigest()
    name = stored(f"demandes/{at:%Y/%m}/{sha256}", one.content)
    return TicketFile(
        ticket=ticket,
        commune_id=ticket.commune_id,
        message=message,
        internal=message.direction == Direction.NOTE,
        name=one.name[:200] or "sans nom",
        content_type=sniffed(one.name, one.content),
        content_id=one.content_id[:200],
        size=len(one.content),
        sha256=sha256,
        file=name,
        added_at=at,
    )
