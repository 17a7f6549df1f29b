"""New versions of the grid: copied from the last, changed, then frozen once for all."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from itsupport import scoring
from itsupport.models import AuditDomain, AuditQuestion, AuditTemplate
from itsupport.queries.audit_marks import thresholds_of
from portal.journal.record import record
from portal.lib.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

COPIED = (
    "position", "code", "text", "weight", "critical", "small", "evidence", "references", "help",
    "advice", "effort",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A question as the team changes it; its code and its domain stay."""

    text: str
    weight: int
    critical: bool
    small: bool
    help: str
    advice: str
    effort: int


@transaction.atomic
def copy_grid(*, by: User, at: datetime) -> AuditTemplate:
    """The last version again, to be changed. Refused while another is in preparation."""
    last = AuditTemplate.objects.select_for_update().order_by("-version").first()
    if last is None or not last.is_frozen:
        raise Refusal("Une grille est déjà en préparation : figez-la d’abord.")
    new = AuditTemplate.objects.create(
        version=last.version + 1, thresholds=last.thresholds, made_at=at, made_by=by
    )
    domains = {
        domain.pk: AuditDomain.objects.create(
            template=new, name=domain.name, position=domain.position
        )
        for domain in last.domains.all()
    }
    AuditQuestion.objects.bulk_create(
        AuditQuestion(
            template=new,
            domain=domains[question.domain_id],
            **{name: getattr(question, name) for name in COPIED},
        )
        for question in last.questions.all()
    )
    record("copy", new, by=by, at=at)
    return new


@transaction.atomic
def word_question(question_id: int, wording: Wording, *, by: User, at: datetime) -> AuditQuestion:
    """Change a question of the grid in preparation."""
    question = AuditQuestion.objects.select_related("template").get(pk=question_id)
    _in_preparation(question.template_id)
    if wording.critical and not wording.small:
        raise Refusal("Une question critique est posée à toutes les communes : cochez les deux.")
    for name, value in asdict(wording).items():
        setattr(question, name, value)
    question.save(update_fields=list(asdict(wording)))
    record("word", question, by=by, at=at)
    return question


@transaction.atomic
def drop_question(question_id: int, *, by: User, at: datetime) -> None:
    """No longer asked from this version on; the others keep it."""
    question = AuditQuestion.objects.get(pk=question_id)
    _in_preparation(question.template_id)
    record("drop", question, by=by, at=at, code=question.code)
    question.delete()


@transaction.atomic
def freeze_grid(template_id: int, *, by: User, at: datetime) -> AuditTemplate:
    """From now on it never changes, and new audits follow it."""
    template = _in_preparation(template_id)
    try:
        scoring.score((), thresholds=thresholds_of(template))
    except ValueError as error:
        raise Refusal("Les seuils des lettres descendent de A à E, jusqu’à 0.") from error
    template.frozen_at, template.frozen_by = at, by
    template.save(update_fields=["frozen_at", "frozen_by"])
    record("freeze", template, by=by, at=at)
    return template


def _in_preparation(template_id: int) -> AuditTemplate:
    template = AuditTemplate.objects.select_for_update().get(pk=template_id)
    if template.is_frozen:
        raise Refusal("Cette grille est figée : copiez-la pour en préparer une autre.")
    return template
