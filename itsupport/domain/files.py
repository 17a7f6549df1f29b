"""The files of a request: given by a form, or taken out of a mail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from itsupport.models import Ticket, TicketFile, TicketMessage
from itsupport.states.tickets import Direction
from portal.files import keep
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LARGEST = 15 * 1024 * 1024
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file as it was given: by a form, or by a mail."""

    name: str
    content: bytes
    content_id: str = ""


def keep_files(
    ticket: Ticket, message: TicketMessage, files: Iterable[Given], *, at: datetime
) -> list[TicketFile]:
    """Store them, photos without what tells where they were taken, and note them on the message.

    Refused beyond 20 files, or 15 MB for one.
    """
    given = list(files)
    if len(given) > MOST:
        raise Refusal(f"Vous pouvez joindre {MOST} fichiers au plus.")
    for one in given:
        if len(one.content) > LARGEST:
            raise Refusal(f"« {one.name} » dépasse 15 Mo : envoyez un fichier plus petit.")
    return TicketFile.objects.bulk_create([_row(ticket, message, one, at=at) for one in given])


def _row(ticket: Ticket, message: TicketMessage, one: Given, *, at: datetime) -> TicketFile:
    kept = keep(f"demandes/{at:%Y/%m}", one.name, one.content)
    return TicketFile(
        ticket=ticket,
        commune_id=ticket.commune_id,
        message=message,
        internal=message.direction == Direction.NOTE,
        content_id=one.content_id[:200],
        added_at=at,
        **asdict(kept),
    )
