"""The life of a round of visits, and what became of each thing to do there; how often maintenance comes back."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class RoundState(models.TextChoices):
    PREPARED = "prepared", "préparée"
    UNDER_WAY = "under_way", "en route"
    DONE = "done", "faite"
    CANCELLED = "cancelled", "annulée"


_R = RoundState

ROUND_FLOW = Workflow(
    RoundState,
    transitions(
        # verb, button, from, to
        ("start", "Partir", [_R.PREPARED], _R.UNDER_WAY),
        ("close", "Terminer la tournée", [_R.UNDER_WAY], _R.DONE),
        ("cancel", "Annuler la tournée", [_R.PREPARED], _R.CANCELLED),
    ),
)

wear(
    {
        _R.PREPARED: Sign("info", "clipboard-list"),
        _R.UNDER_WAY: Sign("warn", "car"),
        _R.DONE: Sign("ok", "circle-check"),
        _R.CANCELLED: Sign("", "circle-slash"),
    }
)


class Outcome(models.TextChoices):
    """What became of a request on a round. While it is pending, no other round takes it."""

    PENDING = "pending", "à faire"
    DONE = "done", "fait"
    LEFT = "left", "pas terminé"


class Rhythm(models.IntegerChoices):
    """How many months from one maintenance to the next."""

    MONTHLY = 1, "chaque mois"
    QUARTERLY = 3, "chaque trimestre"
    HALF_YEARLY = 6, "chaque semestre"
    YEARLY = 12, "chaque année"
