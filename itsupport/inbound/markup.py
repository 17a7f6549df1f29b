"""HTML of a message: made harmless for a page that calls nobody, and told as text for people and for rules.

Every HTML goes through nh3 first; what reads it afterwards meets well-formed tags only.
"""

import base64
import binascii
import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

import nh3

from itsupport.inbound.limits import HTML_DEPTH, HTML_ENTITIES, HTML_TAGS

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "code", "dd", "del", "div", "dl",
    "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol",
    "p", "pre", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_STRUCTURE = {"a": {"href"}, "img": {"src", "alt"}, "*": {"class", "id", "style", "type", "cite"}}
_DROPPED = {
    "script", "style", "title", "head", "iframe", "object", "embed", "noscript", "template",
    "textarea", "select", "svg", "math", "audio", "video", "xml",
}  # fmt: skip
_LINKS = ("http:", "https:", "mailto:", "tel:")
_IMAGE = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
_SOURCE = re.compile(r" src=\"[^\"]")
_TAG = re.compile(r"<[^<>]*>")
_OPENED = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNCLOSED = frozenset({
    "br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base",
    "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option",
})  # fmt: skip
"""Elements that HTML lets open, which are not one inside the other."""
_DATA = re.compile(r"data:image/(png|jpeg|jpg|gif|webp);base64,", re.IGNORECASE)
_DATA_IMAGES = 50


@dataclass(slots=True)
class Images:
    """Which Content-IDs the message holds, which ones the HTML shows, and the images written inside the HTML."""

    held: frozenset[str] = frozenset()
    shown: set[str] = field(default_factory=set)
    written: list[tuple[str, str, bytes]] = field(default_factory=list)

    def source(self, value: str) -> str | None:
        """The source that may stay: `cid:` of a file that the message holds, or of an image taken out of the HTML."""
        value = value.strip()
        if value[:4].lower() == "cid:":
            identifier = next((i for i in (value[4:], unquote(value[4:])) if i in self.held), None)
        elif found := _DATA.match(value):
            identifier = self._taken(found[1].lower(), value[found.end() :])
        else:
            identifier = None
        if identifier is None:
            return None
        self.shown.add(identifier)
        return f"cid:{identifier}"

    def _taken(self, kind: str, encoded: str) -> str | None:
        try:
            content = base64.b64decode("".join(unquote(encoded).split()), validate=True)
        except (binascii.Error, ValueError):
            return None
        if not content or len(self.written) >= _DATA_IMAGES:
            return None
        identifier = f"image-{len(self.written) + 1}@html"
        self.written.append((identifier, f"image/{kind.replace('jpg', 'jpeg')}", content))
        return identifier


def is_readable(html: str) -> bool:
    """Whether this HTML is of a size and depth that people's programs write; the others cost more than they tell."""
    if html.count("&") > HTML_ENTITIES:
        return False
    depth = 0
    for count, tag in enumerate(_OPENED.finditer(html), 1):
        if tag[2].lower() not in _UNCLOSED:
            depth = max(0, depth + (-1 if tag[1] else 1))
        if count > HTML_TAGS or depth > HTML_DEPTH:
            return False
    return True


def sanitised(html: str, images: Images) -> str:
    """What a page may show: no script, no style, nothing that calls out; `<img src="cid:…">` of held files stay."""

    def kept(element: str, attribute: str, value: str) -> str | None:
        if element == "img" and attribute == "src":
            return images.source(value)
        if element == "a" and attribute == "href":
            return value if value.strip().lower().startswith(_LINKS) else None
        return value

    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        clean_content_tags=_DROPPED,
        attribute_filter=kept,
        url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    return _IMAGE.sub(lambda image: image[0] if _SOURCE.search(image[1]) else "", clean).strip()


def structure(html: str) -> str:
    """Well-formed HTML that says what is a quotation, never shown to anybody."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_STRUCTURE,
        clean_content_tags=_DROPPED,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=None,
    )


def without_tags(html: str) -> str:
    """The text between tags of HTML that is not readable."""
    return unescape(_TAG.sub(" ", html))
