"""The life of a session, and the words of the catalogue."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class SessionState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    NEEDS_ROOM = "needs_room", "cherche une salle"
    PUBLISHED = "published", "annoncée"
    OPEN = "open", "inscriptions ouvertes"
    AT_RISK = "at_risk", "trop peu d’inscrits"
    CONFIRMED = "confirmed", "aura lieu"
    RUNNING = "running", "en cours"
    TO_CLOSE = "to_close", "présences à compléter"
    CLOSED = "closed", "terminée et close"
    MERGED = "merged", "réunie à une autre"
    CANCELLED = "cancelled", "annulée"


_S = SessionState
HIDDEN_SESSIONS = (_S.DRAFT, _S.NEEDS_ROOM)
"""The manager alone sees them."""
TAKING_SESSIONS = (_S.OPEN, _S.AT_RISK, _S.CONFIRMED)
"""People come in and out, seats are called."""
COMING_SESSIONS = (_S.PUBLISHED, *TAKING_SESSIONS)
DEAD_SESSIONS = (_S.MERGED, _S.CANCELLED)
"""Their rooms and trainers are free again."""
ENDED_SESSIONS = (_S.RUNNING, _S.TO_CLOSE, _S.CLOSED)
"""It is given, or was: presence, costs and opinions are known from then on."""
OVER_SESSIONS = (_S.TO_CLOSE, _S.CLOSED)
"""The last half day is behind."""
PREPARED_SESSIONS = (*HIDDEN_SESSIONS, *COMING_SESSIONS)
"""What may still be moved."""

SESSION_FLOW = Workflow(
    SessionState,
    transitions(
        # verb, button, from, to
        ("seek_room", "Chercher une salle", [_S.DRAFT], _S.NEEDS_ROOM),
        ("publish", "Annoncer", [_S.DRAFT, _S.NEEDS_ROOM], _S.PUBLISHED),
        ("open", "Ouvrir les inscriptions", [_S.PUBLISHED], _S.OPEN),
        ("warn", "Signaler le manque d’inscrits", [_S.OPEN], _S.AT_RISK),
        ("confirm", "Confirmer la session", [_S.OPEN, _S.AT_RISK], _S.CONFIRMED),
        ("merge", "Réunir à une autre session", TAKING_SESSIONS, _S.MERGED),
        (
            "cancel",
            "Annuler la session",
            [*PREPARED_SESSIONS, _S.RUNNING, _S.TO_CLOSE],
            _S.CANCELLED,
        ),
        ("start", "Commencer", TAKING_SESSIONS, _S.RUNNING),
        ("end", "Terminer", [_S.RUNNING], _S.TO_CLOSE),
        ("close", "Clore la session", [_S.TO_CLOSE], _S.CLOSED),
    ),
)


class CourseKind(models.TextChoices):
    FREE = "free", "formation"
    STATUTORY = "statutory", "formation statutaire"
    MEETING = "meeting", "rencontre entre secrétaires"


class Half(models.TextChoices):
    MORNING = "am", "matin"
    AFTERNOON = "pm", "après-midi"


wear(
    {
        _S.DRAFT: Sign("info", "pen-line"),
        _S.NEEDS_ROOM: Sign("warn", "map-pin"),
        _S.PUBLISHED: Sign("info", "megaphone"),
        _S.OPEN: Sign("info", "door-open"),
        _S.AT_RISK: Sign("warn", "triangle-alert"),
        _S.CONFIRMED: Sign("ok", "circle-check"),
        _S.RUNNING: Sign("info", "play"),
        _S.TO_CLOSE: Sign("warn", "clipboard-check"),
        _S.CLOSED: Sign("ok", "archive"),
        _S.MERGED: Sign("", "merge"),
        _S.CANCELLED: Sign("", "circle-slash"),
    }
)
