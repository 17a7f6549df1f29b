"""Subjects, people, identifiers, dates: as programs write them."""

import datetime as dt

import pytest

from itsupport.inbound import parse
from tests.itsupport.inbound.letters import letter, raw


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b"Imprimante en panne", "Imprimante en panne"),
        (b"=?utf-8?Q?Probl=C3=A8me_d=27imprimante?=", "Problème d'imprimante"),
        (b"=?UTF-8?B?UHJvYmzDqG1l?=", "Problème"),
        (b"=?iso-8859-1?q?Probl=E8me?= urgent", "Problème urgent"),
        (b"=?utf-8?Q?Probl=C3=A8me urgent ici?=", "Problème urgent ici"),  # spaces inside
        (b"=?utf-8?Q?Probl=C3?= =?utf-8?Q?=A8me?=", "Problème"),  # a letter cut in two
        (b"=?utf-8?B?UHJvYmzD?= =?utf-8?B?qG1l?=", "Problème"),
        (b"=?utf-8?Q?Probl=C3?=\n =?UTF-8?Q?=A8me?=", "Problème"),
        (b"=?utf-8?Q?un?= =?iso-8859-1?Q?_=E9t=E9?=", "un été"),
        (b"=?utf-8?Q?un?= deux =?utf-8?Q?trois?=", "un deux trois"),
        (b"Re:=?utf-8?Q?_=C3=A9t=C3=A9?=!", "Re: été!"),  # glued
        (b'"=?utf-8?Q?=C3=A9t=C3=A9?="', '"été"'),
        (b"=?utf-8*fr?Q?=C3=A9t=C3=A9?=", "été"),  # RFC 2231 names the language
        (b"=??Q?caf=E9?=", "café"),  # no charset
        (b"=?unknown-8bit?B?Y2Fm6Q==?=", "café"),
        (b"=?klingon?Q?caf=C3=A9?=", "café"),
        (b"=?utf-8?B?UHJvYmzDqG1l=?=", "Problème"),  # wrong padding
        (b"=?utf-8?B?UHJv YmzD qG1l?=", "Problème"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?Q?pas fini", "=?utf-8?Q?pas fini"),
        (b"=?", "=?"),
        (b"=?utf-8?Q??=", ""),
        (b"=?utf-8?Q?caf=C3=A9=?=", "café"),
        (b"Caf\xe9 br\xfbl\xe9", "Café brûlé"),  # raw Windows-1252
        ("Café brûlé".encode(), "Café brûlé"),  # raw UTF-8
        (b"un\n deux\n\ttrois", "un deux trois"),
        (b"a\0b\x07c", "abc"),
        (b"=?utf-8?Q?a=00b=0Ac=0D=0ABcc:_x?=", "ab c Bcc: x"),
        ("facture \u202egpj.exe".encode(), "facture gpj.exe"),
        (b"=?utf-7?Q?x_+2AA-_y?=", "x \ufffd y"),
        (b"=?gb2312?B?tPLTobv6?=", "打印机"),
        (b"   ", ""),
    ],
)
def test_a_subject_says_what_was_typed(written, read):
    message = parse(b"Subject: " + written + b"\nFrom: marie@example.org\n\nBonjour")

    assert message.subject == read
    assert message.text == "Bonjour"


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Marie Durand <marie@example.org>", "Marie Durand", "marie@example.org"),
        ('"Durand, Marie" <marie@example.org>', "Durand, Marie", "marie@example.org"),
        ("Durand, Marie <marie@example.org>", "Durand, Marie", "marie@example.org"),
        ("marie@example.org", "", "marie@example.org"),
        ("<marie@example.org>", "", "marie@example.org"),
        ("marie@example.org (Marie Durand)", "Marie Durand", "marie@example.org"),
        ("marie@example.org <marie@example.org>", "", "marie@example.org"),
        ("Marie.Durand@Example.ORG", "", "marie.durand@example.org"),
        ("=?utf-8?Q?H=C3=A9l=C3=A8ne?= <helene@example.org>", "Hélène", "helene@example.org"),
        ("=?utf-8?Q?Durand=2C_Ad=C3=A8le?= <a@example.org>", "Durand, Adèle", "a@example.org"),
        ('"=?utf-8?Q?H=C3=A9l=C3=A8ne?=" <helene@example.org>', "Hélène", "helene@example.org"),
        ("=?utf-8?Q?Marie_=3Cmarie=40example=2Eorg=3E?=", "Marie", "marie@example.org"),
        ('"Marie \\"la secrétaire\\"" <m@example.org>', 'Marie "la secrétaire', "m@example.org"),
        ('"Marie <marie@example.org>', "Marie", "marie@example.org"),  # a quote that never ends
        ("Marie <<marie@example.org>>", "Marie", "marie@example.org"),
        ("Marie <mailto:marie@example.org>", "Marie", "marie@example.org"),
        ("Marie < marie@example.org >", "Marie", "marie@example.org"),
        ("Marie <marie@\n example.org>", "Marie", "marie@example.org"),
        ("<@relais.example.org:marie@example.org>", "", "marie@example.org"),
        ("Mairie : Marie <marie@example.org>;", "Marie", "marie@example.org"),
        ("Marie (mairie (école)) <marie@example.org>", "Marie", "marie@example.org"),
        ("marie@example.org.", "", "marie@example.org"),
        ("jean.dupont@example.org via le formulaire", "via le formulaire", "jean.dupont@example.org"),
        ("Marie Durand", "", ""),
        ("MAILER-DAEMON", "", ""),
        ("", "", ""),
        ("<>", "", ""),
        ("Marie <marie@>", "", ""),
        ("Marie <@example.org>", "", ""),
        ("a" * 300 + "@example.org", "", ""),
    ],
)  # fmt: skip
def test_who_writes_is_found_however_it_is_written(written, name, address):
    message = parse(f"From: {written}\nSubject: x\n\nBonjour".encode())

    assert (message.from_name, message.from_address) == (name, address)


def test_addressees_are_told_once_each_in_their_order():
    message = parse(
        raw("""
        From: marie@example.org
        To: undisclosed-recipients:;
        To: Support <support@example.org>, "Durand, M." <MARIE@example.org>,,
          support@example.org
        Cc: équipe : a@example.org, b@example.org; c@example.org
        Reply-To: mairie@example.org
        X-Original-To: support+t.1.abc@example.org
        Delivered-To: support@example.org

        Bonjour
        """)
    )

    assert message.to == ("support@example.org", "marie@example.org")
    assert message.cc == ("a@example.org", "b@example.org", "c@example.org")
    assert message.reply_to == ("mairie@example.org",)
    assert message.delivered_to == ("support@example.org", "support+t.1.abc@example.org")


def test_without_a_from_the_sender_speaks():
    assert parse(b"Sender: Scan <scan@example.org>\n\nx").from_address == "scan@example.org"
    assert (
        parse(b"From: \nFrom: a@example.org\nFrom: b@example.org\n\nx").from_address
        == "a@example.org"
    )


@pytest.mark.parametrize(
    ("headers", "references"),
    [
        ("", ()),
        ("In-Reply-To: <b@x>", ("<b@x>",)),
        ("References: <a@x> <b@x>", ("<a@x>", "<b@x>")),
        ("References: <a@x> <b@x>\nIn-Reply-To: <b@x>", ("<a@x>", "<b@x>")),
        ("References: <a@x>\nIn-Reply-To: <b@x>", ("<a@x>", "<b@x>")),
        ("References: <a@x><b@x>\n <c@x>", ("<a@x>", "<b@x>", "<c@x>")),
        ("References: <a@x>\nReferences: <b@x>", ("<a@x>", "<b@x>")),
        ("References: a@x b@x", ("<a@x>", "<b@x>")),
        ("References: <a b@x>\n", ("<ab@x>",)),
        ("In-Reply-To: Votre message du 3 mars <b@x>", ("<b@x>",)),
        ("In-Reply-To: Votre message du 3 mars", ()),
        ("References: <" + "a" * 600 + "@x> <b@x>", ("<b@x>",)),
    ],
)
def test_the_conversation_is_told_from_the_oldest(headers, references):
    assert parse(letter(headers=headers)).references == references


def test_only_the_nearest_hundred_identifiers_are_kept():
    ids = [f"<{n}@x>" for n in range(300)]

    assert parse(letter(headers="References: " + "\n ".join(ids))).references == tuple(ids[200:])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Thu, 26 Nov 2026 10:12:00 +0100", dt.datetime(2026, 11, 26, 9, 12, tzinfo=dt.UTC)),
        ("26 Nov 2026 10:12 -0000", dt.datetime(2026, 11, 26, 10, 12, tzinfo=dt.UTC)),
        ("Thu, 26 Nov 26 10:12:00 GMT", dt.datetime(2026, 11, 26, 10, 12, tzinfo=dt.UTC)),
        ("Thu, 26 Nov 2026 10:12:00 +9999", None),
        ("Thu, 31 Nov 2026 10:12:00 +0100", None),
        ("1 Jan 1901 00:00:00 +2300", None),
        ("31 Dec 9999 23:59:59 -2300", None),
        ("demain", None),
        ("", None),
        (", ".join(["1"] * 300), None),
    ],
)
def test_a_date_is_aware_or_absent(written, read):
    assert parse(f"Date: {written}\nFrom: a@example.org\n\nx".encode()).date == read


@pytest.mark.parametrize(
    ("written", "subject", "text"),
    [
        (b"", "", ""),
        (b"\n", "", ""),
        (b"\r\n\r\n", "", ""),
        (b"\0\0\0", "", ""),
        (b"Bonjour, rien ne marche", "", "Bonjour, rien ne marche"),
        (b"Subject: seul", "seul", ""),
        (b"Subject: seul\n", "seul", ""),
        (b"Subject: a\r\n\r\nb\r\nc", "a", "b\nc"),
        (b"Subject: a\r\rb\rc", "a", "b\nc"),
        (b"From root Thu Nov 26 10:12:00 2026\nSubject: a\n\nb", "a", "b"),
        (b"\n\nSubject: a\n\nb", "a", "b"),
        (b"Subject: a\nligne perdue\nX-B: c\n\nb", "a", "b"),
        (b"Subject: a\nBonjour, pas de ligne vide\n\nb", "a", "Bonjour, pas de ligne vide\n\nb"),
        (b"Subject: a\n \nX-B: c\n\nb", "a", "X-B: c\n\nb"),  # a line of spaces ends the headers
        (b"SUBJECT : a\n\nb", "a", "b"),
        (b"Subject: a\nSubject: b\n\nc", "a", "c"),
        (b"Subject:\nSubject: b\n\nc", "b", "c"),
        (b" suite\nSubject: a\n\nb", "", " suite\nSubject: a\n\nb"),
        (b"Subject: " + b"x" * 50_000 + b"\n\nb", "x" * 1000, "b"),
    ],
)  # fmt: skip
def test_headers_end_where_they_end(written, subject, text):
    message = parse(written)

    assert (message.subject, message.text) == (subject, text)
