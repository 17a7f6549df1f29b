"""A mail of each commune in quarantine: the team's business, even once it is on a request."""

from django.core.files.base import ContentFile

from itsupport.models import InboundEmail, MailboxVisit
from tests.conftest import NOON


def furnish(side, users):
    mail = InboundEmail(
        mailbox="support",
        uidvalidity=1,
        uid=side.commune.pk,
        sha256=f"{side.commune.pk:064d}",
        size=3,
        received_at=NOON,
        state="quarantined",
        error="expéditeur inconnu",
        sender="x@example.net",
        subject="Bonjour",
        ticket=side.ticket,
    )
    mail.raw.save("mail.eml", ContentFile(b"From: x@example.net\r\n\r\nBonjour"), save=False)
    mail.save()
    MailboxVisit.objects.get_or_create(mailbox="support", defaults={"tried_at": NOON})
    side.things["received_mail"] = mail
