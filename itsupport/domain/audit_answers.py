"""What is answered during a visit, through a network that comes and goes: nothing lost, nothing doubled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django.db import transaction

from itsupport.domain.audit_standings import refresh_standings
from itsupport.models import Audit, AuditAnswer, AuditQuestion
from itsupport.states.audits import AUDIT_FLOW, AnswerValue, AuditProfile, AuditState, Provenance
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User

GIVEN = "L’audit est rendu : la réponse n’a pas été prise. Corrigez-la depuis le compte rendu."
LONGEST = 4_000
MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One change of an answer, made on a tablet or on a page. `key` is made where it was said."""

    key: UUID
    code: str
    value: str
    note: str
    observed_at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one change: kept (again counts as kept), or why not."""

    key: UUID
    refused: str = ""


@transaction.atomic
def keep_answers(audit_id: int, said: Sequence[Said], *, by: User, at: datetime) -> list[Kept]:
    """Add each change once; one that cannot be kept stops no other. The audit's visit begins by itself.

    A tablet's clock may be wrong: nothing is observed after it was received. Refusal once the audit is given.
    """
    if len(said) > MOST:
        raise Refusal(f"Envoyez {MOST} réponses au plus à la fois.")
    audit = Audit.objects.locked(audit_id)
    if audit.is_given:
        raise Refusal(GIVEN)
    if audit.state == AuditState.PREPARED:
        AUDIT_FLOW.apply("start", audit, by=by, at=at, started_at=at)
    questions = {question.code: question for question in asked_of(audit)}
    faults = {one.key: _fault(one, questions) for one in said}
    AuditAnswer.objects.bulk_create(
        [
            _row(audit, questions[one.code], one, by=by, at=at)
            for one in said
            if not faults[one.key]
        ],
        ignore_conflicts=True,
    )
    return [Kept(one.key, faults[one.key]) for one in said]


@transaction.atomic
def correct_answer(
    audit_id: int, code: str, *, value: str, note: str, why: str, by: User, at: datetime
) -> AuditAnswer:
    """A new revision after the audit was given: it says who and why, what was given stays readable."""
    audit = Audit.objects.locked(audit_id)
    if not audit.is_given:
        raise Refusal("Cet audit n’est pas encore rendu : répondez-y depuis la visite.")
    if not why.strip():
        raise Refusal("Dites pourquoi la réponse est corrigée : la commune le lira.")
    question = asked_of(audit).filter(code=code).first()
    if question is None or value not in AnswerValue.values:
        raise Refusal("Choisissez une question et une réponse de la grille.")
    answer = AuditAnswer(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        key=uuid4(),
        value=value,
        note=note.strip()[:LONGEST],
        provenance=Provenance.MANUAL,
        observed_at=at,
        received_at=at,
        by=by,
        why=why.strip()[:200],
    )
    answer.save()
    record("correct", audit, by=by, at=at, code=code, value=value, why=answer.why)
    refresh_standings(at=at)
    return answer


def asked_of(audit: Audit) -> QuerySet[AuditQuestion]:
    """The questions of its grid that its profile asks."""
    rows = AuditQuestion.objects.filter(template=audit.template_id)
    return rows.filter(small=True) if audit.profile == AuditProfile.SMALL else rows


def _fault(one: Said, questions: dict[str, AuditQuestion]) -> str:
    if one.code not in questions:
        return "Cette question n’est pas dans la grille de cet audit."
    return "" if one.value in AnswerValue.values else "Cette réponse n’existe pas."


def _row(
    audit: Audit, question: AuditQuestion, one: Said, *, by: User, at: datetime
) -> AuditAnswer:
    return AuditAnswer(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        key=one.key,
        value=one.value,
        note=one.note.strip()[:LONGEST],
        provenance=Provenance.MANUAL,
        observed_at=min(one.observed_at, at),
        received_at=at,
        by=by,
    )
