"""The mails that open or follow a request, as they are read: what is told apart, kept, left out."""

import datetime as dt

import pytest

from itsupport.models import Ticket, TicketFile
from itsupport.states.mail import InboundState
from tests.conftest import NOON
from tests.itsupport.mails import mail, outbox, settled

MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


pytestmark = pytest.mark.usefixtures("mailbox")


def test_the_same_mail_delivered_twice_is_one(marie):
    raw = mail()
    first = settled(raw, at=NOON)
    bytes_again = settled(raw, at=NOON + MINUTE)
    other_way = settled(b"Received: from mx2 by mx3; now\r\n" + raw, at=NOON + MINUTE)

    assert first.state == InboundState.TICKET
    for row in (bytes_again, other_way):
        assert (row.state, row.twin_of, row.ticket) == (InboundState.IGNORED, first, None)
    assert Ticket.objects.count() == 1


def test_two_mails_that_share_an_identifier_are_two(marie):
    settled(mail("Premier scan", Message_ID="<scanner@copieur>"), at=NOON)
    row = settled(mail("Second scan", Message_ID="<scanner@copieur>"), at=NOON + MINUTE)

    assert row.state == InboundState.TICKET
    assert Ticket.objects.count() == 2


def test_without_an_identifier_only_the_same_bytes_are_one(marie):
    raw = mail(Message_ID=None)
    settled(raw, at=NOON)
    same = settled(raw, at=NOON)
    other = settled(raw.replace(b"11:12", b"11:13"), at=NOON)

    assert (same.state, other.state) == (InboundState.IGNORED, InboundState.TICKET)


def test_what_is_too_heavy_is_said_and_the_request_opens_all_the_same(marie, monkeypatch):
    monkeypatch.setattr("itsupport.domain.letters.LARGEST", 100)
    part = "--b\r\nContent-Type: text/plain\r\n\r\nVoici le film.\r\n--b\r\n"
    film = (
        'Content-Type: video/mp4\r\nContent-Disposition: attachment; filename="film.mp4"\r\n\r\n'
    )
    raw = mail(
        f"{part}{film}{'x' * 200}\r\n--b--\r\n", Content_Type='multipart/mixed; boundary="b"'
    )
    row = settled(raw, at=NOON)

    assert row.state == InboundState.TICKET
    assert row.ticket_message.text == "Voici le film."
    assert not TicketFile.objects.exists()
    assert "film.mp4" in row.ticket.messages.get(direction="note").text


def test_a_title_of_two_hundred_letters_still_leaves(marie):
    row = settled(mail(Subject="é" * 390), at=NOON)

    assert row.state == InboundState.TICKET
    assert len(outbox().get().subject) == 200


def test_an_apostrophe_is_not_written_in_html(marie):
    settled(mail(Subject="L'imprimante & l'écran"), at=NOON)

    assert outbox().get().subject.endswith("L'imprimante & l'écran")
