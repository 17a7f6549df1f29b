"""Received e-mails: what they say, whose conversation they continue, what they ask. Pure: bytes in, values out.

message = parse(raw)
message.kind, message.from_address, message.reply_text, message.attachments
"""

from itsupport.inbound.bounces import Bounced
from itsupport.inbound.files import Attachment
from itsupport.inbound.kinds import Kind
from itsupport.inbound.message import InboundMessage
from itsupport.inbound.reading import parse

__all__ = ["Attachment", "Bounced", "InboundMessage", "Kind", "parse"]
