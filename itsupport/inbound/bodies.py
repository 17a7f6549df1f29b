"""Which parts of the tree are the words of the message, and which are its files."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from itsupport.inbound.charsets import clean, decode
from itsupport.inbound.files import Attachment, clean_name, file_name
from itsupport.inbound.flowed import unflowed
from itsupport.inbound.limits import HTML_CHARACTERS, TEXT_CHARACTERS
from itsupport.inbound.mime import Part
from itsupport.inbound.tnef import tnef_files
from itsupport.inbound.transfer import without_uuencoded

_TEXTS = frozenset(
    {"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text"}
)
_SECOND_FORMS = frozenset({"text/x-amp-html", "text/watch-html"})
"""The same words once more, for a few programs."""
_ONE_TEXT = frozenset({"multipart/related", "multipart/report"})
"""Their first text is the words, the others are files."""
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_BYTES_A_CHARACTER = 4


@dataclass(slots=True)
class Said:
    """A stretch of the message: its plain text, its HTML, or both when they are two forms of the same words."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class Sorted:
    """The words in their order, the files in theirs."""

    said: list[Said] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    aside: list[Part] = field(default_factory=list)
    """Texts that have a file name: files, unless the message has no other words."""


def sort_parts(root: Part) -> Sorted:
    """Every part is words or a file: none is lost."""
    found = Sorted()
    found.said = _sorted(root, found)
    if not any(one.plain.strip() or one.html.strip() for one in found.said):
        words = next((part for part in found.aside if not part.is_attached), None)
        if words is not None:
            found.said = [_words(words, found)]
            found.aside.remove(words)
    for part in found.aside:
        _keep_file(part, found)
    return found


def _sorted(part: Part, found: Sorted) -> list[Said]:
    """Recursion as deep as the tree, which `limits.DEPTH` bounds."""
    if not part.children:
        return _leaf(part, found)
    if part.content_type == "multipart/alternative":
        return _alternative(part, found)
    said: list[Said] = []
    for child in part.children:
        if said and child.content_type in _TEXTS and part.content_type in _ONE_TEXT:
            _keep_file(child, found)
        else:
            said += _sorted(child, found)
    return said


def _alternative(part: Part, found: Sorted) -> list[Said]:
    """The first plain text that says something, the last HTML; both may lie deeper."""
    children = (child for child in part.children if child.content_type not in _SECOND_FORMS)
    forms = [_sorted(child, found) for child in children]
    plain: list[Said] = next((form for form in forms if _only_plain(form)), [])
    rich: list[Said] = next((form for form in reversed(forms) if html_of(form)), [])
    if not (plain and rich):
        return plain or rich
    return [Said("\n\n".join(one.plain for one in plain), html_of(rich))]


def _only_plain(form: list[Said]) -> bool:
    return any(one.plain.strip() for one in form) and not any(one.html for one in form)


def _leaf(part: Part, found: Sorted) -> list[Said]:
    kind = part.content_type
    if kind.startswith("multipart/") and not part.file_name and not part.closed:
        return [_words(part, found)]
    if kind not in _TEXTS or part.is_attached:
        _keep_file(part, found)
        return []
    if clean_name(part.file_name):
        found.aside.append(part)
        return []
    return [_words(part, found)]


def _words(part: Part, found: Sorted) -> Said:
    content = part.content
    if part.content_type == "text/html":
        return Said(html=_text(content, part.charset, HTML_CHARACTERS))
    content, encoded = without_uuencoded(content)
    for name, data in encoded:
        _keep(found, Attachment(decode(name), "application/octet-stream", data))
    text = _text(content, part.charset, TEXT_CHARACTERS)
    parameters = part.declared.parameters
    if parameters.get("format", "").lower() == "flowed":
        text = unflowed(text, delsp=parameters.get("delsp", "").lower() == "yes")
    return Said(plain=text)


def _text(content: bytes, charset: str, longest: int) -> str:
    return clean(decode(content[: longest * _BYTES_A_CHARACTER], charset))[:longest]


def _keep_file(part: Part, found: Sorted) -> None:
    """A file; the files inside a winmail.dat follow it."""
    kind = part.content_type
    name = part.file_name
    if kind == "text":
        kind = "text/plain"
    content = part.content if not kind.startswith("multipart/") else part.body
    identifier = clean(part.headers.first("content-id")).strip(" <>")[:250]
    if not content and not name and not identifier:
        return
    if kind.startswith("multipart/"):
        kind = "application/octet-stream"
    _keep(found, Attachment(name, kind, content, identifier))
    if kind in _TNEF or clean_name(name).lower() == "winmail.dat":
        for inner in tnef_files(content):
            one = Attachment(
                inner.name,
                "application/octet-stream",
                inner.content,
                clean(inner.content_id)[:250],
            )
            _keep(found, one)


def _keep(found: Sorted, file: Attachment) -> None:
    name = file_name(file.filename, file.content_type, file.content, len(found.files) + 1)
    found.files.append(Attachment(name, file.content_type, file.content, file.content_id))


def _as_html(plain: str) -> str:
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<p>{escaped.strip().replace(chr(10), '<br>')}</p>"


def html_of(said: Iterable[Said]) -> str:
    """One HTML of all stretches when one of them has any, else ""."""
    said = list(said)
    if not any(one.html.strip() for one in said):
        return ""
    return "\n".join(
        one.html or _as_html(one.plain) for one in said if one.html or one.plain.strip()
    )
