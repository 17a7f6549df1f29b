"""The life of an audit, of an answer and of what is decided after it."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class AuditState(models.TextChoices):
    PREPARED = "prepared", "préparé"
    VISITING = "visiting", "en visite"
    TO_REVIEW = "to_review", "à relire"
    DELIVERED = "delivered", "rendu"
    CLOSED = "closed", "audit clos"


_A = AuditState
WORKED_STATES = (_A.PREPARED, _A.VISITING, _A.TO_REVIEW)
"""The team still writes in it; the commune sees its date only."""
GIVEN_STATES = (_A.DELIVERED, _A.CLOSED)
"""The commune reads it; an answer is only ever corrected, with a reason."""

AUDIT_FLOW = Workflow(
    AuditState,
    transitions(
        # verb, button, from, to
        ("start", "Commencer la visite", [_A.PREPARED], _A.VISITING),
        ("review", "Passer à la relecture", [_A.VISITING], _A.TO_REVIEW),
        ("resume", "Reprendre la visite", [_A.TO_REVIEW], _A.VISITING),
        ("deliver", "Rendre l’audit à la commune", [_A.TO_REVIEW], _A.DELIVERED),
        ("close", "Clore l’audit", [_A.DELIVERED], _A.CLOSED),
    ),
)


class AuditProfile(models.TextChoices):
    FULL = "full", "complet"
    SMALL = "small", "petite commune"


class AnswerValue(models.TextChoices):
    """As `itsupport.scoring.Reply`, with the words of the page."""

    YES = "yes", "oui"
    PARTIAL = "partial", "en partie"
    NO = "no", "non"
    UNKNOWN = "unknown", "ne sait pas"
    NOT_APPLICABLE = "not_applicable", "sans objet"


class Provenance(models.TextChoices):
    MANUAL = "manual", "constaté sur place"
    AGENT = "agent", "relevé des machines"
    DNS = "dns", "vérification du nom de domaine"
    HTTP = "http", "vérification du site"
    TICKET = "ticket", "intervention du service"
    DOCUMENT = "document", "document"
    PREVIOUS = "previous", "audit précédent"


AUTOMATIC = (Provenance.AGENT, Provenance.DNS, Provenance.HTTP, Provenance.TICKET)
"""Answers that nobody gave: they grow stale, and never take the place of what a person saw."""


class EvidenceKind(models.TextChoices):
    PHOTO = "photo", "photo"
    FILE = "file", "fichier"
    FACT = "fact", "relevé"
    TICKET = "ticket", "intervention"
    URL = "url", "adresse"


class ActionOwner(models.TextChoices):
    COMMUNE = "commune", "la commune"
    SERVICE = "service", "la communauté de communes"
    SUPPLIER = "supplier", "un prestataire"


class ActionState(models.TextChoices):
    PROPOSED = "proposed", "à décider"
    PLANNED = "planned", "prévue"
    DONE = "done", "faite"
    DECLINED = "declined", "laissée de côté"


_N = ActionState
PENDING_ACTIONS = (_N.PROPOSED, _N.PLANNED)

ACTION_FLOW = Workflow(
    ActionState,
    transitions(
        # verb, button, from, to
        ("plan", "Prévoir", [_N.PROPOSED, _N.PLANNED, _N.DECLINED], _N.PLANNED),
        ("complete", "Noter que c’est fait", [_N.PROPOSED, _N.PLANNED], _N.DONE),
        ("decline", "Laisser de côté", [_N.PROPOSED, _N.PLANNED], _N.DECLINED),
        ("reopen", "Rouvrir la décision", [_N.DONE, _N.DECLINED], _N.PROPOSED),
    ),
)


class Effort(models.IntegerChoices):
    HOURS = 1, "une heure ou deux"
    DAY = 2, "une journée"
    DAYS = 3, "quelques jours"
    VOTE = 4, "un achat à voter"
    PROJECT = 5, "un projet de plusieurs mois"


wear(
    {
        _A.PREPARED: Sign("", "clipboard-list"),
        _A.VISITING: Sign("info", "tablet"),
        _A.TO_REVIEW: Sign("warn", "eye"),
        _A.DELIVERED: Sign("ok", "circle-check"),
        _A.CLOSED: Sign("", "lock"),
    }
)
wear(
    {
        AnswerValue.YES: Sign("ok", "circle-check"),
        AnswerValue.PARTIAL: Sign("warn", "circle-dot"),
        AnswerValue.NO: Sign("late", "circle-x"),
        AnswerValue.UNKNOWN: Sign("", "circle-question-mark"),
        AnswerValue.NOT_APPLICABLE: Sign("", "circle-slash"),
    }
)
wear(
    {
        _N.PROPOSED: Sign("warn", "circle-alert"),
        _N.PLANNED: Sign("info", "calendar-check"),
        _N.DONE: Sign("ok", "circle-check"),
        _N.DECLINED: Sign("", "circle-slash"),
    }
)
