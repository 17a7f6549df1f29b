"""Bytes to text: the declared charset, what people mean by its name, UTF-8, then Windows-1252. Nothing is refused."""

import codecs
import re

UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufff9-\ufffb]")
SURROGATES = re.compile("[\ud800-\udfff]")
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NAME = re.compile(r"[a-z0-9][a-z0-9._:+-]{0,39}")
_DECORATION = re.compile(r"^(?:x-|cs)(?=[a-z])")
_REPLACED_AT_MOST = 10
"""One character in ten."""

_MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252", "l1": "cp1252", "ansi": "cp1252", "windows1252": "cp1252",
    "win-1252": "cp1252", "iso-8859-1-windows-3.1-latin-1": "cp1252", "cp-1252": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "iso-8859-8-i": "iso8859-8",
    "gb2312": "gb18030", "iso-gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030",
    "chinesebig5": "big5hkscs", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "euc-kr": "cp949", "korean": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "windows-31j": "cp932",
    "iso-2022-jp": "iso2022_jp_ext", "mac-roman": "mac_roman", "macroman": "mac_roman",
    "macintosh": "mac_roman", "mac": "mac_roman",
    "utf8mb4": "utf-8", "utf-8mb4": "utf-8", "utf8mb3": "utf-8", "unicode": "utf-8",
    "cp65001": "utf-8", "65001": "utf-8", "utf": "utf-8", "unicode-1-1-utf-8": "utf-8",
    "unicode-1-1-utf-7": "utf-7", "unicode-2-0-utf-7": "utf-7", "utf7": "utf-7",
}  # fmt: skip
_KNOWN = frozenset(
    {
        "ascii", "utf-8", "utf-7", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le",
        "utf-32-be", "gb18030", "gb2312", "gbk", "hz", "big5", "big5hkscs", "cp949", "cp932",
        "cp950", "euc_jp", "euc_kr", "johab", "shift_jis", "iso2022_jp", "iso2022_jp_1",
        "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr", "koi8-r", "koi8-u",
        "koi8-t", "mac-roman", "mac-cyrillic", "mac-greek", "mac-latin2", "mac-turkish",
        "hp-roman8", "tis-620", "ptcp154",
        *(f"iso8859-{n}" for n in range(1, 17)), *(f"cp125{n}" for n in range(9)),
        *(f"cp{n}" for n in (437, 720, 737, 775, 850, 852, 855, 856, 857, 858, 860, 861, 862,
                             863, 864, 865, 866, 869, 874, 1006, 1125)),
    }
)  # fmt: skip
"""Codecs that turn bytes of an e-mail into text; the others of Python are no charsets, or not linear."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def codec_of(declared: str) -> str:
    """The codec that a charset name means: « cp-850 » is cp850, « utf8mb4 » is UTF-8; "" when nobody knows."""
    name = declared.strip(" \t\"'<>=;,").lower().partition("*")[0].partition("$")[0].strip("_ ")
    if not _NAME.fullmatch(name):
        return ""
    bare = _DECORATION.sub("", name)
    for candidate in (name, bare, re.sub(r"^(cp|ibm|dos|windows)[-_]?(?=\d)", "cp", bare)):
        meant = _MEANT.get(candidate, candidate)
        try:
            found = codecs.lookup(meant).name
        except LookupError:
            continue
        if found in _KNOWN:
            return found
    return ""


def decode(data: bytes, declared: str = "") -> str:
    """The text of these bytes, whatever they are.

    The declared charset when it fits; UTF-8 when it fits; the declared one again with a few holes; at last UTF-8
    whose wrong bytes are read as Windows-1252, each alone. The result may still hold control characters: see `clean`.
    """
    codec = next((one for mark, one in _MARKS if data.startswith(mark)), "") or codec_of(declared)
    for one in (codec, "utf-8"):
        if one and (text := _strict(data, one)) is not None:
            return text
    if codec not in ("", "ascii", "utf-8"):
        text = data.decode(codec, "replace")
        if text.count("\ufffd") * _REPLACED_AT_MOST <= len(text):
            return text
    return data.decode("utf-8", "inbound-windows-1252")


def clean(text: str) -> str:
    """Without what a database or a page refuses: NUL, lone surrogates, control characters; one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return SURROGATES.sub("\ufffd", UNWANTED.sub("", text))


def one_line(text: str, longest: int) -> str:
    """The same on one line, spaces made single, without marks that turn the reading direction."""
    return " ".join(BIDI.sub("", clean(text)).split())[:longest].rstrip()


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return wrong.decode("cp1252", "replace"), error.end


codecs.register_error("inbound-windows-1252", _windows_1252)
