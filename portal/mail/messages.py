"""The e-mail of a row of the outbox, the same each time it is made."""

from __future__ import annotations

from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives

from portal.lib.dates import in_paris

if TYPE_CHECKING:
    from portal.mail.models import OutboxEmail


def message_of(row: OutboxEmail) -> EmailMultiAlternatives:
    """A second copy has the same Message-ID and date: mail readers show it once.

    Raises OSError when the attached document cannot be read, ValueError when the row is no e-mail.
    """
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=row.text,
        to=[row.to],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={
            **row.headers,
            "Message-ID": row.message_id,
            "Date": format_datetime(in_paris(row.written_at)),
            "Auto-Submitted": "auto-generated",
        },
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    if row.document is not None:
        with row.document.file.open("rb") as file:
            message.attach(row.document.filename, file.read(), "application/pdf")
    message.message()  # what cannot be written is found out here, before anything is given
    return message
