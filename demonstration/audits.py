"""The audits of the story: twenty communes visited, five of them twice, one visit under way, one to read over."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from itsupport.domain import audit_actions, audits
from itsupport.domain.audit_answers import Said, keep_answers
from itsupport.domain.audit_files import Shown, keep_proof
from itsupport.models import Audit, AuditAction
from itsupport.queries.audit_marks import lines_of
from portal.files import Given
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Commune
    from portal.accounts.models import User

BICKENHOLTZ, SARREBOURG = "57080", "57630"
GIVEN, TWICE = 20, 5
HEADLINE = "Une base solide, des sauvegardes fragiles"
WORDS = (
    "Les postes sont récents et bien suivis. Le point faible est la sauvegarde : le disque de copie reste branché"
    " dans le même bureau. Tout le reste peut attendre le printemps."
)
NOTES = {
    "S2": "Le disque de sauvegarde est posé sur l’unité centrale.",
    "C1": "Session « mairie » commune, mot de passe affiché.",
    "N4": "Le copieur a toujours son mot de passe d’usine.",
    "G1": "La secrétaire joue ce rôle, sans désignation.",
    "P1": "Le poste de l’accueil est sous Windows 10.",
}
COSTS = {"S2": 150, "S5": 100, "P1": 690, "P9": 690, "C3": 0, "N3": 0, "G1": 0, "G3": 0, "S3": 0}
CRITICAL = {"P1", "P3", "C1", "S1", "S2", "N4"}
REST = {"partial": 0.4, "no": 0.38, "unknown": 0.15, "not_applicable": 0.07}
"""What is answered when it is not « oui »."""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def load_audits(members: list[Commune], *, agent: User, at: datetime) -> None:
    """Told through the verbs of the domain; the same each time."""
    communes = {commune.insee: commune for commune in members}
    order = [BICKENHOLTZ, *sorted(set(communes) - {BICKENHOLTZ, SARREBOURG})]
    for rank, insee in enumerate(order[:GIVEN]):
        if rank < TWICE:
            _give(communes[insee], agent, at=at - timedelta(days=380 - 6 * rank), luck=0.35)
        _give(
            communes[insee],
            agent,
            at=at - timedelta(days=21 + 5 * rank),
            luck=0.55 if insee == BICKENHOLTZ else 0.2 + 0.65 * _dice(insee).random(),
        )
    _decide(communes[BICKENHOLTZ], agent, at=at)
    _visit(communes[order[GIVEN]], agent, at=at - timedelta(hours=3), share=0.4)
    _review(communes[SARREBOURG], agent, at=at)
    audits.prepare_audit(
        audits.Visit(
            commune_id=communes[order[GIVEN + 1]].pk,
            auditor_id=agent.pk,
            visit_on=paris_date(at) + timedelta(days=8),
        ),
        by=agent,
        at=at,
    )


def _dice(*words: object) -> random.Random:
    return random.Random("-".join(map(str, words)))  # noqa: S311 -- a story, not a secret


def _give(commune: Commune, agent: User, *, at: datetime, luck: float) -> Audit:
    audit = _visit(commune, agent, at=at, luck=luck)
    audits.review_audit(audit.pk, by=agent, at=at + timedelta(hours=5))
    _price(audit, agent, at=at)
    if commune.insee == BICKENHOLTZ:
        audits.word_audit(
            audit.pk, headline=HEADLINE, words=WORDS, by=agent, at=at + timedelta(hours=6)
        )
    return audits.deliver_audit(audit.pk, by=agent, at=at + timedelta(days=2))


def _visit(
    commune: Commune, agent: User, *, at: datetime, luck: float = 0.6, share: float = 1
) -> Audit:
    audit = audits.prepare_audit(
        audits.Visit(commune_id=commune.pk, auditor_id=agent.pk, visit_on=paris_date(at)),
        by=agent,
        at=at - timedelta(days=10),
    )
    audits.start_visit(audit.pk, by=agent, at=at)
    dice = _dice(commune.insee, paris_date(at).year, "visit")
    lines = lines_of(audit, at=at)
    kept = lines[: int(len(lines) * share)]
    said = [
        Said(
            key=UUID(int=dice.getrandbits(128), version=4),
            code=line.code,
            value=_value(line.code, commune.insee, dice, luck),
            note=NOTES.get(line.code, "") if dice.random() > luck else "",
            observed_at=at + timedelta(minutes=2 * rank),
        )
        for rank, line in enumerate(kept)
    ]
    later = at + timedelta(minutes=2 * len(kept))
    keep_answers(audit.pk, said, by=agent, at=later)
    if commune.insee == BICKENHOLTZ:
        photo = Given(name="disque de sauvegarde.png", content=PNG)
        key = UUID(int=dice.getrandbits(128), version=4)
        keep_proof(audit.pk, Shown(key=key, code="S2", file=photo), by=agent, at=later)
    return audit


def _value(code: str, insee: str, dice: random.Random, luck: float) -> str:
    """Critical questions are mostly well: one « non » there caps the whole."""
    good = min(0.97, luck + 0.35) if code in CRITICAL else luck
    drawn = dice.choices(list(REST), weights=[(1 - good) * part for part in REST.values()])[0]
    value = "yes" if dice.random() < good else drawn
    return "partial" if insee == BICKENHOLTZ and code in {"S2", "S3"} else value


def _price(audit: Audit, agent: User, *, at: datetime) -> None:
    for action in AuditAction.objects.filter(audit=audit).select_related("question"):
        cost = COSTS.get(action.question.code)
        if cost is not None:
            wording = audit_actions.Wording(
                title=action.title,
                reason=action.reason,
                owner=action.owner,
                effort=action.effort,
                cost=Decimal(cost),
            )
            audit_actions.word_action(action.pk, wording, by=agent, at=at)


def _decide(commune: Commune, agent: User, *, at: datetime) -> None:
    """Bickenholtz has begun: one thing done, one planned, one asked of the service."""
    audit = Audit.objects.given().filter(commune=commune).latest("delivered_at")
    actions = list(AuditAction.objects.filter(audit=audit).order_by("effort", "pk")[:3])
    yesterday, soon = at - timedelta(days=1), paris_date(at) + timedelta(days=45)
    for action, step in zip(actions, ("done", "planned", "help"), strict=False):
        if step == "done":
            audit_actions.complete_action(action.pk, by=agent, at=yesterday)
        elif step == "planned":
            audit_actions.plan_action(action.pk, due_on=soon, by=agent, at=yesterday)
        else:
            audit_actions.ask_for_help(action.pk, by=agent, at=yesterday)


def _review(commune: Commune, agent: User, *, at: datetime) -> None:
    audit = _visit(commune, agent, at=at - timedelta(days=1), luck=0.7)
    audits.review_audit(audit.pk, by=agent, at=at - timedelta(hours=2))
    _price(audit, agent, at=at)
