"""The signed words by which a request is known again: in a mail's Message-ID, its reply address, its link."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from itsupport.inbound import addressing
from portal.links import SignedNumbers

if TYPE_CHECKING:
    from itsupport.models import Ticket

COPIES = 100
_WORDS = SignedNumbers("itsupport.ticket", count=2)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version remains to be compared."""

    ticket_id: int
    version: int


def mail_key() -> bytes:
    """The key of the signed Message-IDs and reply addresses: the portal's own, for this use alone."""
    return hashlib.sha256(f"itsupport.mail:{settings.SECRET_KEY}".encode()).digest()


def mail_domain() -> str:
    """The domain of our Message-IDs."""
    mailbox = str(settings.SUPPORT_ADDRESS).rpartition("@")[2]
    return mailbox or urlsplit(settings.PORTAL_BASE_URL).hostname or "localhost"


def portal_domain() -> str:
    """The name under which the portal numbers its other mails; no mail server of people writes under it."""
    return urlsplit(settings.PORTAL_BASE_URL).hostname or ""


def sent_message_id(ticket: Ticket, serial: int, *, copy: int = 0) -> str:
    """The Message-ID of what we send: the message's own number, and the rank of the copy (below 100)."""
    return addressing.ticket_message_id(
        ticket.pk, serial * COPIES + copy % COPIES, key=mail_key(), domain=mail_domain()
    )


def reply_address(ticket: Ticket) -> str:
    """Where answers to this request come back; empty when the portal reads no mailbox."""
    if not settings.SUPPORT_ADDRESS:
        return ""
    return addressing.reply_address(ticket.pk, key=mail_key(), mailbox=settings.SUPPORT_ADDRESS)


def link_token(ticket: Ticket) -> str:
    return _WORDS.sign(ticket.pk, ticket.link_version)


def ticket_link(ticket: Ticket) -> str:
    """The address at which the one who asked follows her request without an account. It opens a page, no more."""
    return f"{settings.PORTAL_BASE_URL}/d/{link_token(ticket)}/"


def read_token(token: str) -> Claim | None:
    """None when the signature is not ours."""
    numbers = _WORDS.read(token)
    return Claim(*numbers) if numbers else None
