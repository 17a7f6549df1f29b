"""An audit given to each commune, with all that hangs from it, and the next one, prepared.

What was given cannot be marked afterwards, the database refuses: its words are those of the canaries from the start.
"""

import datetime as dt
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from itsupport.domain import audits
from itsupport.models import (
    AuditAction,
    AuditAnswer,
    AuditEvidence,
    AuditStanding,
    EquipmentRequest,
)
from itsupport.states.audits import EvidenceKind, Provenance
from tests.conftest import NOON
from tests.itsupport.auditing import a_grid

BEFORE = NOON - dt.timedelta(days=5)
CANARY = "zaubrik0a0d175"


def furnish(side, users):
    word = CANARY if side.commune.name.endswith("2") else "un mot"
    agent = users["it_agent"]
    visit = audits.Visit(
        commune_id=side.commune.pk, auditor_id=agent.pk, visit_on=BEFORE.date(), profile="full"
    )
    a_grid()
    audit = audits.prepare_audit(visit, by=agent, at=BEFORE)
    for code in ("S1", "S2"):
        _answer(audit, code, word, agent)
    proof = _proof(audit, word, agent)
    audits.start_visit(audit.pk, by=agent, at=BEFORE)
    audits.review_audit(audit.pk, by=agent, at=BEFORE)
    audits.word_audit(audit.pk, headline=word, words=word, by=agent, at=BEFORE)
    audits.deliver_audit(audit.pk, by=agent, at=BEFORE)
    following = audits.prepare_audit(visit, by=agent, at=NOON)
    side.things |= {
        "audit": audit,
        "next_audit": following,
        "action": AuditAction.objects.filter(audit=audit).earliest("pk"),
        "proof": proof,
        "next_proof": _proof(following, word, agent),
        "standing": AuditStanding.objects.get(audit=audit),
    }
    asked = EquipmentRequest.objects.filter(pk=side.equipment_request.pk)
    asked.update(action=side.action, ticket=side.ticket)


def _answer(audit, code, word, agent):
    AuditAnswer.objects.create(
        audit=audit,
        commune=audit.commune,
        template=audit.template,
        question=audit.template.questions.get(code=code),
        key=uuid4(),
        value="no",
        note=word,
        provenance=Provenance.MANUAL,
        sentence=word,
        facts={"seen": word},
        observed_at=BEFORE,
        received_at=BEFORE,
        by=agent,
        why=word,
    )


def _proof(audit, word, agent):
    return AuditEvidence.objects.create(
        audit=audit,
        commune=audit.commune,
        template=audit.template,
        question=audit.template.questions.get(code="S1"),
        key=uuid4(),
        kind=EvidenceKind.PHOTO,
        label=word,
        file=default_storage.save("audits/disque", ContentFile(f"PNG {word}".encode())),
        content_type="image/png",
        size=3,
        sha256="0" * 64,
        added_at=BEFORE,
        by=agent,
    )
