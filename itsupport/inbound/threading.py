"""Which ticket a message continues, and how sure that is. The caller decides who may."""

import re
from dataclasses import dataclass
from typing import Literal

from itsupport.inbound.addressing import read_reply_address, read_ticket_id
from itsupport.inbound.message import InboundMessage

_REFERENCE = re.compile(r"\[((?:20)[0-9]{2}-[0-9]{5,7})\]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The ticket, by number when a seal proves it, by `reference` (« 2026-00123 ») when only the subject says it.

    A `sealed` candidate was written by the portal. A reference in a subject proves nothing: it counts only when the
    sender takes part in that ticket.
    """

    found_by: Literal["message_id", "reply_address", "subject"]
    ticket_id: int | None = None
    reference: str = ""

    @property
    def sealed(self) -> bool:
        return self.ticket_id is not None


def candidate_of(
    message: InboundMessage, *, key: bytes, domain: str, mailbox: str
) -> Candidate | None:
    """The sealed Message-ID nearest in the conversation; else the reply address; else the reference in the subject."""
    for identifier in reversed(message.references):
        if ticket_id := read_ticket_id(identifier, key=key, domain=domain):
            return Candidate("message_id", ticket_id)
    for address in (*message.to, *message.cc, *message.delivered_to):
        if ticket_id := read_reply_address(address, key=key, mailbox=mailbox):
            return Candidate("reply_address", ticket_id)
    if found := _REFERENCE.search(message.subject):
        return Candidate("subject", reference=found[1])
    return None
