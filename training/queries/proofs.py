"""What proves a certificate: the signatures of its half days, in one number that anybody may compute again.

The number is the SHA-256 of lines of text, one fact each, in the order of the calendar.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from training.hours import HalfDay, certified_minutes
from training.models import Presence
from training.states.presence import CAME

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from training.models import Certificate, Registration


@dataclass(frozen=True, slots=True)
class Proof:
    """Minutes that count, and the SHA-256 of what proves them."""

    minutes: int
    sha256: str


def proof_of(registration: Registration) -> Proof:
    """From the rows as they are now; the wall is open, or she is of the reader's commune."""
    rows = list(_rows(registration))
    halves = [
        HalfDay(starts_at=one.slot.starts_at, ends_at=one.slot.ends_at, signed=_counts(one))
        for one in rows
    ]
    lines = [str(registration.uuid), *(line for one in rows for line in _lines(one))]
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Proof(certified_minutes(halves), digest)


def faults_of(certificate: Certificate) -> list[str]:
    """What no longer agrees with a valid certificate; nothing when it can be made again from the signatures."""
    proof = proof_of(certificate.registration)
    return [
        *(["minutes"] if proof.minutes != certificate.minutes else []),
        *(["sha256"] if proof.sha256 != certificate.sha256 else []),
        *(f"signature {one.pk}" for one in _rows(certificate.registration) if _is_lost(one)),
    ]


def _rows(registration: Registration) -> list[Presence]:
    rows = Presence.objects.filter(registration=registration, slot__live=True)
    found = rows.select_related("slot").prefetch_related("slot__countersigned", "slot__scans")
    return list(found.order_by("slot__starts_at"))


def _counts(one: Presence) -> bool:
    return one.state in CAME and bool([*one.slot.countersigned.all(), *one.slot.scans.all()])


def _lines(one: Presence) -> Iterator[str]:
    slot = one.slot
    yield f"{_utc(slot.starts_at)} {_utc(slot.ends_at)} {one.state} {one.method}"
    if one.signed_at:
        yield f"{_utc(one.signed_at)} {one.signature_sha256}"
    for word in sorted(slot.countersigned.all(), key=lambda row: row.pk):
        yield f"{word.trainer_id} {_utc(word.signed_at)} {word.signature_sha256}"
    for scan in sorted(slot.scans.all(), key=lambda row: row.pk):
        yield scan.sha256


def _utc(at: datetime) -> str:
    """The same text whatever the hour of who computes."""
    return at.astimezone(UTC).isoformat()


def _is_lost(one: Presence) -> bool:
    """The file of the signature is missing, or is not the one that was signed."""
    if not one.signature:
        return False
    try:
        with one.signature.open("rb") as file:
            return hashlib.sha256(file.read()).hexdigest() != one.signature_sha256
    except FileNotFoundError:
        return True
