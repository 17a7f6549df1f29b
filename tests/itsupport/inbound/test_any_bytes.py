"""Any bytes at all: never an error, a sign that a database refuses, more than the bounds, or for long."""

import datetime as dt
import time
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.inbound import InboundMessage, parse
from itsupport.inbound.charsets import SURROGATES, UNWANTED
from itsupport.inbound.limits import (
    ADDRESS_CHARACTERS,
    ADDRESSES,
    FILE_NAME_BYTES,
    NAME_CHARACTERS,
    PARTS,
    REFERENCES,
    SUBJECT_CHARACTERS,
    TEXT_CHARACTERS,
)
from tests.itsupport.inbound.letters import PNG, encoded, joined, letter, part, whole
from tests.itsupport.inbound.test_files import WINMAIL
from tests.itsupport.inbound.test_kinds import report

KINDS = {"human", "bounce", "auto_reply", "list", "own"}
SEEDS = [
    letter(),
    whole(
        "mixed",
        joined(
            "alternative",
            part("Texte é"),
            part("<p>é<img src='cid:a@x'>", "text/html"),
            boundary="b2",
        ),
        encoded(PNG, "image/png; name*=utf-8''%C3%A9.png", "Content-ID: <a@x>"),
        encoded(WINMAIL, "application/ms-tnef; name=winmail.dat"),
        part(report(), "message/rfc822"),
    ),
    report(),
    letter("un \ndeux =\n=C3=A9", headers="Content-Type: text/plain; format=flowed; delsp=yes"),
    letter(
        b"begin 644 a.txt\n#0V%T\n`\nend\n",
        headers="Subject: =?utf-8?Q?=C3=A9?= =?iso-2022-jp?B?GyRCJCIbKEI=?=\nReferences: <a@x> <b@x>",
    ),
    letter(
        "Le 26/11/2026 à 10:12, S a écrit :\n> x\n-- \nM",
        headers="Return-Path: <>\nList-Id: x\nAuto-Submitted: x",
    ),
]
CHARSETS = [
    b"utf-8",
    b"utf-7",
    b"utf-16",
    b"iso-2022-jp",
    b"hz",
    b"gb2312",
    b"cp-850",
    b"x",
    b"\xff",
    b"unicode_escape",
]


def check(raw):
    """All that holds of every message."""
    message = parse(raw)
    assert isinstance(message, InboundMessage)
    assert message.kind in KINDS
    assert (message.bounced is not None) == (message.kind == "bounce")
    assert message.date is None or message.date.tzinfo is not None
    assert len(message.subject) <= SUBJECT_CHARACTERS
    assert len(message.from_name) <= NAME_CHARACTERS
    assert max(len(message.text), len(message.reply_text)) <= TEXT_CHARACTERS
    assert len(message.references) <= REFERENCES
    assert len(message.attachments) <= 2 * len(raw) // 10 + PARTS
    assert bool(message.reply_text.strip()) == bool(message.text.strip())
    addresses = (message.from_address, *message.to, *message.cc, *message.reply_to)
    assert all(len(one) <= ADDRESS_CHARACTERS and one == one.lower() for one in addresses)
    assert max(len(message.to), len(message.cc)) <= ADDRESSES * 20
    for file in message.attachments:
        assert isinstance(file.content, bytes)
        assert 0 < len(file.filename.encode()) <= FILE_NAME_BYTES
        assert not set(file.filename) & set("/\\\n")
        assert (
            not file.inline or f'src="cid:{file.content_id.replace("&", "&amp;")}' in message.html
        )
    for text in texts(message):
        text.encode()
        assert not SURROGATES.search(text)
        assert not UNWANTED.search(text)
    return message


def texts(message):
    yield from (message.subject, message.from_name, message.from_address, message.message_id)
    yield from (message.text, message.html, message.reply_text)
    yield from (
        *message.to,
        *message.cc,
        *message.reply_to,
        *message.delivered_to,
        *message.references,
    )
    for file in message.attachments:
        yield from (file.filename, file.content_type, file.content_id)
    if message.bounced:
        yield from (*message.bounced.recipients, message.bounced.message_id)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw):
    check(raw)


WORDS = st.sampled_from(
    [
        *(
            b"From: ",
            b"To: ",
            b"Subject: ",
            b"Content-Type: ",
            b"Content-Disposition: ",
            b"Content-ID: ",
            b"Date: ",
        ),
        *(
            b"Message-ID: ",
            b"References: ",
            b"Return-Path: <>",
            b"Auto-Submitted: ",
            b"Content-Transfer-Encoding: ",
        ),
        *(
            b"text/plain",
            b"text/html",
            b"multipart/mixed",
            b"multipart/report",
            b"message/delivery-status",
            b"base64",
        ),
        *(
            b"; boundary=b",
            b"; charset=",
            b"; name*0*=",
            b"; filename=",
            b"\n--b\n",
            b"\n--b--\n",
            b"\n\n",
            b"\r\n",
            b"\r",
        ),
        *(
            b"=?utf-8?Q?",
            b"=?",
            b"?=",
            b"=E9",
            b"\xe9",
            b"\xc3",
            b"\0",
            b"<",
            b">",
            b"@",
            b'"',
            b"(",
            b":",
            b" ",
            b"a",
        ),
        *(
            b"begin 644 a\n",
            b"end\n",
            b"> ",
            b"-- \n",
            b"<p>",
            b"<img src=cid:a>",
            b"De : ",
            b"a \xc3\xa9crit :\n",
        ),
    ]
)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(WORDS | st.binary(max_size=4) | st.sampled_from(CHARSETS), max_size=60).map(b"".join)
)
def test_what_almost_is_a_message_is_read(raw):
    check(raw)


@st.composite
def scratched(draw):
    raw = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        if not raw:
            break
        at = draw(st.integers(0, len(raw) - 1))
        deed = draw(
            st.sampled_from(["cut", "flip", "drop", "double", "insert", "charset", "crlf"])
        )
        if deed == "cut":
            del raw[at:]
        elif deed == "flip":
            raw[at] ^= draw(st.integers(1, 255))
        elif deed == "drop":
            del raw[at : at + draw(st.integers(1, 40))]
        elif deed == "double":
            lines = bytes(raw).split(b"\n")
            line = draw(st.integers(0, len(lines) - 1))
            raw = bytearray(b"\n".join([*lines[:line], lines[line], *lines[line:]]))
        elif deed == "insert":
            raw[at:at] = draw(WORDS | st.binary(max_size=8))
        elif deed == "charset":
            raw = bytearray(bytes(raw).replace(b"utf-8", draw(st.sampled_from(CHARSETS))))
        else:
            raw = bytearray(bytes(raw).replace(b"\n", b"\r\n"))
    return bytes(raw)


@settings(max_examples=250, deadline=None)
@given(scratched())
def test_a_message_that_was_damaged_on_its_way_is_read(raw):
    check(raw)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_message_cut_anywhere_is_read(seed):
    for end in range(0, len(seed), 17):
        check(seed[:end])


plain_text = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60
).map(lambda text: " ".join(text.replace("\ufeff", "").split()))
files = st.lists(
    st.tuples(st.sampled_from(["a.pdf", "été.png", "x y.txt"]), st.binary(max_size=200)),
    max_size=3,
)


@settings(max_examples=150, deadline=None)
@given(
    plain_text,
    plain_text,
    st.lists(plain_text, max_size=8),
    files,
    st.sampled_from([SMTP, SMTPUTF8]),
)
def test_what_the_standard_library_writes_is_read_back(subject, name, lines, attached, policy):
    body = "\n".join(lines).strip("\n")
    written = EmailMessage(policy=policy)
    written["Subject"] = subject
    written["From"] = "marie@example.org"
    written["Date"] = dt.datetime(2026, 11, 26, 10, 12, tzinfo=dt.UTC)
    written.set_content(body + "\n", charset="utf-8")
    for file_name, content in attached:
        written.add_attachment(
            content, maintype="application", subtype="x-chose", filename=file_name
        )

    message = check(written.as_bytes())

    assert message.text == body
    assert message.date == dt.datetime(2026, 11, 26, 10, 12, tzinfo=dt.UTC)
    assert [(file.filename, file.content) for file in message.attachments] == attached


@pytest.mark.parametrize(
    "flood",
    [
        b"Subject: " + b"=?a?q?" * 100_000,
        b"From: " + b"<" * 300_000,
        b"From: " + b'\\"' * 300_000,
        b"From: " + b"(" * 300_000,
        b"To: " + b"a@b.c," * 100_000,
        b"A: b\n" * 200_000,
        b"A: b\n" + b" x\n" * 200_000,
        b"Content-Type: text/plain" + b"; a*0=b" * 100_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 200_000,
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--bx" * 200_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"AAAA=" * 200_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n" * 200_000,
        b"Content-Type: text/html\n\n" + b"<" * 1_000_000,
        b"Content-Type: text/html\n\n" + b"&" * 1_000_000,
        b"Content-Type: text/html\n\n" + b"<b><p>" * 200_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 250_000,
        b"\n" + b"begin 644 x\n" * 100_000,
        b"\n" + b"begin 644 x\nend\n" * 60_000,
        b"\n" + b"Le 2026 a\n" * 100_000,
        b"\n" + b"De :\n" * 200_000,
        b"\n" + b"--\n" * 300_000,
        b"\n" + (b"--\n" + b"\n" * 50) * 20_000,
        b"\n" + b"\n" * 1_000_000,
        b"\n" + b"\x81\xe9" * 500_000,
    ],
    ids=range(24),
)
def test_a_flood_of_a_million_bytes_costs_a_few_seconds_at_worst(flood):
    start = time.process_time()
    check(flood)

    assert (
        time.process_time() - start < 8
    )  # 0.9 s at worst on an idle machine; squared costs are minutes
