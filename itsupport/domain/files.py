"""The files of a request: given by a form, or taken out of a mail."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from itsupport.models import Ticket, TicketFile, TicketMessage
from itsupport.states.tickets import Direction
from portal.files import check_files, keep

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.files import Given


def keep_files(
    ticket: Ticket, message: TicketMessage, files: Iterable[Given], *, at: datetime
) -> list[TicketFile]:
    """Store them, photos without what tells where they were taken, and note them on the message.

    Refused beyond 20 files, or 15 MB for one.
    """
    given = list(files)
    check_files(given)
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
