"""HTML told as text: lines, lists, links in brackets, quotations behind « > »."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_BLOCKS = frozenset({
    "address", "blockquote", "caption", "center", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul",
})  # fmt: skip
_SPACED = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"}
)
_QUOTED_CLASS = re.compile(
    r"(?:^|\s)(?:gmail_quote|gmail_extra|moz-cite-prefix|yahoo_quoted|protonmail_quote|tutanota_quote"
    r"|zmail_extra|ms-outlook-mobile-reference-message|WordSection-quoted|gmail_quote_container)",
)
_QUOTED_FROM = frozenset(
    {"divRplyFwdMsg", "appendonsend", "zwchr", "mail-editor-reference-message-container"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_INDENTED = re.compile(r"border(?:-left)?\s*:\s*(?:none|0)", re.IGNORECASE)
_BARE = re.compile(r"^(?:https?://|mailto:|tel:)|/$")
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_DEEPEST = 9
"""Marks « > » before a line, at most."""
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Told:
    """`text` as a reader would see it; `marked` with every line of a known quotation behind « > »."""

    text: str
    marked: str


@dataclass(slots=True)
class _Open:
    tag: str
    quotes: bool = False
    marks: bool = False
    hides: bool = False


@dataclass(slots=True)
class _Lines:
    """The two texts while they are written."""

    text: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)

    def add(self, line: str, *, quoted: int, marked: bool) -> None:
        depth = min(quoted, _DEEPEST)
        self.text.append("> " * depth + line if line else ">" * depth)
        self.marked.append(("> " + line) if quoted or marked else line)


def told(structure: str) -> Told:
    """The text of HTML that `markup.structure` gave."""
    reader = _Reader()
    reader.feed(structure)
    reader.close()
    reader.end_line()
    return Told(_tidy(reader.lines.text), _tidy(reader.lines.marked))


def _tidy(lines: list[str]) -> str:
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = _Lines()
        self.line: list[str] = []
        self.open: list[_Open] = []
        self.quoted = self.marked = self.hidden = self.kept_as_is = 0
        self.rest_is_quoted = False
        self.blank_wanted = False
        self.links: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self.end_line()
            self.blank_wanted |= tag in _SPACED
        if values.get("id") in _QUOTED_FROM:
            self.rest_is_quoted = True
        if tag in ("br", "hr", "img"):
            self._void(tag, values)
            return
        self._enter(tag, values)
        if tag == "li":
            self.line.append("- ")
        elif tag == "a":
            self.links.append((values.get("href", ""), len(self.line)))
        elif tag in ("td", "th") and self.line:
            self.line.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("br", "hr", "img") or not any(one.tag == tag for one in self.open[-1:]):
            return
        if tag == "a" and self.links:
            self._end_link(*self.links.pop())
        if tag in _BLOCKS:
            self.end_line()
            self.blank_wanted |= tag in _SPACED
        self._leave(self.open.pop())

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        if not self.kept_as_is:
            self.line.append(_SPACES.sub(" ", data))
            return
        first, *others = data.split("\n")
        self.line.append(first)
        for other in others:
            self.end_line(even_empty=True)
            self.line.append(other)

    def end_line(self, *, even_empty: bool = False) -> None:
        """What was gathered becomes a line, after the blank one that a paragraph asks for."""
        whole = "".join(self.line)
        content = whole.rstrip() if self.kept_as_is else _SPACES.sub(" ", whole).strip()
        self.line.clear()
        if not content and not even_empty:
            return
        marked = self.marked > 0 or self.rest_is_quoted
        if self.blank_wanted and self.lines.text:
            self.lines.add("", quoted=self.quoted, marked=marked)
        self.blank_wanted = False
        self.lines.add(content, quoted=self.quoted, marked=marked)

    def _void(self, tag: str, values: dict[str, str]) -> None:
        if self.hidden:
            return
        if tag == "br":
            self.end_line(even_empty=True)
        elif tag == "img" and values.get("src", "").startswith("cid:") and values.get("alt"):
            self.line.append(f"[{_SPACES.sub(' ', values['alt'])}]")

    def _enter(self, tag: str, values: dict[str, str]) -> None:
        style = values.get("style", "")
        one = _Open(
            tag,
            quotes=tag == "blockquote" and not _INDENTED.search(style),
            marks=bool(_QUOTED_CLASS.search(values.get("class", ""))),
            hides=bool(_HIDDEN.search(style)),
        )
        self.open.append(one)
        self.quoted += one.quotes
        self.marked += one.marks
        self.hidden += one.hides
        self.kept_as_is += tag == "pre"

    def _leave(self, one: _Open) -> None:
        self.quoted -= one.quotes
        self.marked -= one.marks
        self.hidden -= one.hides
        self.kept_as_is -= one.tag == "pre"

    def _end_link(self, address: str, since: int) -> None:
        """« le guide (https://…) », and nothing more when the text is the address."""
        shown = "".join(self.line[since:]).strip()
        if self.hidden or not address or address.startswith("cid:"):
            return
        if _BARE.sub("", address.lower()) not in {shown.lower(), _BARE.sub("", shown.lower())}:
            self.line.append(f" ({address})" if shown else address)
