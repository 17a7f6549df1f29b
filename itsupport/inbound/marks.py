"""What programs write around the words of a person, in French, English and German: the marks of a quotation.

Each pattern is met with one line of at most `LONGEST` characters, so none can cost more than the line is long.
"""

import re
from functools import lru_cache

LONGEST = 400

_I = re.IGNORECASE
QUOTED = re.compile(r"\s{0,3}>")
SIGNATURE = re.compile(r"-- ?\Z")
_BEGINS_ATTRIBUTION = re.compile(r"(?:le|on|am|le message|quoting)\s", _I)
_WROTE = re.compile(r"(?:\sa\s+écrit|\swrote|\sschrieb\b.{0,120})\s?:\Z", _I)
_DATED = re.compile(r"\d{1,2}\s?[:hH]\s?\d{2}|\b(?:19|20)\d{2}\b|\d/\d{1,2}/\d|\S@\S", _I)
_SENT_BY = re.compile(r"\d{4}-\d{2}-\d{2}\s.{0,200}<[^<>\s]+@[^<>\s]+>\s?:\Z")
_SEPARATOR = re.compile(
    r"[-_=*\s]{2,40}(?:message d['’]origine|message original|message initial|mail original"
    r"|courriel original|original message|original mail|original appointment|ursprüngliche nachricht"
    r"|message de base|reply message|message précédent)[-_=*\s:]{0,40}\Z",
    _I,
)
_REPLY_ABOVE = re.compile(
    r"[-#=*\s]{0,20}(?:répond(?:re|ez) au[- ]dessus de cette ligne|(?:please )?reply above this line)\b",
    _I,
)
_LABEL = re.compile(
    r"[*_>\s]{0,3}(?P<label>de|from|von|expéditeur|envoyé(?: le| par)?|sent|gesendet|date|datum|à|a|to|an|pour"
    r"|destinataires?|cc|copie(?: à)?|objet|subject|betreff|sujet|répondre à|reply-to|importance|priorité)"
    r"\s?[*_]{0,2}\s?:[*_]{0,2}(?:\s|\Z)",
    _I,
)
_SENDER = frozenset({"de", "from", "von", "expéditeur"})
_ABOUT = frozenset({
    "envoyé", "envoyé le", "sent", "gesendet", "date", "datum", "objet", "subject", "betreff", "sujet",
})  # fmt: skip
_MESSAGE_OF = re.compile(r"[\s>]{0,3}message du\s?:?\s\d", _I)
RULE = re.compile(r"\s*(?:_{5,}|-{5,}|={5,}|\*{5,})\s*\Z")
_DEVICE = (
    r"(?:i?phone|iphone|ipad|ipod|mobile|portable|smartphone|téléphone|telephone|appareil|tablette|device|samsung|galaxy"
    r"|huawei|xiaomi|redmi|android|ios|blackberry|handy)"
)
_PROGRAM = (
    r"(?:outlook|yahoo ?mail|yahoo|gmail|orange|mail orange|proton ?mail|bluemail|spark|thunderbird|courrier|mail|aol"
    r"|samsung mail|la ?poste|sfr ?mail|my ?mail)"
)
_SENT = r"(?:envoyée?|sent|gesendet)"
_MOBILE = re.compile(
    r"[-–—\s*_]{0,4}(?:"
    rf"{_SENT} (?:de|depuis|from|von|à partir de|avec|with) (?:mon|ma|my|meinem|meiner|un|une|a|l['’]application) ?"
    rf"(?:[\w'’+-]+ ){{0,3}}(?:{_DEVICE}|{_PROGRAM})\b(?: [\w'’+.-]+){{0,4}}"
    rf"|{_SENT} (?:à partir d['’]|à partir de |depuis |from |avec |with |via |von )(?:l['’]application )?{_PROGRAM}"
    r"(?: (?:pour|for|für|sur|on|de|mobile)\b[\w ]{0,20})?"
    rf"|(?:télécharger|téléchargez|obtenir|obtenez|get) {_PROGRAM} (?:pour|for|für|sur) [\w ]{{1,20}}"
    r"|provenance ?: (?:courrier|mail) pour windows[\w ]{0,10}"
    r")\s?(?:[<(]https?://[^\s<>()]{1,100}[>)])?\s?\.?\Z",
    _I,
)
_MOBILE_LONGEST = 160
_LINES_OF_ATTRIBUTION = 5
_LINES_OF_BLOCK = 8
_LABELS_OF_BLOCK = 3


def is_quoted(line: str) -> bool:
    return bool(QUOTED.match(line[:8]))


def plain(line: str) -> str:
    """A line as the patterns read it: ordinary spaces, not too long."""
    return line[: LONGEST + 1].replace("\u00a0", " ").replace("\u202f", " ").strip()


def is_mobile_signature(line: str) -> bool:
    """« Envoyé de mon iPhone », « Télécharger Outlook pour Android »: a program speaks, alone on its line."""
    bare = plain(line)
    return len(bare) <= _MOBILE_LONGEST and bool(_MOBILE.match(bare))


def attribution(lines: list[str], at: int, *, quoted_follows: bool) -> int:
    """How many lines say who wrote what follows: « Le … à 10:12, Marie <…> a écrit : »; 0 when none does.

    One to five lines. A sentence of a person that ends so (« Le maire a écrit : ») says neither hour, year nor
    address: it counts only when quoted lines follow at once, which `quoted_follows` allows.
    """
    first = plain(lines[at])
    if not first or len(first) > LONGEST:
        return 0
    introduces = quoted_follows and _WROTE.search(first) and is_quoted(following(lines, at + 1))
    if introduces or _SENT_BY.match(first):
        return 1
    return _dated_attribution(lines, at) if _BEGINS_ATTRIBUTION.match(first) else 0


def _dated_attribution(lines: list[str], at: int) -> int:
    said = ""
    for count, line in enumerate(lines[at : at + _LINES_OF_ATTRIBUTION], 1):
        bare = plain(line)
        said = f"{said} {bare}".strip()
        if not bare or len(said) > LONGEST or is_quoted(line):
            return 0
        if _WROTE.search(said):
            return count if _DATED.search(said) else 0
    return 0


def following(lines: list[str], at: int) -> str:
    """The first line with words among the next four, or ""."""
    return next((line for line in lines[at : at + 4] if line.strip()), "")


def block(lines: list[str], at: int) -> bool:
    """Whether a quoted message begins here without « > »: its headers, or a line that says so."""
    first = plain(lines[at])
    if len(first) > LONGEST:
        return False
    if _SEPARATOR.match(first) or _REPLY_ABOVE.match(first):
        return True
    if _MESSAGE_OF.match(first):
        return any(_label(line) in _SENDER for line in lines[at + 1 : at + 4])
    return bool(_label(first)) and _is_block_of_headers(lines, at)


def _is_block_of_headers(lines: list[str], at: int) -> bool:
    """« De : » and at least two more labels, one of them a date or a subject, with nothing else between."""
    labels = []
    for line in lines[at : at + _LINES_OF_BLOCK * 2]:
        label = _label(line)
        if label:
            labels.append(label)
        elif line.strip() and (len(labels) >= _LABELS_OF_BLOCK or not _continues(labels)):
            break
    found = set(labels[:_LINES_OF_BLOCK])
    return len(found) >= _LABELS_OF_BLOCK and bool(found & _SENDER) and bool(found & _ABOUT)


def _continues(labels: list[str]) -> bool:
    """A long list of addressees goes on over the next line."""
    return labels[-1] in {"à", "a", "to", "cc", "an", "copie", "copie à", "pour", "destinataires"}


@lru_cache(maxsize=256)
def _label(line: str) -> str:
    found = _LABEL.match(plain(line))
    return " ".join(found["label"].lower().split()) if found else ""
