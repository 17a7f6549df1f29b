"""The signed link by which a mayor agrees to a registration without an account: one registration, one person.

It goes only to an address that is that person's own. Every mail sent before the answer works; the answer makes a
new version, with which they say only who answered what. The end of the session ends them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.urls import reverse

if TYPE_CHECKING:
    from training.models import Registration

_SIGNER = signing.Signer(salt="training.registration", sep=".")
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version and the position remain to be compared."""

    registration_id: int
    commune_id: int
    person_id: int
    version: int


def approval_token(registration: Registration, person_id: int) -> str:
    """`person_id`: the mayor or deputy to whom it is sent."""
    return _SIGNER.sign(
        f"{registration.pk}-{registration.commune_id}-{person_id}-{registration.link_version}"
    )


def approval_link(registration: Registration, person_id: int) -> str:
    """The whole address. It opens a page, and changes nothing."""
    path = reverse("traininglinks:approval_link", args=[approval_token(registration, person_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def read_token(token: str) -> Claim | None:
    """None when the signature is not ours."""
    try:
        parts = _SIGNER.unsign(token).split("-")
    except signing.BadSignature:
        return None
    numbers = [int(part) for part in parts if part.isdecimal()]
    return Claim(*numbers) if len(numbers) == len(parts) == _PARTS else None
