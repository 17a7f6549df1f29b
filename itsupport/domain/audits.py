"""The life of an audit: prepared, visited, read over, given to its commune, closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction

from communes.models import Commune, Population
from communes.queries.addresses import mayor_addresses, town_hall_addresses
from itsupport.domain.audit_actions import leave_to_the_next, propose_actions
from itsupport.domain.audit_standings import refresh_standings
from itsupport.models import Audit, AuditAnswer, AuditTemplate
from itsupport.notifications.audits import AuditDelivered
from itsupport.queries.audit_marks import lines_of
from itsupport.queries.audit_sheet import audit_sheet
from itsupport.states.audits import AUDIT_FLOW, AuditProfile, AuditState, Provenance
from portal.documents.asking import ask_for
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from portal.mail.notifications import enqueue

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.accounts.models import User
    from portal.documents.models import Document

SMALL = 500
"""Under so many inhabitants, the short profile is offered."""
PAGE, REPORT = "itsupport.audit_page", "itsupport.audit_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What is decided when an audit is prepared. `profile` empty: by the number of inhabitants."""

    commune_id: int
    auditor_id: int
    visit_on: date
    profile: str = ""


@transaction.atomic
def prepare_audit(visit: Visit, *, by: User, at: datetime) -> Audit:
    """Against the last frozen grid; what the last audit said comes again, to be confirmed on the spot."""
    template = AuditTemplate.objects.filter(frozen_at__isnull=False).first()
    if template is None:
        raise Refusal("Figez d’abord une grille d’audit.")
    commune = Commune.objects.locked(visit.commune_id)
    if commune.audits.exclude(state__in=(AuditState.DELIVERED, AuditState.CLOSED)).exists():
        raise Refusal(f"Un audit est déjà en cours pour {commune} : terminez-le d’abord.")
    previous = Audit.objects.given().filter(commune=commune).order_by("-delivered_at").first()
    audit = Audit.objects.create(
        commune=commune,
        template=template,
        profile=visit.profile or profile_for(commune.pk),
        auditor_id=visit.auditor_id,
        visit_on=visit.visit_on,
        previous=previous,
        prepared_at=at,
        proofs_asked_at=at,
    )
    record("prepare", audit, by=by, at=at, visit_on=visit.visit_on.isoformat())
    if previous:
        _take_up(audit, previous, by=by, at=at)
    return audit


def profile_for(commune_id: int) -> AuditProfile:
    """Small under 500 inhabitants of the last vintage; full when nobody knows."""
    last = Population.objects.filter(commune=commune_id).order_by("-vintage").first()
    return AuditProfile.SMALL if last and last.count < SMALL else AuditProfile.FULL


@transaction.atomic
def move_visit(audit_id: int, *, visit_on: date, auditor_id: int, by: User, at: datetime) -> Audit:
    """Another day, or another auditor, before the audit is given."""
    audit = _worked(audit_id)
    audit.visit_on, audit.auditor_id = visit_on, auditor_id
    audit.save(update_fields=["visit_on", "auditor"])
    record("move_visit", audit, by=by, at=at, visit_on=visit_on.isoformat())
    return audit


@transaction.atomic
def start_visit(audit_id: int, *, by: User, at: datetime) -> Audit:
    """Begun already, it goes on."""
    audit = _worked(audit_id)
    if audit.state == AuditState.PREPARED:
        AUDIT_FLOW.apply("start", audit, by=by, at=at, started_at=at)
    elif audit.state == AuditState.TO_REVIEW:
        AUDIT_FLOW.apply("resume", audit, by=by, at=at)
    return audit


@transaction.atomic
def review_audit(audit_id: int, *, by: User, at: datetime) -> Audit:
    """The visit is over: what is to be done follows from the answers, and a first sentence from the marks."""
    audit = Audit.objects.locked(audit_id)
    headline = audit.headline or suggested_headline(audit, at=at)
    AUDIT_FLOW.apply("review", audit, by=by, at=at, headline=headline)
    propose_actions(audit, at=at)
    return audit


@transaction.atomic
def word_audit(audit_id: int, *, headline: str, words: str, by: User, at: datetime) -> Audit:
    """What the commune reads first."""
    audit = _worked(audit_id)
    if not headline.strip():
        raise Refusal("Dites l’essentiel en une phrase : elle ouvre le compte rendu.")
    audit.headline, audit.words = headline.strip()[:120], words.strip()
    audit.save(update_fields=["headline", "words"])
    record("word", audit, by=by, at=at)
    return audit


@transaction.atomic
def deliver_audit(audit_id: int, *, by: User, at: datetime) -> Audit:
    """Give it to its commune: both documents, a mail, the places of all communes anew; the previous one is over."""
    audit = Audit.objects.locked(audit_id)
    AUDIT_FLOW.check("deliver", audit)
    if not audit.headline:
        raise Refusal("Dites d’abord l’essentiel en une phrase.")
    if not AuditAnswer.objects.filter(audit=audit).exists():
        raise Refusal("Cet audit n’a aucune réponse : il ne peut pas être rendu.")
    AUDIT_FLOW.apply("deliver", audit, by=by, at=at, delivered_at=at, delivered_by=by)
    if audit.previous and audit.previous.state == AuditState.DELIVERED:
        leave_to_the_next(audit.previous, audit, by=by, at=at)
        AUDIT_FLOW.apply("close", audit.previous, by=by, at=at, closed_at=at)
    refresh_standings(at=at)
    page, _report = ask_papers(audit, by=by, at=at)
    _tell_commune(audit, page, at=at)
    return audit


@transaction.atomic
def close_audit(audit_id: int, *, by: User, at: datetime) -> Audit:
    """Once its actions are done or left aside."""
    audit = Audit.objects.locked(audit_id)
    left = audit.actions.pending().count()
    if left:
        raise Refusal("Il reste des actions à décider ou à faire : l’audit reste ouvert.")
    AUDIT_FLOW.apply("close", audit, by=by, at=at, closed_at=at)
    return audit


@transaction.atomic
def ask_proofs(audit_id: int, *, by: User, at: datetime) -> Audit:
    """Ask the worker to look at the machines, the interventions and the domain once more."""
    audit = _worked(audit_id)
    audit.proofs_asked_at = at
    audit.save(update_fields=["proofs_asked_at"])
    record("ask_proofs", audit, by=by, at=at)
    return audit


def ask_papers(audit: Audit, *, by: User, at: datetime) -> tuple[Document, Document]:
    """The page of the mayor, the whole report; unchanged facts give the same documents."""
    page = ask_for(PAGE, audit.pk, by=by, at=at, commune_id=audit.commune_id)
    report = ask_for(REPORT, audit.pk, by=by, at=at, commune_id=audit.commune_id)
    return page, report


def suggested_headline(audit: Audit, *, at: datetime) -> str:
    """A first sentence from the marks; the auditor writes hers over it."""
    sheet = audit_sheet(audit, at=at)
    marked = [domain for domain in sheet.domains if domain.mark is not None]
    weakest = marked[-1].name if marked else ""
    worst = f"{weakest[:1].lower()}{weakest[1:]}"
    start = {
        "A": "Une informatique bien tenue",
        "B": "Une base solide",
        "C": "Une base à consolider",
        "D": "Des risques à traiter",
        "E": "Des risques à traiter sans attendre",
    }.get(sheet.letter, "Un premier état des lieux")
    return f"{start}, d’abord : {worst}"[:120] if worst and sheet.letter != "A" else start


def _worked(audit_id: int) -> Audit:
    audit = Audit.objects.locked(audit_id)
    if audit.is_given:
        raise Refusal("Cet audit est rendu : il ne change plus.")
    return audit


def _take_up(audit: Audit, previous: Audit, *, by: User, at: datetime) -> None:
    """By code: the grid may have changed. What was « ne sait pas » is not worth confirming."""
    questions = {question.code: question for question in audit.template.questions.all()}
    AuditAnswer.objects.bulk_create(
        AuditAnswer(
            audit=audit,
            commune_id=audit.commune_id,
            template_id=audit.template_id,
            question=questions[line.code],
            key=uuid4(),
            value=line.answer.value,
            note=line.answer.note,
            provenance=Provenance.PREVIOUS,
            sentence=line.answer.sentence,
            to_reconfirm=True,
            observed_at=line.answer.observed_at,
            received_at=at,
            by=by,
        )
        for line in lines_of(previous, at=at)
        if line.answer and line.code in questions and line.answer.value != "unknown"
    )


def _tell_commune(audit: Audit, page: Document, *, at: datetime) -> None:
    on, commune = paris_date(at), audit.commune_id
    halls, mayors = town_hall_addresses([commune], on=on), mayor_addresses([commune], on=on)
    sheet = audit_sheet(audit, at=at)
    emails = dict.fromkeys(found[commune] for found in (halls, mayors) if commune in found)
    enqueue(
        *(
            AuditDelivered(
                to=email,
                commune_id=commune,
                document_id=page.pk,
                audit_id=audit.pk,
                commune=audit.commune.name,
                visit_on=audit.visit_on,
                headline=audit.headline,
                letter=sheet.letter,
                low=sheet.low or 0,
                high=sheet.high or 0,
                first_actions=tuple(one.action.title for one in sheet.actions[:3]),
            )
            for email in emails
        ),
        at=at,
    )
