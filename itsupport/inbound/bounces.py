"""Notices of delivery: how they are recognised, who was not reached, which message is meant."""

import re
from dataclasses import dataclass

from itsupport.inbound.addresses import address_of, identifiers, mailboxes
from itsupport.inbound.charsets import decode
from itsupport.inbound.headers import Headers, read_headers
from itsupport.inbound.mime import Part

_ROBOTS = re.compile(
    r"(?:mailer-daemon|mailer_daemon|maildaemon|mail-daemon|postmaster|mdaemon|microsoftexchange[0-9a-f]*)@"
    r"|(?:mailer-daemon|postmaster)\Z"
)
_SUBJECT = re.compile(
    r"(?:undeliver(?:ed|able)\b|delivery (?:status )?notification|delivery (?:has )?fail|delivery failure"
    r"|mail delivery (?:failed|subsystem|system|failure)|mail system error|message delivery (?:failure|delayed)"
    r"|returned mail|failure notice|non[- ]?delivery|undelivered mail|warning: (?:could not send|message)"
    r"|(?:(?:message|courrier|mail|courriel) )?non (?:remis|distribu|délivr)"
    r"|échec de (?:la )?(?:remise|distribution|livraison)"
    r"|échec d['’]envoi|rapport de non[- ]remise|avis de non[- ]remise"
    r"|notification d['’]état de (?:remise|distribution)"
    r"|notification de statut de remise|retour à l['’]expéditeur|unzustellbar|nicht zustellbar|message retardé)",
    re.IGNORECASE,
)
_FAILED = "failed"
_ALONE = re.compile(
    r"[\s>*-]{0,6}(?:to:\s?|rcpt to:\s?)?<?([^\s<>()\[\]:,;]{1,64}@[^\s<>()\[\]:,;]{1,190})"
    r"(?:>?:|>?[\s.…]{0,3}.{0,40}\Z)",
    re.IGNORECASE,
)
_ORIGINAL_ID = re.compile(
    r"^[ \t>]{0,4}message-id:\s{0,3}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE
)
_LINES_READ = 200
_CHARACTERS_READ = 20_000
_BYTES_READ = 65_536
_FAILED_AT_MOST = 100
_ORIGINALS = frozenset(
    {"message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"}
)
_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})


@dataclass(frozen=True, slots=True)
class Bounced:
    """What a notice says. `recipients`: those that failed for good; empty when it only tells of a delay.

    `message_id` is the original's, with its angle brackets, or "" when the notice does not tell it.
    """

    recipients: tuple[str, ...] = ()
    message_id: str = ""


def is_bounce(root: Part, *, subject: str, null_sender: bool) -> bool:
    """A report of delivery, a header that only notices have, or a robot that says so in its subject."""
    headers = root.headers
    if root.content_type == "multipart/report" and _reports_delivery(root):
        return True
    if headers.has("x-failed-recipients", "x-ms-exchange-message-is-ndr"):
        return True
    senders = {one.address for one in mailboxes(headers.first("from"))} or {
        headers.first("from").strip(" <>").lower()
    }
    from_robot = any(_ROBOTS.match(one) for one in senders)
    says_so = bool(_SUBJECT.match(subject))
    return (from_robot and (null_sender or says_so)) or (null_sender and says_so)


def bounced(root: Part, text: str, *, own: tuple[str, ...]) -> Bounced:
    """What the notice says, from its machine-readable part, headers, then text. `own` addresses never failed."""
    parts = list(root.walk())
    statuses = [part.content[:_BYTES_READ] for part in parts if part.content_type in _STATUSES]
    recipients, delayed = _from_statuses(statuses)
    if not recipients and not delayed:
        named = mailboxes(root.headers.first("x-failed-recipients"))
        recipients = [one.address for one in named] or _from_text(text, own)
    return Bounced(
        tuple(dict.fromkeys(recipients))[:_FAILED_AT_MOST], _original_id(root, parts, text)
    )


def _reports_delivery(root: Part) -> bool:
    kind = root.declared.parameters.get("report-type", "").lower()
    return kind == "delivery-status" or (
        not kind and any(part.content_type in _STATUSES for part in root.children)
    )


def _from_statuses(statuses: list[bytes]) -> tuple[list[str], bool]:
    """The recipients that failed, and whether others were only delayed or even reached."""
    failed, others = [], False
    for fields in (group for status in statuses for group in _groups(status)):
        recipient = fields.first("final-recipient") or fields.first("original-recipient")
        address = address_of(recipient.rpartition(";")[2].strip(" <>"))
        action = fields.first("action").lower().split(maxsplit=1)[:1]
        if action and action[0].strip(";") != _FAILED:
            others = True
        elif address:
            failed.append(address)
    return failed, others


def _groups(status: bytes) -> list[Headers]:
    """The fields of each recipient, which blank lines part."""
    pieces = re.split(rb"\r?\n[ \t]*\r?\n", status)
    return [read_headers(piece, 0, len(piece)) for piece in pieces[: _FAILED_AT_MOST * 2]]


def _from_text(text: str, own: tuple[str, ...]) -> list[str]:
    """Addresses that stand alone on their line, before the original begins."""
    found = []
    for line in text[:_CHARACTERS_READ].split("\n")[:_LINES_READ]:
        if _ORIGINAL_ID.match(line):
            break
        match = _ALONE.match(line[:300])
        address = address_of(match[1]) if match else ""
        if address and address not in own and not _ROBOTS.match(address):
            found.append(address)
    return found


def _original_id(root: Part, parts: list[Part], text: str) -> str:
    for part in parts:
        if part.content_type in _ORIGINALS and part is not root:
            content = part.content[:_BYTES_READ]
            inner = read_headers(content, 0, len(content))
            if found := identifiers(inner.first("message-id")):
                return found[0]
    plain = text[:_CHARACTERS_READ] or decode(root.body[:_BYTES_READ])[:_CHARACTERS_READ]
    if match := _ORIGINAL_ID.search(plain):
        return match[1]
    near = identifiers(root.headers.first("in-reply-to")) or identifiers(
        root.headers.first("references")
    )
    return near[-1] if near else ""
