"""Which parts are the words, which are the files: trees of every shape, also broken ones."""

import base64

import pytest

from itsupport.inbound import parse
from itsupport.inbound.limits import DEPTH, PARTS
from tests.itsupport.inbound.letters import (
    PNG,
    encoded,
    joined,
    letter,
    multipart,
    part,
    raw,
    whole,
)

PLAIN = part("Texte")
RICH = part("<p>Riche</p>", "text/html; charset=utf-8")
IMAGE = encoded(PNG, "image/png; name=a.png", "Content-ID: <a@x>")
PDF = encoded(b"%PDF-1.4", "application/pdf; name=devis.pdf")
SHOWN = part('<p>Vue <img src="cid:a@x" alt="a"></p>', "text/html")


def told(message):
    return message.text, message.html, [file.filename for file in message.attachments]


@pytest.mark.parametrize(
    ("message", "text", "html", "files"),
    [
        (whole("alternative", PLAIN, RICH), "Texte", "<p>Riche</p>", []),
        (whole("alternative", RICH, PLAIN), "Texte", "<p>Riche</p>", []),
        (whole("alternative", RICH), "Riche", "<p>Riche</p>", []),
        (whole("alternative", part(" \n"), RICH), "Riche", "<p>Riche</p>", []),
        (whole("alternative", PLAIN), "Texte", "", []),
        (whole("mixed", PLAIN, PDF), "Texte", "", ["devis.pdf"]),
        (whole("mixed", part("un"), PDF, part("deux")), "un\n\ndeux", "", ["devis.pdf"]),
        (whole("mixed", RICH, part("pied <3")), "Riche\n\npied <3", "<p>Riche</p>\n<p>pied &lt;3</p>", []),
        (
            whole("mixed", joined("alternative", PLAIN, RICH, boundary="b2"), PDF),
            "Texte", "<p>Riche</p>", ["devis.pdf"],
        ),
        (
            whole("alternative", PLAIN, joined("related", SHOWN, IMAGE, boundary="b2")),
            "Texte", '<p>Vue <img src="cid:a@x" alt="a"></p>', ["a.png"],
        ),
        (
            whole("related", joined("alternative", PLAIN, SHOWN, boundary="b2"), IMAGE),
            "Texte", '<p>Vue <img src="cid:a@x" alt="a"></p>', ["a.png"],
        ),
        (  # Apple Mail
            whole("alternative", PLAIN, joined("mixed", RICH, PDF, part("<p>fin</p>", "text/html"), boundary="b2")),
            "Texte", "<p>Riche</p>\n<p>fin</p>", ["devis.pdf"],
        ),
        (  # an image first
            whole("related", IMAGE, SHOWN), "Vue [a]", '<p>Vue <img src="cid:a@x" alt="a"></p>', ["a.png"],
        ),
        (whole("related", RICH, part("autre", "text/html")), "Riche", "<p>Riche</p>", ["piece-jointe-1.html"]),
        (
            whole("signed", PLAIN, part("sig", "application/pgp-signature; name=signature.asc")),
            "Texte", "", ["signature.asc"],
        ),
        (whole("encrypted", part("Version: 1", "application/pgp-encrypted"), part("x", "application/octet-stream")),
            "", "", ["piece-jointe-1.bin", "piece-jointe-2.bin"]),
        (
            whole("mixed", PLAIN, part(raw("Subject: Vieux devis\n\nbonjour"), "message/rfc822")),
            "Texte", "", ["Vieux devis.eml"],
        ),
        (
            whole("digest", b"\nSubject: un\n\na", b"\nSubject: deux\n\nb"), "", "", ["un.eml", "deux.eml"],
        ),
        (
            whole("alternative", PLAIN, RICH, part("BEGIN:VCALENDAR", "text/calendar; method=REQUEST")),
            "Texte", "<p>Riche</p>", ["piece-jointe-1.ics"],
        ),
        (whole("mixed", PLAIN, part("BEGIN:VCARD", "text/x-vcard; name=marie.vcf")), "Texte", "", ["marie.vcf"]),
        (whole("mixed", PLAIN, part("a;b", "text/csv")), "Texte", "", ["piece-jointe-1.csv"]),
        (whole("alternative", PLAIN, part("<p>⚡</p>", "text/x-amp-html"), RICH), "Texte", "<p>Riche</p>", []),
        (whole("mixed", PLAIN, part("journal", "text/plain", "Content-Disposition: attachment")),
            "Texte", "", ["piece-jointe-1.txt"]),
        (whole("mixed", PLAIN, part("journal", "text/plain; name=log.txt")), "Texte", "", ["log.txt"]),
        (whole("mixed", part("Seul", "text/plain; name=corps.txt")), "Seul", "", []),  # the only words
        (whole("mixed", part("journal", "text/plain; name=log.txt", "Content-Disposition: attachment")),
            "", "", ["log.txt"]),
        (letter(base64.encodebytes(b"%PDF"), headers="Content-Type: application/pdf; name=scan.pdf\n"
            "Content-Transfer-Encoding: base64"), "", "", ["scan.pdf"]),
        (letter("<b>Gras</b>", headers="Content-Type: text/html"), "Gras", "<b>Gras</b>", []),
        (whole("mixed"), "--frontiere--", "", []),
        (whole("mixed", "\nsans en-tête".encode()), "sans en-tête", "", []),
        (whole("mixed", b"sans ligne vide"), "sans ligne vide", "", []),
        (whole("report", PLAIN, part("Disposition: x", "message/disposition-notification"),
            parameters="; report-type=disposition-notification"), "Texte", "", ["piece-jointe-1.txt"]),
    ],
)  # fmt: skip
def test_words_and_files_are_told_apart(message, text, html, files):
    assert told(parse(message)) == (text, html, files)


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        # a boundary that is nowhere, or not said
        ("Content-Type: multipart/mixed; boundary=x", "Bonjour", "Bonjour"),
        ("Content-Type: multipart/mixed", "Bonjour", "Bonjour"),
        ("Content-Type: multipart/mixed", "--abc\n\nBonjour\n--abc--\n", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=x", "----=_P\n\nBonjour\n----=_P--\n", "Bonjour"),
        # boundaries cut, alike, quoted, spaced, accented, empty
        ("Content-Type: multipart/mixed; boundary=x", "--x\n\nBonjour", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=x", "--x\n\nBon\n--xy\njour\n--x--\n", "Bon\n--xy\njour"),
        ("Content-Type: multipart/mixed; boundary=x", "--x\n\nBon --x jour\n--x--\n", "Bon --x jour"),
        ('Content-Type: multipart/mixed; boundary="a b?=(c)"', "--a b?=(c)\n\nBonjour\n--a b?=(c)--", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=x", "--x  \t\n\nBonjour\n--x--  \n", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=é", "--é\n\nBonjour\n--é--\n", "Bonjour"),
        ('Content-Type: multipart/mixed; boundary=""', "--\n\nBonjour", "--\n\nBonjour"),
        ("Content-Type: multipart/mixed;\n boundary*0=lo;\n boundary*1=ng", "--long\n\nBonjour\n--long--", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=x", "préambule\n--x\n\nBonjour\n--x--\népilogue", "Bonjour"),
        ("Content-Type: multipart/mixed; boundary=x", "--x--\n\nBonjour", "--x--\n\nBonjour"),
        ("Content-Type: multipart/mixed; boundary=x\nContent-Type: text/plain", "--x\n\nBonjour\n--x--", "Bonjour"),
        ("CONTENT-TYPE: MULTIPART/MIXED; BOUNDARY=x", "--x\n\nBonjour\n--x--", "Bonjour"),
        # types that are none
        ("Content-Type: text", "Bonjour", "Bonjour"),
        ("Content-Type: plain", "Bonjour", "Bonjour"),
        ("Content-Type: ", "Bonjour", "Bonjour"),
        ("Content-Type: text/plain;;; charset", "Bonjour", "Bonjour"),
        ("Content-Type: text/plain charset=utf-8", "Bonjour", "Bonjour"),
        ("Content-Type: =?utf-8?Q?text/plain?=", "Bonjour", "Bonjour"),
        # encodings that lie
        ("Content-Transfer-Encoding: base64", "Qm9uam91cg==", "Bonjour"),
        ("Content-Transfer-Encoding: BASE64;", "Qm9uam91cg==", "Bonjour"),
        ("Content-Transfer-Encoding: base64", "Qm9u\n!!\nam91 cg", "Bonjour"),
        ("Content-Transfer-Encoding: base64", "Qm9u\nYW==\nZW5j", "Bonaenc"),
        ("Content-Transfer-Encoding: base64", "Qm9uam91cg==\n\nListe de la mairie, se désabonner : x", "Bonjour"),
        ("Content-Transfer-Encoding: base64", "Qm9uam91c", "Bonjou"),
        ("Content-Transfer-Encoding: base64", "Bonjour, rien ne va ce matin.", "Bonjour, rien ne va ce matin."),
        ("Content-Transfer-Encoding: quoted-printable", "Caf=C3=A9 =\nnoir=20", "Café noir "),
        ("Content-Transfer-Encoding: quoted-printable", "un=  \ndeux=ZZ =", "undeux=ZZ "),
        ("Content-Transfer-Encoding: 8-bit", "Café", "Café"),
        ("Content-Transfer-Encoding: utf-8", "Café", "Café"),
        ('Content-Transfer-Encoding: "7bit"', "Café", "Café"),
        ("Content-Transfer-Encoding: x-uuencode", "begin 644 a.txt\n'0F]N:F]U<@``\n`\nend", "Bonjour"),
        # flowed
        ("Content-Type: text/plain; format=flowed", "un \ndeux\n trois\n-- \nMarie", "un deux\ntrois\n-- \nMarie"),
        ("Content-Type: text/plain; format=flowed; delsp=yes", "impri \nmante", "imprimante"),
        ("Content-Type: text/plain; format=flowed", "> un \n> deux\n>> trois \nquatre", "> un deux\n>> trois\nquatre"),
    ],
)  # fmt: skip
def test_what_is_badly_said_is_still_read(headers, body, text):
    message = parse(letter(body, headers=headers))

    assert message.text == text.strip("\n").replace("\n\n\n", "\n\n")
    assert message.attachments == ()


def test_a_message_inside_keeps_its_bytes_and_is_never_read_for_words():
    inner = whole("mixed", part("secret"), PDF)
    message = parse(whole("mixed", PLAIN, part(inner, "message/rfc822"), boundary="dehors"))

    (file,) = message.attachments
    assert (file.filename, file.content_type) == ("Imprimante en panne.eml", "message/rfc822")
    assert file.content.strip() == inner.strip()
    assert message.text == "Texte"


def test_a_tree_is_opened_to_a_depth_and_kept_whole_beyond():
    body = part("au fond")
    for level in range(DEPTH + 30):
        body = joined("mixed", body, boundary=f"n{level}.")
    message = parse(b"Subject: profond\n" + body)

    assert message.text == ""
    (file,) = message.attachments
    assert b"au fond" in file.content


def test_a_message_of_a_thousand_parts_is_cut_to_five_hundred_and_loses_nothing():
    parts = [part(f"{n}.", f"application/octet-stream; name={n}") for n in range(1000)]

    files = parse(whole("mixed", *parts)).attachments

    assert len(files) == PARTS - 1
    assert [file.filename for file in files[:2]] == ["0", "1"]
    assert b"\n999." in files[-1].content


@pytest.mark.parametrize("depth", [5_000, 50_000])
def test_multiparts_inside_each_other_without_end_cost_little(depth):
    one = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"

    assert parse(one * depth).kind == "human"


def test_headers_without_end_are_cut():
    flood = b"".join(b"X-%d: y\n" % n for n in range(5_000))

    message = parse(b"Subject: a\n" + flood + b"\nBonjour")

    assert message.subject == "a"
    assert message.text.endswith("Bonjour")


def test_a_boundary_is_found_across_line_ends_of_every_kind():
    headers, body = multipart("alternative", PLAIN, RICH)
    crlf = letter(body, headers=headers).replace(b"\n", b"\r\n")

    assert told(parse(crlf)) == ("Texte", "<p>Riche</p>", [])
    assert told(parse(crlf.replace(b"\r\n", b"\r"))) == ("Texte", "<p>Riche</p>", [])
