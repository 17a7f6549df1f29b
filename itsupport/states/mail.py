"""What becomes of a received mail: exactly one of ticket, follow-up, notice, automatic, ignored, quarantine."""

from django.db import models

from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class InboundState(models.TextChoices):
    RECEIVED = "received", "à lire"
    TICKET = "ticket", "nouvelle demande"
    FOLLOW_UP = "follow_up", "suite d’une demande"
    NOTICE = "notice", "avis de non-remise"
    AUTOMATIC = "automatic", "réponse automatique"
    IGNORED = "ignored", "classé sans suite"
    QUARANTINED = "quarantined", "en quarantaine"
    DISCARDED = "discarded", "écarté"


_I = InboundState
SETTLED_STATES = (_I.TICKET, _I.FOLLOW_UP, _I.NOTICE, _I.AUTOMATIC, _I.IGNORED, _I.DISCARDED)

INBOUND_FLOW = Workflow(
    InboundState,
    transitions(
        # verb, button, from, to
        ("open_ticket", "Ouvrir une demande", [_I.RECEIVED, _I.QUARANTINED], _I.TICKET),
        ("follow_up", "Rattacher à une demande", [_I.RECEIVED, _I.QUARANTINED], _I.FOLLOW_UP),
        ("note_bounce", "Noter la non-remise", [_I.RECEIVED], _I.NOTICE),
        ("file_automatic", "Classer la réponse automatique", [_I.RECEIVED], _I.AUTOMATIC),
        ("ignore", "Classer sans suite", [_I.RECEIVED], _I.IGNORED),
        ("quarantine", "Mettre en quarantaine", [_I.RECEIVED], _I.QUARANTINED),
        ("retry", "Relire", [_I.QUARANTINED], _I.RECEIVED),
        ("set_aside", "Écarter", [_I.QUARANTINED], _I.DISCARDED),
    ),
)

wear(
    {
        _I.RECEIVED: Sign("info", "mail"),
        _I.TICKET: Sign("ok", "mail-plus"),
        _I.FOLLOW_UP: Sign("ok", "reply"),
        _I.NOTICE: Sign("warn", "mail-x"),
        _I.AUTOMATIC: Sign("", "bot"),
        _I.IGNORED: Sign("", "archive"),
        _I.QUARANTINED: Sign("late", "circle-alert"),
        _I.DISCARDED: Sign("warn", "circle-slash"),
    }
)
