"""Each mail that came in is read once, alone; what cannot be read waits for somebody."""

import pytest

from itsupport.domain.mailroom import retry_mail
from itsupport.domain.reading import read_due
from itsupport.states.mail import InboundState
from tests.conftest import NOON
from tests.itsupport.mails import mail, now, settled

pytestmark = pytest.mark.usefixtures("mailbox")


def test_a_mail_without_a_sender_waits_in_quarantine(marie):
    assert settled(mail(sender=None), at=NOON).state == InboundState.QUARANTINED


def test_the_twin_of_a_mail_in_quarantine_adds_nothing_to_it(marie):
    raw = mail(sender="x@example.net")
    first, twin = settled(raw, at=NOON), settled(raw, at=NOON)
    retry_mail(first.pk, by=marie.person.user, at=NOON)
    read_due(at=NOON)

    assert (now(first).state, now(twin).state) == ("quarantined", "ignored")


def test_of_an_oversized_mail_the_headers_wait_for_somebody(marie):
    row = settled(mail(""), at=NOON, headers_only=True)

    assert row.state == InboundState.QUARANTINED
    assert "Traités" in row.error
