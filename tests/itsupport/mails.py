"""Mails to the service as they arrive, and what the portal made of them."""

import itertools

from itsupport.domain.fetching import keep_raw
from itsupport.domain.reading import read_due
from itsupport.models import InboundEmail

NUMBERS = itertools.count(1)
DESK = "support@example.org"
MARIE = "marie.durand@example.org"


def mail(text="Bonjour, l’imprimante ne répond plus.", *, sender=MARIE, **headers):
    """The bytes of a mail; `None` takes a header away, an underscore stands for a hyphen."""
    number = next(NUMBERS)
    fields = {
        "From": f"Marie Durand <{sender}>" if sender else None,
        "To": DESK,
        "Subject": "Imprimante en panne",
        "Message-ID": f"<m{number}@orange.example.org>",
        "Date": "Tue, 10 Nov 2026 11:12:00 +0100",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None)
    return head.encode() + b"\r\n" + text.encode()


def received(raw, *, at, headers_only=False):
    """Stored and not read yet."""
    return keep_raw(
        raw,
        mailbox="test",
        uidvalidity=1,
        uid=next(NUMBERS),
        size=len(raw),
        headers_only=headers_only,
        at=at,
    )


def settled(raw, *, at, **more):
    """Stored, then read."""
    row = received(raw, at=at, **more)
    read_due(at=at)
    return InboundEmail.objects.get(pk=row.pk)


def answer_to(email, text, *, sender=MARIE, **headers):
    """The reply of a mail program to a mail of the outbox."""
    return mail(
        text,
        sender=sender,
        Subject=f"Re: {email.subject}",
        In_Reply_To=email.message_id,
        References=email.message_id,
        **headers,
    )
