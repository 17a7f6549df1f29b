"""The signed link by which a mayor answers a quote without an account: one quote, one person, nothing else.

It goes only to an address that is that person's own: a shared mailbox never holds the power to agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from portal.links import SignedNumbers

if TYPE_CHECKING:
    from itsupport.models import Quote

_WORDS = SignedNumbers("itsupport.quote", count=4)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version and the position remain to be compared."""

    quote_id: int
    commune_id: int
    person_id: int
    version: int


def agreement_token(quote: Quote, person_id: int) -> str:
    return _WORDS.sign(quote.pk, quote.commune_id, person_id, quote.link_version)


def agreement_link(quote: Quote, person_id: int) -> str:
    """The whole address. It opens a page, and changes nothing."""
    path = reverse("itsupport:agreement_link", args=[agreement_token(quote, person_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def read_token(token: str) -> Claim | None:
    """None when the signature is not ours."""
    numbers = _WORDS.read(token)
    return Claim(*numbers) if numbers else None
