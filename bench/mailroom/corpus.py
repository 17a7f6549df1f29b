"""The mails of the torture: all that the parser's tests read, and conversations with robots, bounces and people."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from itsupport import inbound

if TYPE_CHECKING:
    import random

ROOT = Path(__file__).parents[2]
TESTS = "tests/itsupport/inbound"
PEOPLE = 40
LARGEST = 200_000
"""Bytes: the tests of bounds make mails of megabytes, which only cost time here."""


def recorded(names: tuple[str, ...] = ()) -> list[bytes]:
    """Each message that the parser's tests read, once; all of them, or those of these files."""
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "corpus.json"
        chosen = [f"{TESTS}/{name}" for name in names] or [TESTS]
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        subprocess.run(
            [*command, "-p", "bench.mailroom.recorder", *chosen],
            check=False,  # what they read is kept, whatever they think of it
            cwd=ROOT,
            env={
                **os.environ,
                "MAILROOM_CORPUS": str(kept),
                "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            },
            stdout=subprocess.DEVNULL,
        )
        found = [base64.b64decode(line) for line in json.loads(kept.read_text())]
    return [raw for raw in found if len(raw) <= LARGEST]


def from_many(mails: list[bytes]) -> list[bytes]:
    """The tests write as one person: here each of a few dozen writes some of them."""
    return [
        raw.replace(b"marie.durand@", b"marie.durand%d@" % (number % PEOPLE))
        for number, raw in enumerate(mails)
    ]


def senders(mails: list[bytes]) -> list[str]:
    """Who writes them, those who write most first."""
    found = Counter(inbound.parse(raw).from_address for raw in mails)
    return [address for address, _ in found.most_common() if address]


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail of ours that somebody answers."""

    to: str
    message_id: str
    subject: str


_ANSWERS = (
    ("Merci, c’est la noire.", ""),
    ("Résolu", ""),
    ("Je suis absente.", "Auto-Submitted: auto-replied\r\n"),
    ("Lettre de la préfecture", "List-Id: <maires.example.org>\r\n"),
    ("Bonjour, je n’ai rien dit.", ""),  # a robot that says nothing of itself
)
_BOUNCE = (
    "--b\r\nContent-Type: text/plain\r\n\r\nNon remis.\r\n"
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
    "Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    "--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\n--b--\r\n"
)


def answers(sent: list[Sent], chance: random.Random) -> list[bytes]:
    """To each mail of ours: a person, a robot, a list or a server answers; some arrive twice, by two ways."""
    mails = []
    for number, one in enumerate(sent):
        text, more = chance.choice(_ANSWERS)
        mails.append(_answer(one, number, text, more))
        if chance.random() < 0.2:
            mails.append(b"Received: from mx2 by mx3; later\r\n" + mails[-1])
        if chance.random() < 0.1:
            mails.append(_bounce(one, number))
    return mails


def _answer(one: Sent, number: int, text: str, more: str) -> bytes:
    return (
        f"From: {one.to}\r\nTo: support@example.org\r\nSubject: Re: {one.subject}\r\n"
        f"Message-ID: <answer{number}@example.net>\r\nReferences: {one.message_id}\r\n{more}"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text} ({number})\r\n"
        if text != "Résolu"
        else f"From: {one.to}\r\nTo: support@example.org\r\nSubject: Re: {one.subject}\r\n"
        f"Message-ID: <answer{number}@example.net>\r\nReferences: {one.message_id}\r\n\r\nResolu\r\n"
    ).encode()


def _bounce(one: Sent, number: int) -> bytes:
    head = (
        "From: MAILER-DAEMON@example.net\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        f"Message-ID: <bounce{number}@example.net>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
    )
    return (head + _BOUNCE.format(to=one.to, message_id=one.message_id)).encode()
