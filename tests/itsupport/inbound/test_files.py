"""Attachments: their names cleaned, their bytes intact, files wrapped in others taken out."""

import base64
import binascii
import struct

import pytest
from hypothesis import given, settings, strategies as st

from itsupport.inbound import parse
from itsupport.inbound.files import clean_name
from itsupport.inbound.tnef import tnef_files
from itsupport.inbound.transfer import base64_bytes, undone, without_uuencoded
from tests.itsupport.inbound.letters import PNG, encoded, letter, part, whole

QUOTED = 'Content-Disposition: attachment; filename="%s"'


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        (QUOTED % "devis.pdf", "devis.pdf"),
        ("Content-Disposition: attachment; filename=devis.pdf", "devis.pdf"),
        ("Content-Disposition: attachment; filename=mon devis.pdf", "mon devis.pdf"),
        ("Content-Disposition: attachment; FileName = devis.pdf ; size=3", "devis.pdf"),
        ("Content-Disposition: attachment;filename*=UTF-8''devis%20%C3%A9t%C3%A9.pdf", "devis été.pdf"),
        ("Content-Disposition: attachment; filename*=iso-8859-1'fr'%E9t%E9.pdf", "été.pdf"),
        ("Content-Disposition: attachment; filename*=%E9t%E9.pdf", "été.pdf"),  # no charset
        ("Content-Disposition: attachment; filename*=\"UTF-8''%C3%A9t%C3%A9.pdf\"", "été.pdf"),
        ("Content-Disposition: attachment; filename*0=devis-; filename*1=2026.pdf", "devis-2026.pdf"),
        ("Content-Disposition: attachment; filename*1=2026.pdf; filename*0=devis-", "devis-2026.pdf"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%C3%A9; filename*1=t; filename*2*=%C3%A9", "été"),
        ("Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%A9t.pdf", "ét.pdf"),
        ("Content-Disposition: attachment; filename=a.pdf; filename*=utf-8''%C3%A9.pdf", "é.pdf"),
        (QUOTED % "=?utf-8?Q?=C3=A9t=C3=A9.pdf?=", "été.pdf"),
        (QUOTED % "=?utf-8?B?w6l0?=\n =?utf-8?B?w6kucGRm?=", "été.pdf"),
        (QUOTED % "été.pdf", "été.pdf"),  # raw UTF-8
        ('Content-Type: application/pdf; name="=?iso-8859-1?Q?=E9t=E9=2Epdf?="', "été.pdf"),
        (QUOTED % "../../etc/passwd", "passwd"),
        (QUOTED % "C:\\\\x\\\\y.pdf", "y.pdf"),
        (QUOTED % "C:\\x\\y.pdf", "y.pdf"),
        (QUOTED % "/tmp/", "tmp"),
        (QUOTED % "..", "piece-jointe-1.bin"),
        (QUOTED % ".htaccess", "htaccess"),
        (QUOTED % "a<b>:c|d?*.pdf", "a_b__c_d__.pdf"),
        (QUOTED % "CON", "_CON"),
        (QUOTED % "lpt1.txt", "_lpt1.txt"),
        (QUOTED % "constat.pdf", "constat.pdf"),
        (QUOTED % "facture\u202egpj.exe", "facturegpj.exe"),
        (QUOTED % "a\tb\x00\x07.pdf", "a b.pdf"),
        (QUOTED % "e\u0301te\u0301.pdf", "été.pdf"),  # macOS
        (QUOTED % 'le \\"bon\\" devis.pdf', "le _bon_ devis.pdf"),
        (QUOTED % ("é" * 300 + ".pdf"), "é" * 88 + ".pdf"),
        (QUOTED % ("x" * 500), "x" * 180),
        ("Content-Disposition: attachment; filename=", "piece-jointe-1.bin"),
        ('Content-Disposition: attachment; filename="pas fini.pdf', "pas fini.pdf"),
        ("Content-Disposition: attachment; filename*=''", "piece-jointe-1.bin"),
        ("Content-Disposition: attachment; filename*=utf-8''%ZZ%", "%ZZ%"),
        ("Content-Type: image/jpeg", "piece-jointe-1.jpg"),
        ("Content-Type: not-a-type; name=a.pdf", "a.pdf"),
    ],
)  # fmt: skip
def test_a_file_is_named_as_it_was_meant_and_safely(headers, name):
    kind = "" if "Content-Type" in headers else "Content-Type: application/octet-stream\n"
    message = parse(whole("mixed", part("Texte"), f"{kind}{headers}\n\nabc".encode()))

    (file,) = message.attachments
    assert file.filename == name
    assert file.content == b"abc"


@given(st.text(max_size=400))
def test_no_name_leaves_its_folder(declared):
    name = clean_name(declared)

    assert len(name.encode()) <= 180
    assert not set(name) & set('/\\\0<>:"|?*\n')
    assert name not in (".", "..")
    assert name == clean_name(name)


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "8bit", "x-uuencode"])
def test_bytes_come_out_as_they_went_in(encoding):
    content = bytes(range(1, 256)) * 9 + b"fin"
    lines = [content[at : at + 45] for at in range(0, len(content), 45)]
    body = {
        "base64": base64.encodebytes(content),
        "quoted-printable": binascii.b2a_qp(content, istext=False),
        "8bit": content,
        "x-uuencode": b"begin 644 a.bin\n" + b"".join(map(binascii.b2a_uu, lines)) + b"`\nend\n",
    }[encoding]

    message = parse(
        whole(
            "mixed",
            part(
                body, "application/x-chose; name=a.bin", f"Content-Transfer-Encoding: {encoding}"
            ),
        )
    )

    (file,) = message.attachments
    assert (file.content, file.content_type) == (content, "application/x-chose")


def test_files_written_inside_the_text_are_taken_out_of_it():
    content = b"%PDF-1.4 devis"
    body = b"Bonjour\nbegin 644 devis.pdf\n" + binascii.b2a_uu(content) + b"`\nend\nMarie"

    message = parse(letter(body))

    assert message.text == "Bonjour\n\nMarie"
    assert [(file.filename, file.content) for file in message.attachments] == [
        ("devis.pdf", content)
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"begin 644 the story\nof a printer\nend",
        b"begin 644 sans fin\n#0V%T",
        b"begin 644 x\n" + b"M" * 10 + b"\nend",
    ],
)
def test_a_text_that_only_looks_uuencoded_stays_a_text(body):
    assert without_uuencoded(body) == (body, [])


@given(st.binary(max_size=500))
def test_base64_is_read_back(content):
    assert base64_bytes(base64.encodebytes(content)) == content
    assert undone(base64.encodebytes(content).replace(b"\n", b"\r\n"), "Base64 ") == content


@given(
    st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable", "uuencode", "", "x"])
)
def test_no_encoding_refuses_any_bytes(body, encoding):
    assert isinstance(undone(body, encoding), bytes)


def tnef(*files):
    """An envelope as Outlook writes it."""
    data = struct.pack("<IH", 0x223E9F78, 1) + attribute(1, 0x9006, b"\0\0\1\0")
    for title, content, long_name in files:
        data += attribute(2, 0x9002, b"\0" * 14)
        data += attribute(2, 0x8010, title + b"\0") + attribute(2, 0x800F, content)
        name = (long_name + "\0").encode("utf-16-le")
        padded = name + b"\0" * (-len(name) % 4)
        properties = struct.pack("<IHHI", 2, 0x3, 0x0E20, len(content))
        properties += struct.pack("<HHII", 0x1F, 0x3707, 1, len(name)) + padded
        data += attribute(2, 0x9005, properties)
    return data


def attribute(level, identifier, value):
    return (
        struct.pack("<BII", level, identifier, len(value))
        + value
        + struct.pack("<H", sum(value) & 0xFFFF)
    )


WINMAIL = tnef((b"DEVIS~1.PDF", b"%PDF-1.4", "Devis été.pdf"), (b"a.png", PNG, "photo.png"))


@pytest.mark.parametrize(
    "kind", ["application/ms-tnef; name=winmail.dat", "application/octet-stream; name=WINMAIL.DAT"]
)
def test_what_outlook_wraps_is_kept_and_unwrapped(kind):
    message = parse(whole("mixed", part("Texte"), encoded(WINMAIL, kind)))

    assert [(file.filename.lower(), file.content) for file in message.attachments] == [
        ("winmail.dat", WINMAIL),
        ("devis été.pdf", b"%PDF-1.4"),
        ("photo.png", PNG),
    ]


@settings(max_examples=150)
@given(st.binary(max_size=80), st.integers(0, len(WINMAIL)), st.integers(0, len(WINMAIL)))
def test_an_envelope_cut_or_scratched_gives_what_it_can(noise, start, cut):
    tnef_files((WINMAIL[:start] + noise + WINMAIL[start + len(noise) :])[:cut])


def test_a_file_is_inline_when_the_page_shows_it():
    message = parse(
        whole(
            "related",
            part('<p>Voir <img src="CID:photo%40x" width="9"></p>', "text/html"),
            encoded(
                PNG,
                "image/png; name=photo.png",
                "Content-ID: <photo@x>",
                "Content-Disposition: inline",
            ),
            encoded(
                PNG,
                "image/png; name=logo.png",
                "Content-ID: <logo@x>",
                "Content-Disposition: inline",
            ),
        )
    )

    assert message.html == '<p>Voir <img src="cid:photo@x"></p>'
    assert [(file.filename, file.content_id, file.inline) for file in message.attachments] == [
        ("photo.png", "photo@x", True),
        ("logo.png", "logo@x", False),
    ]


def test_an_image_written_in_the_html_becomes_a_file():
    data = base64.b64encode(PNG).decode()
    html = f'<p><img src="data:image/png;base64,{data}"><img src="data:image/svg+xml;base64,{data}"></p>'

    message = parse(letter(html, headers="Content-Type: text/html"))

    (file,) = message.attachments
    assert (file.filename, file.content, file.inline) == ("image-1.png", PNG, True)
    assert message.html == f'<p><img src="cid:{file.content_id}"></p>'
