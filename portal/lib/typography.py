"""French spacing, put in one place: no author types a non-breaking space, no line begins with a colon.

Before « : », « » » and « % », and after « « », a space does not break; before « ; », « ? » and « ! » it is narrow too
(Lexique des règles typographiques en usage à l’Imprimerie nationale). Nor between the thousands of a number, nor
between a number and its unit, nor before the dash of « 9 h – 12 h », which may end a line and never begins one.
"""

import re

from portal.lib.text import NBSP, NNBSP

_KEPT = re.compile(r"<(textarea|script|style|pre|code)\b.*?</\1>", re.DOTALL)
_SPACE = re.compile(
    r" (?:(?=[:;?!»%](?:[\s<&.,)]|$))|(?<=« )"
    r"|(?<=[\dh] )(?=– \d)"
    r"|(?=\d{3}\b)(?:(?<=\b\d )|(?<=\b\d\d )|(?<=\b\d{3} ))|(?=(?:€|h|km|Mo|Ko)(?:\W|$))(?<=\d ))"
)
_NARROW = frozenset(";?!")


def spaced(html: str) -> str:
    """The same page, its text spaced as French is printed; markup, and what a person typed, are untouched."""
    kept = [found.span() for found in _KEPT.finditer(html)]
    pieces: list[str] = []
    end = 0
    for found in _SPACE.finditer(html):
        at = found.start()
        in_a_tag = html.rfind("<", 0, at) > html.rfind(">", 0, at)
        if in_a_tag or any(first < at < last for first, last in kept):
            continue
        narrow = html[at + 1 : at + 2] in _NARROW and html[at - 1 : at] != "«"
        pieces += html[end:at], NNBSP if narrow else NBSP
        end = at + 1
    return "".join((*pieces, html[end:]))
