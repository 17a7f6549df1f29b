"""What a received message says, once read."""

from dataclasses import dataclass, field
from datetime import datetime

from itsupport.inbound.bounces import Bounced
from itsupport.inbound.files import Attachment
from itsupport.inbound.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """A message as the portal uses it. Its texts hold no NUL, no lone surrogate, no control sign but tab and new line.

    Addresses are in lower case, bare; identifiers have their angle brackets. Bounds, beyond which things are cut:
    `subject` 1,000 characters, names 200, `text` and `reply_text` 500,000, `html` about as much (a larger or deeper
    HTML is told in `text` only), 200 addresses a header, 100 references, 500 parts, 20 multiparts inside each other.

    `to`, `cc`, `reply_to`, `delivered_to` (Delivered-To, X-Original-To, Envelope-To): addresses, in order.
    `references`: oldest first, In-Reply-To last. `date`: aware, None when absent or absurd.
    `text`: the plain part, else the HTML told as text. `html`: sanitised, "" when the message has none; its images
    are `cid:` of attachments whose `inline` is true. `reply_text`: the person's own words.
    `sender_is_null`: the envelope had no sender. `bounced`: for a notice of delivery, what it says.
    """

    subject: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: tuple[str, ...]
    delivered_to: tuple[str, ...]
    message_id: str
    references: tuple[str, ...]
    date: datetime | None
    text: str
    html: str
    reply_text: str
    attachments: tuple[Attachment, ...] = field(repr=False)
    kind: Kind
    sender_is_null: bool
    bounced: Bounced | None
