"""The words that a person wrote in a reply, without what her program added: quotations, headers, signatures.

When in doubt a line is kept: a quotation too many is a nuisance, a lost word is a fault.
"""

import re
from itertools import islice

from itsupport.inbound import marks

_BLANKS = re.compile(r"\n{3,}")
_SIGNATURE_LINES = 12
"""Lines behind « -- » that a signature has at most: beyond, they are kept."""
_SIGNATURE_SPAN = 60
"""The same with its blank lines."""
_SIGNATURES = 10
"""Looked at in one text."""


def reply_of(text: str, *, forwards: bool = False) -> str:
    """What the person wrote, lines in order.

    Left out: lines behind « > » and the line that introduces them; all that follows « De : / Envoyé : / Objet : »,
    « -----Message d’origine----- » or an introduction without « > »; the signature behind « -- »; « Envoyé de mon… ».
    Kept: answers between and under quoted lines; everything, when nothing would be left; everything, when the
    message `forwards` another one.
    """
    lines = text.split("\n")
    if forwards:
        return _tidy(lines)
    return _tidy(_without_mobile_signature(_own_lines(lines))) or _tidy(lines)


def _own_lines(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    signatures = _signatures(lines)
    while at < len(lines):
        if marks.is_quoted(lines[at]):
            at += 1
        elif length := _introduction(lines, at, kept):
            at += length
        elif kept and _ends_here(lines, at):
            return _without_rule(kept)
        elif at in signatures and (after := _after_signature(lines, at)):
            at = after
        else:
            if kept or lines[at].strip():
                kept.append(lines[at])
            at += 1
    return kept


def _introduction(lines: list[str], at: int, kept: list[str]) -> int:
    """The length of an introduction whose quotation is marked by « > », so that what follows it is the person's."""
    length = marks.attribution(lines, at, quoted_follows=True)
    if not length:
        return 0
    following = marks.following(lines, at + length)
    return length if marks.is_quoted(following) or (not following and kept) else 0


def _ends_here(lines: list[str], at: int) -> bool:
    """From here on the program quotes, and marks no line."""
    return marks.block(lines, at) or marks.attribution(lines, at, quoted_follows=False) > 0


def _signatures(lines: list[str]) -> set[int]:
    found = (at for at, line in enumerate(lines) if marks.SIGNATURE.match(line))
    return set(islice(found, _SIGNATURES))


def _after_signature(lines: list[str], at: int) -> int:
    """Where the signature ends: at a quotation or at the end of the text; 0 when it is too long to be one."""
    end, written = at + 1, 0
    while end < len(lines) and not marks.is_quoted(lines[end]):
        if marks.block(lines, end) or marks.attribution(lines, end, quoted_follows=True):
            break
        written += bool(lines[end].strip())
        if written > _SIGNATURE_LINES or end - at > _SIGNATURE_SPAN:
            return 0
        end += 1
    return end


def _without_rule(kept: list[str]) -> list[str]:
    """The line of dashes above a quoted message belongs to it."""
    while kept and (not kept[-1].strip() or marks.RULE.match(kept[-1][: marks.LONGEST])):
        kept.pop()
    return kept


def _without_mobile_signature(kept: list[str]) -> list[str]:
    while kept and (not kept[-1].strip() or marks.is_mobile_signature(kept[-1])):
        kept.pop()
    return kept


def _tidy(lines: list[str]) -> str:
    return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip()
