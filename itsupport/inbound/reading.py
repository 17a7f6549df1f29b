"""From the bytes of an e-mail to what it says. Nothing here fails: what cannot be understood is kept as it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from itsupport.inbound import markup
from itsupport.inbound.addresses import Mailbox, identifiers, mailboxes, thread_of
from itsupport.inbound.bodies import Said, html_of, sort_parts
from itsupport.inbound.bounces import bounced
from itsupport.inbound.charsets import clean, one_line
from itsupport.inbound.files import Attachment
from itsupport.inbound.headers import Headers
from itsupport.inbound.kinds import kind_of, sender_is_null
from itsupport.inbound.limits import HTML_CHARACTERS, SUBJECT_CHARACTERS, TEXT_CHARACTERS
from itsupport.inbound.message import InboundMessage
from itsupport.inbound.mime import read_tree
from itsupport.inbound.quotes import reply_of
from itsupport.inbound.telling import Told, told

_FORWARD = re.compile(r"\s{0,3}(?:tr|fwd?|wg|transf|rv)\s?:", re.IGNORECASE)
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_DATE_CHARACTERS = 100
_YEARS = range(1980, 2200)


def _nobody(_: str) -> bool:
    return False


def parse(
    raw: bytes, *, own_domain: str = "", is_own_id: Callable[[str], bool] = _nobody
) -> InboundMessage:
    """What these bytes say, whatever they are: never raises; time and memory grow as the size of `raw`.

    `own_domain` is the domain of the Message-IDs that the portal writes, `is_own_id` a finer judge of a Message-ID:
    a message that carries one of them, or the header `X-Portal-Ticket`, is the portal's own come back. The kinds are
    tried in this order: own, bounce, auto_reply, list, human.
    """
    root = read_tree(_with_line_ends(bytes(raw)))
    headers = root.headers
    sorted_parts = sort_parts(root)
    images = markup.Images(
        frozenset(one.content_id for one in sorted_parts.files if one.content_id)
    )
    html, words = _html_and_words(sorted_parts.said, images)
    subject = one_line(headers.text("subject"), SUBJECT_CHARACTERS)
    sender = _sender(headers)
    message_id = next(iter(identifiers(headers.first("message-id"))), "")
    to, cc = _addresses(headers, "to"), _addresses(headers, "cc")
    kind = kind_of(root, subject=subject, own=lambda: _is_own(message_id, own_domain, is_own_id))
    return InboundMessage(
        subject=subject,
        from_name=sender.name,
        from_address=sender.address,
        to=to,
        cc=cc,
        reply_to=_addresses(headers, "reply-to"),
        delivered_to=_addresses(headers, *_DELIVERED),
        message_id=message_id,
        references=thread_of(headers.every("references"), headers.every("in-reply-to")),
        date=_date(headers.first("date")),
        text=words.text,
        html=html,
        reply_text=reply_of(words.marked, forwards=bool(_FORWARD.match(subject))),
        attachments=_attachments(sorted_parts.files, images),
        kind=kind,
        sender_is_null=sender_is_null(root),
        bounced=bounced(root, words.text, own=(*to, *cc)) if kind == "bounce" else None,
    )


def _with_line_ends(raw: bytes) -> bytes:
    """A file whose lines end with a bare CR, as some programs of old exported them."""
    return raw if b"\n" in raw else raw.replace(b"\r", b"\n")


def _html_and_words(said: list[Said], images: markup.Images) -> tuple[str, Told]:
    """The HTML to show, and the text: written by the sender where there is one, told from the HTML elsewhere."""
    html = html_of(said)
    if len(html) > HTML_CHARACTERS * 2 or not markup.is_readable(html):
        flat = markup.without_tags(html)
        plain = "\n\n".join(one.plain for one in said if one.plain.strip()) or flat
        return "", _capped(Told(plain, plain))
    pieces = [_told(one) for one in said]
    joined = Told(
        "\n\n".join(one.text for one in pieces if one.text),
        "\n\n".join(one.marked for one in pieces if one.marked),
    )
    return clean(markup.sanitised(html, images)) if html else "", _capped(joined)


def _told(said: Said) -> Told:
    if said.plain.strip() or not said.html:
        text = said.plain.strip("\n")
        return Told(text, text)
    return told(markup.structure(said.html))


def _capped(words: Told) -> Told:
    return Told(clean(words.text)[:TEXT_CHARACTERS], clean(words.marked)[:TEXT_CHARACTERS])


def _attachments(files: list[Attachment], images: markup.Images) -> tuple[Attachment, ...]:
    """The files, told whether the HTML shows them, then the images that were written inside the HTML."""
    written = [
        Attachment(f"image-{number}.{kind[6:]}", kind, content, identifier, inline=True)
        for number, (identifier, kind, content) in enumerate(images.written, 1)
    ]
    return (*(replace(one, inline=one.content_id in images.shown) for one in files), *written)


def _sender(headers: Headers) -> Mailbox:
    """Who wrote: From, else who sent."""
    values = [value for name in ("from", "sender", "return-path") for value in headers.every(name)]
    found = next((boxes[0] for value in values if (boxes := mailboxes(value))), None)
    return found or Mailbox("", "")


def _addresses(headers: Headers, *names: str) -> tuple[str, ...]:
    values = (value for name in names for value in headers.every(name))
    return tuple(dict.fromkeys(one.address for value in values for one in mailboxes(value)))


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value[:_DATE_CHARACTERS])
        aware = date if date.tzinfo else date.replace(tzinfo=UTC)
        return aware.astimezone(UTC) if aware.year in _YEARS else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _is_own(message_id: str, own_domain: str, is_own_id: Callable[[str], bool]) -> bool:
    domain = message_id.strip("<>").rpartition("@")[2].lower()
    return bool(message_id) and (domain == own_domain.lower() != "" or is_own_id(message_id))
