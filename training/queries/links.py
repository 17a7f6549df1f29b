"""The signed links by which a mayor answers without an account: for one registration, or the wishes of a year.

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
    from training.models import NeedsAnswer, Registration

_SIGNER = signing.Signer(salt="training.registration", sep=".")
_VISA_SIGNER = signing.Signer(salt="training.visa", sep=".")
_PARTS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link with a good signature claims; its version and the position remain to be compared."""

    subject_id: int
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
    """Of a registration; None when the signature is not ours."""
    return _read(_SIGNER, token)


def visa_token(answer: NeedsAnswer, person_id: int) -> str:
    """`person_id`: the mayor or deputy to whom it is sent."""
    return _VISA_SIGNER.sign(f"{answer.pk}-{answer.commune_id}-{person_id}-{answer.link_version}")


def visa_link(answer: NeedsAnswer, person_id: int) -> str:
    """The whole address. It opens a page, and changes nothing."""
    path = reverse("traininglinks:visa_link", args=[visa_token(answer, person_id)])
    return f"{settings.PORTAL_BASE_URL}{path}"


def read_visa_token(token: str) -> Claim | None:
    """Of an answer to a campaign of needs; None when the signature is not ours."""
    return _read(_VISA_SIGNER, token)


def _read(signer: signing.Signer, token: str) -> Claim | None:
    try:
        parts = signer.unsign(token).split("-")
    except signing.BadSignature:
        return None
    numbers = [int(part) for part in parts if part.isdecimal()]
    return Claim(*numbers) if len(numbers) == len(parts) == _PARTS else None
