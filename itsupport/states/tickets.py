"""The life of a request for help, and the words that sort it."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class TicketState(models.TextChoices):
    NEW = "new", "nouvelle"
    TAKEN = "taken", "prise en charge"
    PLANNED = "planned", "passage prévu"
    WAITING_COMMUNE = "waiting_commune", "attend la commune"
    WAITING_SUPPLIER = "waiting_supplier", "attend un fournisseur"
    WAITING_PART = "waiting_part", "attend une pièce"
    SOLVED = "solved", "résolue"
    REOPENED = "reopened", "rouverte"
    CLOSED = "closed", "close"
    MERGED = "merged", "réunie à une autre"
    REJECTED = "rejected", "sans suite"


_T = TicketState
WAITING_STATES = (_T.WAITING_COMMUNE, _T.WAITING_SUPPLIER, _T.WAITING_PART)
RUNNING_STATES = (_T.NEW, _T.TAKEN, _T.PLANNED, _T.REOPENED)
"""The clock of the deadline runs in these; see `itsupport.sla`."""
OPEN_STATES = (*RUNNING_STATES, *WAITING_STATES)
ENDED_STATES = (_T.CLOSED, _T.MERGED, _T.REJECTED)

TICKET_FLOW = Workflow(
    TicketState,
    transitions(
        # verb, button, from, to
        ("take", "Prendre en charge", OPEN_STATES, _T.TAKEN),
        ("plan", "Prévoir un passage", OPEN_STATES, _T.PLANNED),
        ("ask", "Demander une précision", OPEN_STATES, _T.WAITING_COMMUNE),
        ("await_supplier", "Attendre un fournisseur", OPEN_STATES, _T.WAITING_SUPPLIER),
        ("await_part", "Attendre une pièce", OPEN_STATES, _T.WAITING_PART),
        ("resume", "Reprendre", WAITING_STATES, _T.TAKEN),
        ("solve", "Marquer résolue", OPEN_STATES, _T.SOLVED),
        ("reopen", "Rouvrir", [_T.SOLVED], _T.REOPENED),
        ("close", "Clore", [_T.SOLVED], _T.CLOSED),
        ("merge", "Réunir à une autre", OPEN_STATES, _T.MERGED),
        ("reject", "Ne pas donner suite", [_T.NEW, _T.TAKEN, _T.REOPENED], _T.REJECTED),
    ),
)

wear(
    {
        _T.NEW: Sign("warn", "circle-dashed"),
        _T.TAKEN: Sign("info", "circle-dot"),
        _T.PLANNED: Sign("info", "calendar-check"),
        _T.WAITING_COMMUNE: Sign("", "message-circle-question-mark"),
        _T.WAITING_SUPPLIER: Sign("", "hourglass"),
        _T.WAITING_PART: Sign("", "package"),
        _T.SOLVED: Sign("ok", "circle-check"),
        _T.REOPENED: Sign("warn", "undo-2"),
        _T.CLOSED: Sign("ok", "lock"),
        _T.MERGED: Sign("", "merge"),
        _T.REJECTED: Sign("", "circle-slash"),
    }
)


class TicketChannel(models.TextChoices):
    WEB = "web", "portail"
    MAIL = "mail", "courriel"
    PHONE = "phone", "téléphone"
    VISIT = "visit", "sur place"
    AGENT = "agent", "agent d’inventaire"
    AUDIT = "audit", "audit"
    PLAN = "plan", "maintenance prévue"


class TicketKind(models.TextChoices):
    INCIDENT = "incident", "panne"
    REQUEST = "request", "demande"
    MAINTENANCE = "maintenance", "maintenance"
    QUESTION = "question", "question"


class Level(models.IntegerChoices):
    """Urgency, as the town hall says it; impact, as the team judges it."""

    LOW = 1, "faible"
    MEDIUM = 2, "moyenne"
    HIGH = 3, "forte"


class Priority(models.IntegerChoices):
    """What urgency and impact make together; 1 comes first."""

    CRITICAL = 1, "critique"
    HIGH = 2, "haute"
    NORMAL = 3, "normale"
    LOW = 4, "basse"


class EventKind(models.TextChoices):
    """One line of a request's log. `STATE` lines alone move the clock."""

    STATE = "state", "état"
    ASSIGNEE = "assignee", "confiée à"
    PRIORITY = "priority", "priorité"
    CATEGORY = "category", "catégorie"
    COMMUNE = "commune", "commune"
    ASSETS = "assets", "matériel"
    MERGE = "merge", "réunion"
    SPLIT = "split", "séparation"
    LINK = "link", "lien"
    ESCALATION = "escalation", "alerte de délai"
    VOTE = "vote", "avis"


class Direction(models.TextChoices):
    IN = "in", "reçu"
    OUT = "out", "envoyé"
    NOTE = "note", "note interne"


class LinkKind(models.TextChoices):
    RELATED = "related", "en rapport avec"
    DUPLICATE = "duplicate", "répète"
    CAUSED_BY = "caused_by", "vient de"


class Audience(models.TextChoices):
    COMMUNES = "communes", "les communes"
    TEAM = "team", "le service informatique"
