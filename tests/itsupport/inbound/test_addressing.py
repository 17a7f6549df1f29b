"""Message-IDs and reply addresses that only the portal can have written."""

import pytest
from hypothesis import given, strategies as st

from itsupport.inbound.addresses import address_of, identifiers
from itsupport.inbound.addressing import (
    read_reply_address,
    read_ticket_id,
    reply_address,
    ticket_message_id,
)

KEY = b"clef de test"
HERE = {"key": KEY, "domain": "portail.example.org"}
BOX = {"key": KEY, "mailbox": "support@example.org"}
ONE = ticket_message_id(57, 3, **HERE)
REPLY = reply_address(57, **BOX)
numbers = st.integers(1, 10**12 - 1)


def test_the_two_addresses_look_as_they_are_said_to():
    assert ONE.startswith("<t.57.3.")
    assert ONE.endswith("@portail.example.org>")
    assert REPLY.startswith("support+t.57.")
    assert REPLY.endswith("@example.org")


@given(numbers, st.integers(0, 10**9 - 1))
def test_a_ticket_is_read_back(ticket_id, serial):
    written = ticket_message_id(ticket_id, serial, **HERE)

    assert read_ticket_id(written, **HERE) == ticket_id
    assert read_ticket_id(written.strip("<>").upper(), **HERE) == ticket_id  # a relay that shouts
    assert identifiers(written) == [written]
    address = reply_address(ticket_id, **BOX)
    assert read_reply_address(address.upper(), **BOX) == ticket_id
    assert address_of(address) == address
    assert len(address.partition("@")[0]) <= 64  # RFC 5321


@pytest.mark.parametrize(
    "forged",
    [
        ONE.replace("57", "58"),
        ONE.replace(".3.", ".4."),
        ONE.replace("t.57", "t.057"),
        ONE.replace("@portail.", "@evil."),
        ONE.replace("@", "0@"),
        ONE[:-30] + ("0" if ONE[-30] != "0" else "1") + ONE[-29:],
        ONE.replace("<", "<x"),
        ONE + "x",
        ONE.replace("57", "\u0665\u0667"),
        ONE.replace("57", "5" * 5000),
        REPLY,
        "",
        "<>",
        "\ud800",
    ],
)
def test_a_forged_identifier_is_nobody_s(forged):
    assert read_ticket_id(forged, **HERE) is None


def test_a_seal_is_worth_nothing_elsewhere():
    assert read_ticket_id(ONE, key=b"autre", domain=HERE["domain"]) is None
    assert read_ticket_id(ONE, key=KEY, domain="example.org") is None
    assert read_reply_address(REPLY, key=b"autre", mailbox=BOX["mailbox"]) is None
    assert read_reply_address(REPLY, key=KEY, mailbox="aide@example.org") is None
    seal = ONE.split(".")[3].partition("@")[0]
    assert read_reply_address(f"support+t.57.{seal}@example.org", **BOX) is None


@pytest.mark.parametrize(
    "forged",
    [
        REPLY.replace("57", "58"),
        REPLY.replace("@example", "@evil"),
        "support@example.org",
        "",
        "é+t.1.x@y",
        ONE,
    ],
)
def test_a_forged_reply_address_is_nobody_s(forged):
    assert read_reply_address(forged, **BOX) is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text):
    assert read_ticket_id(text, **HERE) is None
    assert read_reply_address(text, **BOX) is None


def test_what_cannot_be_an_address_is_refused():
    with pytest.raises(ValueError, match="serial"):
        ticket_message_id(1, -1, **HERE)
    with pytest.raises(ValueError, match="ticket"):
        ticket_message_id(0, 0, **HERE)
    with pytest.raises(ValueError, match="key"):
        ticket_message_id(1, 0, key=b"", domain="x")
    with pytest.raises(ValueError, match="mailbox"):
        reply_address(1, key=KEY, mailbox="support")
