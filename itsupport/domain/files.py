"""The files of a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itsupport.models import Ticket, TicketFile, TicketMessage
from itsupport.states.tickets import Direction
from portal.lib.files import sniffed
from portal.storage import check_files, stored_under

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.lib.files import Given


def keep_files(
    ticket: Ticket, message: TicketMessage, files: Iterable[Given], *, at: datetime
) -> list[TicketFile]:
    """Store them under a name made from their content, and note them on the message.

    Refused beyond 20 files, or 15 MB for one. A file stored by a transaction that fails is never read.
    """
    given = list(files)
    check_files(given)
    return TicketFile.objects.bulk_create([_row(ticket, message, one, at=at) for one in given])


def _row(ticket: Ticket, message: TicketMessage, one: Given, *, at: datetime) -> TicketFile:
    name, sha256 = stored_under(f"demandes/{at:%Y/%m}", one.content)
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
