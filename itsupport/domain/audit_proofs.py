"""Automatic answers: what the machines, the interventions and the domain of a commune prove by themselves.

They never take the place of what a person saw, and « ne sait pas » never hides what is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction

from itsupport.domain.audit_answers import asked_of
from itsupport.domain.web_look import look
from itsupport.inventory.evidence import Seen, evidence
from itsupport.inventory.facts import from_facts
from itsupport.models import Asset, Audit, AuditAnswer, AuditEvidence, AuditQuestion, Ticket
from itsupport.queries.audit_marks import FRESH
from itsupport.states.audits import AUTOMATIC, AnswerValue, EvidenceKind, Provenance
from itsupport.states.tickets import TicketKind, TicketState
from itsupport.webcheck import judge
from portal.lib.dates import paris_date, short_date
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from itsupport.webcheck import WebSeen

A_YEAR = timedelta(days=365)
DONE = {"S3": "restauration", "S5": "onduleur"}
"""A maintenance solved within twelve months, whose title says the word, proves that the thing was tried."""
MAINTENANCE = (TicketState.SOLVED, TicketState.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """An answer that nobody gave, with what shows it."""

    code: str
    value: str
    sentence: str
    provenance: str
    observed_at: datetime
    facts: Any = None
    url: str = ""
    ticket_id: int | None = None


def refresh_due(*, at: datetime) -> int:
    """For each audit that waits: look outside with nothing held, then write. Return how many were served."""
    with wall_for_all():
        waiting = [
            (audit.pk, site_of(audit), audit.commune.email)
            for audit in Audit.objects.without_proofs(at=at).select_related("commune")
        ]
    for audit_id, domain, email in waiting:
        seen = look(domain, email=email, at=at) if domain and settings.AUDIT_LOOK else None
        with wall_for_all():
            refresh_proofs(audit_id, seen, at=at)
    return len(waiting)


@transaction.atomic
def refresh_proofs(audit_id: int, seen: WebSeen | None, *, at: datetime) -> int:
    """Add what changed since the last look; return how many answers. Nothing once the audit is given."""
    audit = Audit.objects.locked(audit_id)
    if audit.is_given:
        return 0
    questions = {question.code: question for question in asked_of(audit)}
    proofs = [*_of_machines(audit, at=at), *_of_tickets(audit, at=at), *_of_web(seen, at=at)]
    current = {
        answer.question_id: answer for answer in AuditAnswer.objects.filter(audit=audit).current()
    }
    wanted = [
        proof
        for proof in proofs
        if proof.code in questions and _says_more(proof, current.get(questions[proof.code].pk), at)
    ]
    AuditAnswer.objects.bulk_create(
        [_answer(audit, questions[proof.code], proof, at=at) for proof in wanted],
        ignore_conflicts=True,
    )
    AuditEvidence.objects.bulk_create(
        [
            _evidence(audit, questions[proof.code], proof, at=at)
            for proof in wanted
            if proof.url or proof.ticket_id
        ],
        ignore_conflicts=True,
    )
    audit.proofs_at = at
    audit.save(update_fields=["proofs_at"])
    return len(wanted)


def site_of(audit: Audit) -> str:
    """The domain of the commune's site; empty when it has none. That of its mail may be a provider's: not its own."""
    return (urlsplit(audit.commune.website).hostname or "").lower().removeprefix("www.")


def _says_more(proof: Proof, current: AuditAnswer | None, at: datetime) -> bool:
    if current is None:
        return True
    if current.provenance in AUTOMATIC:
        same = (proof.value, proof.sentence) == (current.value, current.sentence)
        newer = proof.observed_at > current.observed_at
        return newer and (not same or at - current.observed_at > FRESH / 2)
    known = proof.value != AnswerValue.UNKNOWN
    return known and current.provenance == Provenance.PREVIOUS


def _of_machines(audit: Audit, *, at: datetime) -> list[Proof]:
    assets = list(Asset.objects.live().filter(commune=audit.commune_id))
    machines = [
        asset for asset in assets if asset.facts is not None and asset.facts_at is not None
    ]
    if not machines:
        return []
    seen = [
        Seen(
            name=asset.name,
            inventory=from_facts(asset.facts) if asset.facts else None,
            seen_on=paris_date(asset.facts_at) if asset.facts_at else None,
        )
        for asset in machines
    ]
    observed_at = min(at, max(asset.facts_at for asset in machines if asset.facts_at))
    snapshot = [
        {"tag": asset.tag, "name": asset.name, "hash": asset.facts_hash} for asset in machines
    ]
    return [
        Proof(
            code=found.code,
            value=found.value,
            sentence=found.sentence,
            provenance=Provenance.AGENT,
            observed_at=observed_at,
            facts={"machines": snapshot},
        )
        for found in evidence(seen, paris_date(at)).values()
    ]


def _of_tickets(audit: Audit, *, at: datetime) -> list[Proof]:
    done = Ticket.objects.filter(
        commune=audit.commune_id,
        kind=TicketKind.MAINTENANCE,
        state__in=MAINTENANCE,
        solved_at__gte=at - A_YEAR,
    )
    found = []
    for code, word in DONE.items():
        ticket = done.filter(title__icontains=word).order_by("-solved_at").first()
        if ticket is not None and ticket.solved_at is not None:
            day = short_date(paris_date(ticket.solved_at))
            found.append(
                Proof(
                    code=code,
                    value=AnswerValue.YES,
                    sentence=f"Fait le {day} : {ticket.title} (demande {ticket.ref}).",
                    provenance=Provenance.TICKET,
                    observed_at=at,
                    facts={
                        "ticket": ticket.ref,
                        "solved_on": paris_date(ticket.solved_at).isoformat(),
                    },
                    ticket_id=ticket.pk,
                )
            )
    return found


def _of_web(seen: WebSeen | None, *, at: datetime) -> list[Proof]:
    if seen is None:
        return []
    return [
        Proof(
            code=found.code,
            value=found.value,
            sentence=found.sentence,
            provenance=found.source,
            observed_at=at,
            facts={"domain": seen.domain},
            url=f"https://{seen.domain}/" if found.source == "http" else "",
        )
        for found in judge(seen).values()
    ]


def _answer(audit: Audit, question: AuditQuestion, proof: Proof, *, at: datetime) -> AuditAnswer:
    said = (
        f"{audit.pk}:{proof.code}:{proof.observed_at.isoformat()}:{proof.value}:{proof.sentence}"
    )
    return AuditAnswer(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        key=uuid5(NAMESPACE_URL, said),
        value=proof.value,
        provenance=proof.provenance,
        sentence=proof.sentence,
        facts=proof.facts,
        observed_at=proof.observed_at,
        received_at=at,
    )


def _evidence(
    audit: Audit, question: AuditQuestion, proof: Proof, *, at: datetime
) -> AuditEvidence:
    shown = proof.url or f"ticket:{proof.ticket_id}"
    return AuditEvidence(
        audit=audit,
        commune_id=audit.commune_id,
        template_id=audit.template_id,
        question=question,
        key=uuid5(NAMESPACE_URL, f"{audit.pk}:{proof.code}:{shown}"),
        kind=EvidenceKind.URL if proof.url else EvidenceKind.TICKET,
        label=proof.url or proof.sentence[:200],
        url=proof.url,
        ticket_id=proof.ticket_id,
        added_at=at,
    )
