"""The columns of the list of received mails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from portal.tables.columns import Column

if TYPE_CHECKING:
    from itsupport.models import InboundEmail


def mail_url(row: InboundEmail) -> str:
    return reverse("itsupport:mail_detail", args=(row.pk,))


def subject(row: InboundEmail) -> str:
    return row.subject or "(sans objet)"


def sender(row: InboundEmail) -> str:
    return row.sender or "expéditeur inconnu"


MAIL_COLUMNS = (
    Column(
        name="objet",
        label="Courriel",
        value=subject,
        sort=("subject",),
        note=sender,
        link=mail_url,
    ),
    Column(name="cause", label="Cause", value="error"),
    Column(name="recu", label="Reçu", value="received_at", kind="moment", sort=("received_at",)),
    Column(name="expediteur", label="Expéditeur", value="sender", sort=("sender",), shown=False),
    Column(name="commune", label="Commune", value="ticket.commune.name", shown=False),
    Column(name="demande", label="Demande", value="ticket.ref"),
    Column(name="octets", label="Octets", value="size", kind="number", shown=False),
    Column(name="etat", label="État", value="state", kind="state", sort=("state",)),
)
