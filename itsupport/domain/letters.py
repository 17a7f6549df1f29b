"""What a received mail gives to a request: words, files, who asks."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.html import strip_tags

from itsupport import inbound
from itsupport.domain.tickets import NewTicket, Said
from itsupport.inbound.addressing import read_ticket_id
from itsupport.queries.linked import person_of_address
from itsupport.queries.links import mail_domain, mail_key, portal_domain
from itsupport.states.tickets import TicketChannel
from portal.files import LARGEST, MOST, Given
from portal.lib.refusal import Refusal
from portal.lib.text import count

if TYPE_CHECKING:
    from itsupport.inbound import InboundMessage
    from itsupport.models import InboundEmail

IDENTIFIER, NAME, ADDRESS = 998, 120, 254
NOTHING_SAID = "(sans texte)"


def read(row: InboundEmail) -> InboundMessage:
    """The stored bytes, read again. Refusal when the file is no longer what was received."""
    with row.raw.open("rb") as file:
        raw = file.read()
    if hashlib.sha256(raw).hexdigest() != row.sha256:
        raise Refusal("Le fichier gardé n’est plus celui qui a été reçu.")
    return inbound.parse(raw, own_domain=portal_domain(), is_own_id=_is_ours)


def print_of(message: InboundMessage) -> str:
    """Of what a mail says, whatever way it came: the same mail delivered twice has the same print.

    Empty without a Message-ID. The identifier alone is not enough: scanners and phones write the same one on
    mails that differ, and those must not be lost.
    """
    if not message.message_id:
        return ""
    said = [message.message_id, message.from_address, message.subject, message.text, message.html]
    said += [hashlib.sha256(one.content).hexdigest() for one in message.attachments]
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def said_of(message: InboundMessage) -> Said:
    return Said(
        text=message.reply_text or message.text or NOTHING_SAID,
        author=(message.from_name or message.from_address or "inconnu")[:NAME],
        html=message.html,
        files=_files(message),
        message_id=message.message_id[:IDENTIFIER],
    )


def request_of(message: InboundMessage, commune_id: int | None) -> NewTicket:
    """A robot's mail that a person turns into a request is not acknowledged."""
    person = person_of_address(message.from_address)
    return NewTicket(
        commune_id=commune_id,
        title=strip_tags(message.subject),
        text=message.reply_text or message.text or message.subject or NOTHING_SAID,
        channel=TicketChannel.MAIL,
        requester_id=person.pk if person else None,
        name=(message.from_name or (str(person) if person else ""))[:NAME],
        email=_answerable(message.from_address),
        phone=person.phone if person else "",
        files=_files(message),
        html=message.html,
        message_id=message.message_id[:IDENTIFIER],
        acknowledge=message.kind == "human",
    )


def left_out(message: InboundMessage) -> str:
    """What the team is told of the files that a request does not take; empty when it took them all."""
    too_big = [one for one in message.attachments if len(one.content) > LARGEST]
    too_many = max(0, _taken(message) - MOST)
    said = [f"« {one.filename or 'sans nom'} » dépasse 15 Mo" for one in too_big]
    if too_many:
        said.append(f"{count(too_many, 'fichier', 'fichiers')} au-delà de {MOST}")
    return f"{' ; '.join(said)} : à lire dans le courriel brut." if said else ""


def _files(message: InboundMessage) -> tuple[Given, ...]:
    fit = [one for one in message.attachments if 0 < len(one.content) <= LARGEST]
    return tuple(
        Given(
            name=one.filename or "sans nom", content=one.content, content_id=one.content_id or ""
        )
        for one in fit[:MOST]
    )


def _taken(message: InboundMessage) -> int:
    return sum(0 < len(one.content) <= LARGEST for one in message.attachments)


def _answerable(address: str) -> str:
    """The address when it is one that a mail can be sent to, else nothing."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= ADDRESS else ""


def _is_ours(message_id: str) -> bool:
    return read_ticket_id(message_id, key=mail_key(), domain=mail_domain()) is not None
