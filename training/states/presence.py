"""Presence, half day by half day: what is known of somebody, how it is known, and what proves it afterwards."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class PresenceState(models.TextChoices):
    EXPECTED = "expected", "à noter"
    PRESENT = "present", "présence"
    LATE = "late", "arrivée en retard"
    ABSENT_EXCUSED = "absent_excused", "absence excusée"
    ABSENT = "absent", "absence"


_P = PresenceState
CAME = (_P.PRESENT, _P.LATE)
"""The half day counts, whole."""


PRESENCE_FLOW = Workflow(
    PresenceState,
    transitions(
        # verb, button, from, to
        ("come", "Noter présent", PresenceState, _P.PRESENT),
        ("come_late", "Noter en retard", PresenceState, _P.LATE),
        ("excuse", "Noter excusé", PresenceState, _P.ABSENT_EXCUSED),
        ("miss", "Noter absent", PresenceState, _P.ABSENT),
    ),
)
VERBS = {arrow.target: verb for verb, arrow in PRESENCE_FLOW.transitions.items()}
"""The verb that brings to each state."""
NOTED = tuple(state for state in PresenceState if state != _P.EXPECTED)


class PresenceMethod(models.TextChoices):
    """How it is known. Empty while nothing is."""

    NONE = "", "pas encore"
    SHEET = "sheet", "feuille d’émargement"
    TABLET = "tablet", "signature sur la tablette"
    QR = "qr", "signature sur son téléphone"
    MANUAL = "manual", "saisie à la main"


SIGNED_METHODS = (PresenceMethod.TABLET, PresenceMethod.QR)
"""With the drawing of a signature."""


class CertificateKind(models.TextChoices):
    PRESENCE = "presence", "attestation de présence"
    TRAINING = "training", "attestation de fin de formation"


wear(
    {
        _P.EXPECTED: Sign("warn", "circle-dashed"),
        _P.PRESENT: Sign("ok", "signature"),
        _P.LATE: Sign("warn", "clock-alert"),
        _P.ABSENT_EXCUSED: Sign("", "user-x"),
        _P.ABSENT: Sign("late", "user-x"),
    }
)
