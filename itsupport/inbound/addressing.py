"""Addresses that only the portal could have written: the Message-ID and the reply address of a ticket.

Both carry the number of the ticket and a seal of it (HMAC-SHA-256, 80 bits), so that whoever guesses numbers writes
into no ticket. The seals of the two are made with different words: neither stands for the other.
"""

import hashlib
import hmac
import re

_SEAL_CHARACTERS = 20
_IDENTIFIER = re.compile(
    r"<?t\.([1-9][0-9]{0,11})\.(0|[1-9][0-9]{0,8})\.[0-9a-f]{20}@[^\s<>@]+>?", re.IGNORECASE
)
_LOCAL = re.compile(r"\+t\.([1-9][0-9]{0,11})\.[0-9a-f]{20}\Z", re.IGNORECASE)


def ticket_message_id(ticket_id: int, serial: int, *, key: bytes, domain: str) -> str:
    """`<t.57.3.seal@domain>`, the Message-ID of the message `serial` of a ticket.

    ValueError when the ticket is not 1 or more, the serial not 0 or more, the key empty.
    """
    if serial < 0:
        raise ValueError("a serial is zero or more")
    seal = _seal(key, "message-id", domain.lower(), ticket_id, serial)
    return f"<t.{ticket_id}.{serial}.{seal}@{domain.lower()}>"


def read_ticket_id(message_id: str, *, key: bytes, domain: str) -> int | None:
    """The ticket of a Message-ID that `ticket_message_id` made with the same key and domain, else None."""
    found = _IDENTIFIER.fullmatch(message_id.strip())
    if not found:
        return None
    ticket_id = int(found[1])
    expected = ticket_message_id(ticket_id, int(found[2]), key=key, domain=domain)
    return ticket_id if _same(expected.strip("<>"), message_id.strip().strip("<>")) else None


def reply_address(ticket_id: int, *, key: bytes, mailbox: str) -> str:
    """`support+t.57.seal@example.org` for the mailbox `support@example.org`: the answers to a ticket go there.

    ValueError when the ticket is not 1 or more, the key empty, the mailbox no address.
    """
    local, at, domain = mailbox.lower().partition("@")
    if not (local and at and domain):
        raise ValueError("a mailbox is an address")
    return f"{local}+t.{ticket_id}.{_seal(key, 'reply', mailbox.lower(), ticket_id)}@{domain}"


def read_reply_address(address: str, *, key: bytes, mailbox: str) -> int | None:
    """The ticket of an address that `reply_address` made with the same key and mailbox, else None."""
    found = _LOCAL.search(address.partition("@")[0])
    if not found:
        return None
    ticket_id = int(found[1])
    expected = reply_address(ticket_id, key=key, mailbox=mailbox)
    return ticket_id if _same(expected, address) else None


def _seal(key: bytes, purpose: str, place: str, *numbers: int) -> str:
    if not key:
        raise ValueError("a key is needed")
    if numbers[0] < 1:
        raise ValueError("a ticket is one or more")
    text = "\0".join((purpose, place, *map(str, numbers))).encode()
    return hmac.new(key, text, hashlib.sha256).hexdigest()[:_SEAL_CHARACTERS]


def _same(expected: str, given: str) -> bool:
    """In a time that does not tell how much of it was right."""
    return hmac.compare_digest(expected.encode(), given.lower().encode("utf-8", "replace"))
