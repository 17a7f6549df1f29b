"""The columns of the list of received mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html

from itsupport.queries.mails import why_of
from portal.lib.text import UNKNOWN
from portal.tables.columns import Column

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from itsupport.models import InboundEmail


def mail_url(row: InboundEmail) -> str:
    return reverse("itsupport:mail_detail", args=(row.pk,))


def subject(row: InboundEmail) -> str:
    return row.subject or "(sans objet)"


def sender(row: InboundEmail) -> str:
    return row.sender or "expéditeur inconnu"


def reference(row: InboundEmail) -> SafeString:
    """The number of its request, on one line."""
    return format_html('<span class="nowrap">{}</span>', row.ticket.ref if row.ticket else UNKNOWN)


MAIL_COLUMNS = (
    Column(
        name="objet",
        label="Courriel",
        value=subject,
        sort=("subject",),
        note=sender,
        link=mail_url,
    ),
    Column(name="cause", label="Pourquoi il est là", value=why_of),
    Column(name="recu", label="Reçu", value="received_at", kind="moment", sort=("received_at",)),
    Column(name="expediteur", label="Expéditeur", value="sender", sort=("sender",), shown=False),
    Column(name="commune", label="Commune", value="ticket.commune.name", shown=False),
    Column(name="demande", label="Demande", value="ticket.ref", draw=reference),
    Column(name="octets", label="Octets", value="size", kind="number", shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state",)),
)
