"""The words of a body, whatever its charset says or hides."""

import pytest
from hypothesis import given, strategies as st

from itsupport.inbound import parse
from itsupport.inbound.charsets import clean, codec_of, decode
from tests.itsupport.inbound.letters import letter

FRENCH = "L’été, Noël à Œting : 3 € où ça « gît »"
LATIN = "L'été, Noël à Metz : où ça gît"


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("utf-8", "utf-8", FRENCH),
        ("UTF8", "utf-8", FRENCH),
        ("utf8mb4", "utf-8", FRENCH),
        ("cp65001", "utf-8", FRENCH),
        ('"utf-8"', "utf-8", FRENCH),
        ("utf-8*fr", "utf-8", FRENCH),
        ("iso-8859-1", "cp1252", FRENCH),  # what is declared Latin-1 is Windows-1252
        ("iso-8859-1", "latin-1", LATIN),
        ("ISO-8859-15", "iso8859-15", "3 € à Œting"),
        ("windows-1252", "cp1252", FRENCH),
        ("Windows1252", "cp1252", FRENCH),
        ("cp-1252", "cp1252", FRENCH),
        ("ansi", "cp1252", FRENCH),
        ("cp-850", "cp850", LATIN),
        ("ibm850", "cp850", LATIN),
        ("dos-850", "cp850", LATIN),
        ("x-mac-roman", "mac_roman", FRENCH),
        ("macintosh", "mac_roman", FRENCH),
        ("unknown-8bit", "utf-8", FRENCH),
        ("unknown-8bit", "cp1252", FRENCH),
        ("x-unknown", "cp1252", FRENCH),
        ("", "utf-8", FRENCH),
        ("", "cp1252", FRENCH),
        ("us-ascii", "utf-8", FRENCH),
        ("us-ascii", "cp1252", FRENCH),
        ("utf-8", "cp1252", FRENCH),  # it lies
        ("utf-16", "utf-16", FRENCH),
        ("utf-16le", "utf-16-le", FRENCH),
        ("utf-7", "utf-7", FRENCH),
        ("unicode-1-1-utf-7", "utf-7", FRENCH),
        ("x-unicode-2-0-utf-7", "utf-7", FRENCH),
        ("iso-gb2312", "gb18030", "打印机坏了"),
        ("gb2312", "gb18030", "打印机坏了 €"),
        ("big5", "big5", "印表機"),
        ("iso-2022-jp", "iso2022_jp", "プリンター"),
        ("x-sjis", "cp932", "プリンター①"),
        ("ks_c_5601-1987", "cp949", "프린터"),
        ("koi8-r", "koi8-r", "принтер"),
        ("windows-1251", "cp1251", "принтер"),
        ("iso-8859-9", "cp1254", "yazaş"),
        ("hex", "utf-8", FRENCH),  # codecs of Python that are no charsets
        ("unicode_escape", "utf-8", FRENCH),
        ("punycode", "cp1252", FRENCH),
        ("../../etc/passwd", "cp1252", FRENCH),
        ("os.path", "cp1252", FRENCH),
        ("nul\0l", "cp1252", FRENCH),
    ],
)
def test_the_words_are_found_under_what_the_charset_says_or_hides(declared, codec, text):
    body = text.encode(codec)

    message = parse(
        letter(
            body,
            headers=f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit",
        )
    )

    assert message.text == text


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_bytes_that_windows_1252_does_not_know_are_a_hole_in_the_text(byte):
    assert parse(letter(b"caf\xe9 " + bytes([byte]) + b" noir")).text == "café \ufffd noir"


def test_one_wrong_byte_does_not_spoil_a_text_in_utf_8():
    assert decode("été ".encode() + b"\xe9" + " à Noël".encode(), "utf-8") == "été é à Noël"


def test_a_charset_that_almost_fits_keeps_the_rest_of_the_words():
    text = "打印机坏了" * 10

    assert decode(text.encode("gb18030") + b"\xff", "gb2312") == text + "\ufffd"


def test_a_byte_order_mark_says_more_than_the_declaration():
    assert (
        parse(
            letter(b"\xef\xbb\xbfBonjour", headers="Content-Type: text/plain; charset=latin-1")
        ).text
        == "Bonjour"
    )
    assert decode(b"\xff\xfe" + "été".encode("utf-16-le"), "utf-8") == "\ufeffété".strip("\ufeff")


def test_control_signs_and_lone_surrogates_never_come_out():
    assert clean("a\0b\x07c\x1b[1md\x85e\ud800f\tg\r\nh\ri") == "abc[1mde\ufffdf\tg\nh\ni"
    # UTF-7 can spell a half of a pair
    assert (
        parse(letter(b"x +2AA- y", headers="Content-Type: text/plain; charset=utf-7")).text
        == "x \ufffd y"
    )


def test_names_that_nobody_knows_mean_nothing():
    assert [
        codec_of(name) for name in ("", "klingon", "a" * 500, "é", "rot13", "idna", "mbcs")
    ] == [""] * 7


@given(
    st.binary(max_size=300),
    st.text(max_size=20) | st.sampled_from(["utf-16", "utf-7", "gb18030", "hz"]),
)
def test_any_bytes_under_any_name_give_a_text(data, declared):
    clean(decode(data, declared)).encode()


@given(st.text(max_size=200))
def test_utf_8_is_read_as_it_was_written(text):
    text = clean(text.replace("\ud800", "")).strip("\n")
    data = text.encode("utf-8", "ignore")

    assert decode(data, "utf-8") == data.decode().removeprefix("\ufeff")
