"""The signed link of a mail: it says for which answer of which commune, and opens nothing else.

The signature covers the commune, which becomes the wall of the page, and the version of the link: the
next version makes every link sent before worthless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from portal.links import SignedNumbers

if TYPE_CHECKING:
    from purchasing.models import Participation

_WORDS = SignedNumbers("purchasing.answer", count=3)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version remains to be compared."""

    participation_id: int
    commune_id: int
    version: int


def link_token(answer: Participation) -> str:
    return _WORDS.sign(answer.pk, answer.commune_id, answer.link_version)


def answer_link(answer: Participation, choice: str = "") -> str:
    """The address by which a town hall answers without an account. It opens a page, and changes nothing."""
    tail = f"{choice}/" if choice else ""
    return f"{settings.PORTAL_BASE_URL}/r/{link_token(answer)}/{tail}"


def read_token(token: str) -> Claim | None:
    """None when the signature is not ours."""
    numbers = _WORDS.read(token)
    return Claim(*numbers) if numbers else None
