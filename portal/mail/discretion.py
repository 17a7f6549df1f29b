"""What the team does not read in a mail: the code or the link that belongs to the person it was sent to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from portal.mail.models import OutboxEmail

ACCOUNT = "account/"
"""Kinds of mail that open an account: their whole body is somebody's key."""
_KEYS = {"token", "key", "uidb36"}
_LINK = re.compile(r"(https?://[^\s<>«»\"]+)")
_MASK = format_html('<span class="mail-text__masked">{}</span>', "lien personnel")


def is_secret(email: OutboxEmail) -> bool:
    """A mail of sign-in holds a code, or a link that gives the account: nobody else reads it."""
    return email.kind.startswith(ACCOUNT)


def readable(text: str) -> SafeString:
    """The text as the team may read it: every link that acts in its reader's name is masked."""
    pieces = _LINK.split(text)
    return format_html_join(
        "", "{}", ((_MASK if _is_personal(piece) else piece,) for piece in pieces)
    )


def _is_personal(piece: str) -> bool:
    """Whether it is an address whose route takes a token, whatever the name of the server."""
    if not _LINK.fullmatch(piece):
        return False
    path = urlsplit(piece.rstrip(".,;:!?)]’'")).path or "/"
    return any(_opens_with_a_key(way) for way in {path, path.rstrip("/") + "/"})


def _opens_with_a_key(path: str) -> bool:
    try:
        return bool(_KEYS & resolve(path).kwargs.keys())
    except Resolver404:
        return False
