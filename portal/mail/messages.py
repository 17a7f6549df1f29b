"""The e-mail of a row of the outbox, the same each time it is made."""

from __future__ import annotations

import textwrap
from email.utils import format_datetime
from typing import TYPE_CHECKING

from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives

from portal.lib.dates import in_paris

if TYPE_CHECKING:
    from portal.mail.models import OutboxEmail

COLUMNS = 72
"""A text mail is read everywhere at this width, quoted or not."""
_MARKS = ("– ", "* ")


def wrapped(text: str) -> str:
    """Long lines cut between words at 72 columns; an address is never cut, an item keeps its margin."""
    return "\n".join(
        line
        if len(line) <= COLUMNS
        else textwrap.fill(
            line,
            COLUMNS,
            subsequent_indent="  " if line.startswith(_MARKS) else "",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def message_of(row: OutboxEmail) -> EmailMultiAlternatives:
    """A second copy has the same Message-ID and date: mail readers show it once.

    Raises OSError when what is attached cannot be read, ValueError when the row is no e-mail.
    """
    message = EmailMultiAlternatives(
        subject=row.subject,
        body=wrapped(row.text),
        to=[row.to],
        reply_to=[row.reply_to] if row.reply_to else None,
        headers={
            "Auto-Submitted": "auto-generated",
            **row.headers,
            "Message-ID": row.message_id,
            "Date": format_datetime(in_paris(row.written_at)),
        },
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    for one in row.alternatives:
        message.attach_alternative(one["content"], one["kind"])
        message.attach(one["name"], one["content"].encode(), one["file_kind"])
    if row.document is not None:
        with row.document.file.open("rb") as file:
            message.attach(row.document.filename, file.read(), "application/pdf")
    for one in row.attachments:
        with default_storage.open(one["stored"]) as file:
            message.attach(one["name"], file.read(), one["kind"])
    message.message()  # what cannot be written is found out here, before anything is given
    return message
