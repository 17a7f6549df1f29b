"""Certificates: issued when a session is closed, revoked and issued again when a presence is corrected."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.dates import duration_in_words
from portal.mail.notifications import enqueue
from training.domain.outcomes import settle
from training.domain.telling import address_of
from training.models import Certificate, Registration
from training.notifications.presence import CertificateIssued, CertificateRevoked
from training.queries.proofs import proof_of
from training.queries.wording import dates_in_words
from training.states.presence import CertificateKind
from training.states.registrations import RegistrationState
from training.states.sessions import CourseKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

_K = CertificateKind
LETTERS = {_K.PRESENCE: "P", _K.TRAINING: "F"}
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Neither 0 nor O, neither 1 nor I: a code is read aloud and typed."""
CORRECTED = "Présence corrigée"
"""Why one is revoked, in words that say nothing of anybody."""


def issue(registration: Registration, *, by: User | None, at: datetime) -> list[Certificate]:
    """The certificates that a settled registration deserves and does not have; the person gets them by mail.

    Whoever followed something has one of presence; whoever followed the whole course, one of training besides,
    unless it was a meeting. Nobody has one without minutes that are proven.
    """
    proof = proof_of(registration)
    kept = set(registration.certificates.filter(revoked_at=None).values_list("kind", flat=True))
    wanted = [kind for kind in _deserved(registration) if kind not in kept]
    if not proof.minutes or not wanted:
        return []
    made = [
        Certificate.objects.create(
            registration=registration,
            commune_id=registration.commune_id,
            kind=kind,
            number=_number(registration, kind),
            code=new_code(),
            minutes=proof.minutes,
            sha256=proof.sha256,
            issued_at=at,
        )
        for kind in wanted
    ]
    for one in made:
        record("issue", one, by=by, at=at)
    papers = [print_certificate(one, by=by, at=at) for one in made]
    _tell(made[-1], papers[-1], at=at)
    return made


def renew(registration_ids: Collection[int], *, by: User | None, at: datetime) -> None:
    """After a correction: the outcome follows, what the signatures no longer say is revoked and issued again.

    The person is told of what is lost. The words of the manager stay on the presence.
    """
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=registration_ids)
    for one in rows.select_related("session__course", "commune", "person__user").order_by("pk"):
        settle(one, by=by, at=at)
        proof = proof_of(one)
        kept = one.certificates.select_for_update().filter(revoked_at=None)
        old = list(kept.exclude(sha256=proof.sha256).order_by("-kind"))
        for certificate in old:
            revoke(certificate, reason=CORRECTED, by=by, at=at)
        again = {made.kind for made in issue(one, by=by, at=at)}
        _tell_lost([certificate for certificate in old if certificate.kind not in again], at=at)


def revoke(certificate: Certificate, *, reason: str, by: User | None, at: datetime) -> None:
    """It is valid no more, and says so to whoever verifies it."""
    certificate.revoked_at, certificate.revoke_reason = at, reason[:300]
    certificate.save(update_fields=["revoked_at", "revoke_reason"])
    record("revoke", certificate, by=by, at=at, reason=reason)


def print_certificate(certificate: Certificate, *, by: User | None, at: datetime) -> Document:
    """Its PDF, which its town hall reads too."""
    kind = f"training.certificate_{certificate.kind}"
    return ask_for(
        kind, certificate.pk, by=by, at=at, commune_id=certificate.commune_id, awaited=False
    )


def new_code() -> str:
    """« K7QF-3M2X-9TRB »: sixty bits, drawn."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))


def _deserved(registration: Registration) -> list[CertificateKind]:
    whole = registration.state == RegistrationState.ATTENDED
    meeting = registration.session.course.kind == CourseKind.MEETING
    return [_K.PRESENCE, _K.TRAINING] if whole and not meeting else [_K.PRESENCE]


def _number(registration: Registration, kind: CertificateKind) -> str:
    """« 2027-014-F03 »; issued again, « 2027-014-F03-2 »."""
    number = f"{registration.session.number}-{LETTERS[kind]}{registration.seat:02d}"
    before = registration.certificates.filter(kind=kind).count()
    return f"{number}-{before + 1}" if before else number


def _tell(certificate: Certificate, paper: Document, *, at: datetime) -> None:
    registration = certificate.registration
    to = address_of(registration, at=at)
    if not to:
        return
    base = settings.PORTAL_BASE_URL
    mail = CertificateIssued(
        to=to,
        commune_id=certificate.commune_id,
        document_id=paper.pk,
        registration_id=registration.pk,
        certificate=certificate.number,
        kind=certificate.get_kind_display(),
        again=certificate.number.count("-") > 2,  # noqa: PLR2004 -- « 2027-014-F03-2 »
        person=str(registration.person),
        course=registration.session.course.title,
        number=registration.session.number,
        halves=dates_in_words(registration.session),
        hours=duration_in_words(certificate.minutes),
        url=base + reverse("training:registration_detail", args=(registration.pk,)),
        check_url=base + reverse("verifying:certificate_verify", args=(certificate.code,)),
    )
    enqueue(mail, at=at)


def _tell_lost(lost: Sequence[Certificate], *, at: datetime) -> None:
    """One mail for those that nothing replaces."""
    if not lost:
        return
    registration = lost[0].registration
    to = address_of(registration, at=at)
    if not to:
        return
    mail = CertificateRevoked(
        to=to,
        commune_id=registration.commune_id,
        registration_id=registration.pk,
        certificates=tuple(f"{one.get_kind_display()} {one.number}" for one in lost),
        person=str(registration.person),
        course=registration.session.course.title,
        number=registration.session.number,
        halves=dates_in_words(registration.session),
        url=settings.PORTAL_BASE_URL
        + reverse("training:registration_detail", args=(registration.pk,)),
    )
    enqueue(mail, at=at)
