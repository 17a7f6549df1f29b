"""The two documents of an audit: the page of the mayor, and the whole report. Facts only, kept as they were given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from itsupport.models import Audit
from itsupport.queries.audit_gauge import Gauge, gauge
from itsupport.queries.audit_sheet import AuditSheet, Ranked, audit_sheet
from itsupport.queries.audit_words import ranked_words, step_words, unknown_words
from portal.documents.registry import report
from portal.lib.text import of

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from itsupport.queries.audit_marks import Line

FIRST = 4
"""Of the actions, and of the domains at either end, on the page of the mayor: it stays one page."""


@dataclass(frozen=True, slots=True)
class ActionFacts:
    place: int
    title: str
    reason: str
    owner: str
    effort: str
    cost: Decimal | None
    points: int
    state: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DomainFacts:
    name: str
    mark: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A question as it was answered; `why` when the answer was corrected after the audit was given."""

    code: str
    text: str
    critical: bool
    word: str
    note: str
    sentence: str
    provenance: str
    on: date | None
    why: str
    before: str


@dataclass(frozen=True, slots=True)
class PageFacts:
    title: str
    commune: str
    visit_on: date
    auditor: str
    headline: str
    words: str
    letter: str
    low: int | None
    high: int | None
    capped: list[str]
    ruler: Gauge
    previous_year: int | None
    unknown: str
    step: str
    rank: str
    actions: list[ActionFacts]
    domains: list[DomainFacts]
    strong: list[DomainFacts]
    weak: list[DomainFacts]


@dataclass(frozen=True, slots=True)
class ReportFacts:
    title: str
    page: PageFacts
    version: int
    profile: str
    machines: list[str]
    questions: list[tuple[str, list[LineFacts]]]


@report("itsupport.audit_page", title="Audit informatique, la page du maire")
def audit_page(subject_id: int, commune_id: int) -> PageFacts:
    """`subject_id`: the audit."""
    sheet = _sheet(subject_id)
    return _page(sheet, sheet.actions[:FIRST], "Audit informatique, la page du maire")


@report("itsupport.audit_report", title="Audit informatique, compte rendu")
def audit_report(subject_id: int, commune_id: int) -> ReportFacts:
    """`subject_id`: the audit."""
    sheet = _sheet(subject_id)
    before = {change.line.code: change.before for change in sheet.changes}
    domains: dict[str, list[LineFacts]] = {}
    for line in sheet.lines:
        domains.setdefault(line.domain, []).append(_line(line, before.get(line.code)))
    title = f"Audit informatique {of(sheet.audit.commune.name)}, compte rendu"
    return ReportFacts(
        title=title,
        page=_page(sheet, sheet.actions, title),
        version=sheet.audit.template.version,
        profile=sheet.audit.get_profile_display(),
        machines=_machines(sheet.lines),
        questions=list(domains.items()),
    )


def _machines(lines: list[Line]) -> list[str]:
    """« PC-ACCUEIL (IT-00012) », once each: those whose agents prove an answer."""
    proofs = [line.answer.facts or {} for line in lines if line.answer]
    found = {one["tag"]: one["name"] for facts in proofs for one in facts.get("machines", [])}
    return [f"{found[tag]} ({tag})" for tag in sorted(found, key=lambda tag: (found[tag], tag))]


def _sheet(audit_id: int) -> AuditSheet:
    audits = Audit.objects.select_related("commune", "template", "auditor", "previous__template")
    audit = audits.get(pk=audit_id)
    return audit_sheet(audit, at=audit.delivered_at or audit.prepared_at)


def _page(sheet: AuditSheet, actions: list[Ranked], title: str) -> PageFacts:
    audit, standing = sheet.audit, sheet.standing
    domains = [DomainFacts(one.name, one.mark, one.before) for one in sheet.domains]
    strong, weak = domains[:FIRST], domains[FIRST:][-FIRST:]
    return PageFacts(
        title=title,
        commune=audit.commune.name,
        visit_on=audit.visit_on,
        auditor=str(audit.auditor),
        headline=audit.headline,
        words=audit.words,
        letter=sheet.letter,
        low=sheet.low,
        high=sheet.high,
        capped=[line.question.text for line in sheet.capped],
        ruler=gauge(
            audit.template, sheet.marks, sheet.previous, standing.median if standing else None
        ),
        previous_year=audit.previous.visit_on.year if audit.previous else None,
        unknown=unknown_words(sheet),
        step=step_words(sheet),
        rank=ranked_words(standing),
        actions=[_action(one) for one in actions],
        domains=domains,
        strong=strong,
        weak=weak,
    )


def _action(one: Ranked) -> ActionFacts:
    action = one.action
    return ActionFacts(
        place=one.place,
        title=action.title,
        reason=action.reason,
        owner=action.get_owner_display(),
        effort=action.get_effort_display(),
        cost=action.cost,
        points=one.points,
        state=action.get_state_display(),
        due_on=action.due_on,
    )


def _line(line: Line, before: Line | None) -> LineFacts:
    answer = line.answer
    return LineFacts(
        code=line.code,
        text=line.question.text,
        critical=line.question.critical,
        word=line.word,
        note=answer.note if answer else "",
        sentence=answer.sentence if answer else "",
        provenance=answer.get_provenance_display() if answer else "",
        on=localdate(answer.observed_at) if answer else None,
        why=answer.why if answer else "",
        before=before.word if before else "",
    )
