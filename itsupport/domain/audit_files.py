"""What proves an answer: kept privately, known by what it contains, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport.domain.audit_answers import asked_of
from itsupport.models import Asset, Audit, AuditEvidence, AuditQuestion, Ticket
from itsupport.states.audits import EvidenceKind
from portal.files import LARGEST, Given, keep
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from portal.accounts.models import User

MOST = 20
GIVEN = "Les preuves d’un audit rendu ne changent plus."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One proof: a file, or an address, or a machine, or an intervention of the same commune."""

    key: UUID
    code: str
    file: Given | None = None
    url: str = ""
    asset_id: int | None = None
    ticket_id: int | None = None


@transaction.atomic
def keep_proof(audit_id: int, shown: Shown, *, by: User, at: datetime) -> None:
    """Add it once: the same key sent again changes nothing. Refused once the audit is given."""
    audit = Audit.objects.locked(audit_id)
    if audit.is_given:
        raise Refusal(GIVEN)
    question = asked_of(audit).filter(code=shown.code).first()
    if question is None:
        raise Refusal("Cette question n’est pas dans la grille de cet audit.")
    if audit.evidence.filter(question=question).count() >= MOST:
        raise Refusal(f"Une réponse a {MOST} preuves au plus.")
    AuditEvidence.objects.bulk_create(
        [_row(audit, question, shown, by=by, at=at)], ignore_conflicts=True
    )


@transaction.atomic
def drop_proof(evidence_id: int, *, by: User, at: datetime) -> AuditEvidence:
    """A photo taken by mistake goes away while the audit is worked on; the journal says that it was there."""
    proof = AuditEvidence.objects.locked(evidence_id)
    audit = Audit.objects.locked(proof.audit_id)
    if audit.is_given:
        raise Refusal(GIVEN)
    record("drop_proof", audit, by=by, at=at, proof=proof.label, code=proof.question.code)
    AuditEvidence.objects.filter(pk=proof.pk).delete()
    return proof


def _row(
    audit: Audit, question: AuditQuestion, shown: Shown, *, by: User, at: datetime
) -> AuditEvidence:
    proof = AuditEvidence(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        key=shown.key,
        added_at=at,
        by=by,
    )
    if shown.file is not None:
        _store(proof, shown.file, at=at)
    elif shown.asset_id is not None:
        asset = Asset.objects.filter(commune=audit.commune_id, pk=shown.asset_id).first()
        _point(proof, EvidenceKind.FACT, asset)
    elif shown.ticket_id is not None:
        ticket = Ticket.objects.filter(commune=audit.commune_id, pk=shown.ticket_id).first()
        _point(proof, EvidenceKind.TICKET, ticket)
    elif shown.url:
        proof.kind, proof.url, proof.label = EvidenceKind.URL, shown.url, shown.url[:200]
    else:
        raise Refusal("Joignez une photo, un fichier ou une adresse.")
    return proof


def _point(proof: AuditEvidence, kind: EvidenceKind, thing: Asset | Ticket | None) -> None:
    if thing is None:
        raise Refusal("Cette preuve n’est pas de la même commune.")
    proof.kind, proof.label = kind, str(thing)[:200]
    setattr(proof, "asset" if kind == EvidenceKind.FACT else "ticket", thing)


def _store(proof: AuditEvidence, given: Given, *, at: datetime) -> None:
    if len(given.content) > LARGEST:
        raise Refusal(f"« {given.name} » dépasse 15 Mo : envoyez un fichier plus petit.")
    if not given.content:
        raise Refusal(f"« {given.name} » est vide.")
    kept = keep(f"audits/{at:%Y/%m}", given.name, given.content)
    proof.file.name, proof.size, proof.sha256 = kept.file, kept.size, kept.sha256
    proof.label, proof.content_type = kept.name, kept.content_type
    proof.kind = EvidenceKind.PHOTO if proof.is_image else EvidenceKind.FILE
