"""The life of a proposal to change sessions with somebody of another town hall."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class SwapState(models.TextChoices):
    WAITING = "waiting", "échange proposé"
    DONE = "done", "échange fait"
    REFUSED = "refused", "échange refusé"
    WITHDRAWN = "withdrawn", "échange retiré"
    LAPSED = "lapsed", "échange sans suite"


_S = SwapState

SWAP_FLOW = Workflow(
    SwapState,
    transitions(
        # verb, button, from, to
        ("accept_swap", "Accepter l’échange", [_S.WAITING], _S.DONE),
        ("refuse_swap", "Refuser l’échange", [_S.WAITING], _S.REFUSED),
        ("withdraw_swap", "Retirer la proposition d’échange", [_S.WAITING], _S.WITHDRAWN),
        ("lapse_swap", "Clore la proposition d’échange", [_S.WAITING], _S.LAPSED),
    ),
)

wear(
    {
        _S.WAITING: Sign("warn", "hourglass"),
        _S.DONE: Sign("ok", "arrow-left-right"),
        _S.REFUSED: Sign("", "circle-slash"),
        _S.WITHDRAWN: Sign("", "circle-slash"),
        _S.LAPSED: Sign("", "alarm-clock-off"),
    }
)
