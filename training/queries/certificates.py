"""Certificates as they are read: by who verifies one, by the person and her town hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from portal.documents.models import Document
from training.models import Certificate, Presence
from training.queries.presence import half_days_followed

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from training.models import Registration, Slot


@dataclass(frozen=True, slots=True)
class Verified:
    """What a certificate is true of. A revoked one says when, and that another replaced it; why stays inside."""

    certificate: Certificate
    slots: list[Slot]
    successor: Certificate | None


def certificate_of_code(code: str) -> Verified | None:
    """None for a code that was never given; the wall is open. Small letters and missing dashes are forgiven."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    spelt = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    rows = Certificate.objects.select_related(
        "registration__session__course", "registration__person"
    )
    found = rows.filter(code=spelt).first()
    if found is None:
        return None
    successor = (
        Certificate.objects.filter(
            registration=found.registration_id, kind=found.kind, revoked_at=None
        ).first()
        if found.revoked_at
        else None
    )
    return Verified(found, half_days_followed(found.registration), successor)


def certificates_of(registration: Registration) -> QuerySet[Certificate]:
    """Those that hold."""
    return Certificate.objects.filter(registration=registration, revoked_at=None).order_by("-kind")


def presences_of(registration: Registration) -> QuerySet[Presence]:
    """Her half days, in order."""
    rows = Presence.objects.filter(registration=registration, slot__live=True)
    return rows.select_related("slot").order_by("slot__starts_at")


def paper_of(certificate: Certificate) -> Document | None:
    """Its PDF, which the worker may still be making."""
    rows = Document.objects.filter(
        kind=f"training.certificate_{certificate.kind}",
        subject_id=certificate.pk,
        commune_id=certificate.commune_id,
    )
    return rows.order_by("-asked_at", "-pk").first()


def verify_address(certificate: Certificate) -> str:
    path = reverse("verifying:certificate_verify", args=(certificate.code,))
    return f"{settings.PORTAL_BASE_URL}{path}"
