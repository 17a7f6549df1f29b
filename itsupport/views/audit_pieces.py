"""The small parts of the pages of audits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse

from itsupport.models import Audit, AuditAction
from itsupport.states.audits import AUDIT_FLOW
from portal.lib.outlines import draw
from portal.lib.text import count
from portal.web.maps import Map, Mark

if TYPE_CHECKING:
    from itsupport.queries.audit_map import Overview, Place
    from itsupport.queries.audit_marks import Line
    from portal.web.maps import Fill
    from portal.web.requests import UserRequest

FILLS: dict[str, Fill] = {"A": "here", "B": "yes", "C": "none", "D": "open", "E": "draft"}
SHOWN = ("commune", "template", "auditor", "delivered_by", "previous__template")


@dataclass(frozen=True, slots=True)
class DomainGroup:
    """The questions of a domain, and how many are answered."""

    name: str
    lines: list[Line]

    @property
    def answered(self) -> int:
        return sum(line.answer is not None and not line.answer.to_reconfirm for line in self.lines)


def audit_or_404(request: UserRequest, pk: int, *, given: bool = False) -> Audit:
    """`given`: what a town hall may open; the desk opens every one."""
    audits = Audit.objects.visible_to(request.user).select_related(*SHOWN)
    return get_object_or_404(audits.given() if given else audits, pk=pk)


def action_or_404(request: UserRequest, pk: int) -> AuditAction:
    rows = AuditAction.objects.visible_to(request.user).select_related(
        "audit", "commune", "question", "ticket", "need"
    )
    return get_object_or_404(rows, pk=pk)


def by_domain(lines: list[Line]) -> list[DomainGroup]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.domain, []).append(line)
    return [DomainGroup(name, rows) for name, rows in found.items()]


def map_of(found: Overview) -> Map:
    places = {place.commune.pk: place for place in found.places}
    outlines = {pk: (place.commune.name, place.commune.outline) for pk, place in places.items()}
    return Map(
        drawing=draw(outlines),
        title="La dernière note de chaque commune",
        marks={pk: _mark(place) for pk, place in places.items()},
        legend={
            **{fill: f"{letter}" for letter, fill in FILLS.items()},
            "quiet": "audit en cours, pas encore de note",
            "out": "pas encore auditée",
        },
        detail_label="Note",
        ident="carte-audits",
    )


def _mark(place: Place) -> Mark:
    """The letter, or what is under way."""
    if place.given and place.marks:
        low = place.low
        return Mark(
            fill=FILLS.get(place.letter, "out"),
            word=f"{place.letter}, {low} sur 100",
            href=reverse("itsupport:audit_detail", args=[place.given.pk]),
            detail=str(low),
        )
    if place.running:
        href = reverse("itsupport:audit_review", args=[place.running.pk])
        return Mark(fill="quiet", word=place.running.get_state_display(), href=href)
    href = f"{reverse('itsupport:audit_prepare')}?commune={place.commune.pk}"
    return Mark(fill="out", word="pas encore auditée", href=href)


def steps_of(audit: Audit) -> list[dict[str, Any]]:
    """The life of an audit, for `.track`."""
    rows = (
        ("prepared", "Préparé", audit.prepared_at),
        ("visiting", "Visite", audit.visit_on),
        ("to_review", "Relecture", None),
        ("delivered", "Rendu", audit.delivered_at),
        ("closed", "Clos", audit.closed_at),
    )
    here = [state for state, _, _ in rows].index(audit.state)
    return [
        {"label": label, "on": on, "done": n < here, "current": n == here}
        for n, (_, label, on) in enumerate(rows)
    ]


def buttons_of(audit: Audit) -> set[str]:
    return {transition.verb for transition in AUDIT_FLOW.possible(audit.state)}


def lede_of(found: Overview) -> str:
    """Where the audits of the territory stand."""
    late = f", dont {found.late} en retard" if found.late else ""
    return f"{count(found.pending, 'action')} à décider ou à faire{late}."
