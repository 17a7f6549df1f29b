"""Mails to the service as they arrive, and what the portal made of them."""

import itertools

from itsupport.domain.fetching import keep_raw
from itsupport.domain.reading import read_due
from itsupport.models import InboundEmail
from portal.mail.models import OutboxEmail
from tests import factories

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


BOUNCE = (
    "--b\r\nContent-Type: text/plain\r\n\r\nNon remis.\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
    "Reporting-MTA: dns; mx.example.org\r\n\r\n"
    "Final-Recipient: rfc822; marie.durand@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {}\r\n--b--\r\n"
)


def bounce_of(message_id):
    return mail(
        BOUNCE.format(message_id),
        sender="mailer-daemon@example.net",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type='multipart/report; report-type=delivery-status; boundary="b"',
    )


def reader(email):
    """Somebody without an account who reads this address."""
    return factories.PersonFactory(user=None, first_name="Marie", last_name="Ar", email=email)


def now(thing):
    """The row as it is in the database."""
    return type(thing).objects.get(pk=thing.pk)


def outbox(kind="ticket_received"):
    return OutboxEmail.objects.filter(kind=f"itsupport/mails/{kind}").order_by("pk")
