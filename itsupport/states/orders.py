"""The life of a request for equipment and of a quote; an order's is derived from its lines."""

from decimal import Decimal

from django.db import models

from itsupport import fulfilment
from itsupport.states.equipment import AssetKind, AssetState
from portal.lib.signs import Sign, wear
from portal.workflow import Workflow, transitions


class RequestState(models.TextChoices):
    """Once it is ordered, the lines of its order say the rest."""

    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "à chiffrer"
    QUOTED = "quoted", "attend l’accord"
    AGREED = "agreed", "accordée"
    REFUSED = "refused", "refusée"
    POOLED = "pooled", "transmise aux achats groupés"
    ORDERED = "ordered", "commandée"
    CANCELLED = "cancelled", "annulée"


_R = RequestState

REQUEST_FLOW = Workflow(
    RequestState,
    transitions(
        # verb, button, from, to
        ("submit", "Envoyer la demande", [_R.DRAFT], _R.SUBMITTED),
        ("quote", "Chiffrer", [_R.SUBMITTED, _R.REFUSED], _R.QUOTED),
        ("unquote", "Remettre à chiffrer", [_R.QUOTED, _R.AGREED], _R.SUBMITTED),
        ("agree", "Noter l’accord", [_R.QUOTED], _R.AGREED),
        ("retract", "Noter le retrait de l’accord", [_R.AGREED], _R.QUOTED),
        ("refuse", "Noter le refus", [_R.QUOTED], _R.REFUSED),
        ("order", "Commander", [_R.AGREED], _R.ORDERED),
        ("pool", "Proposer aux achats groupés", [_R.SUBMITTED], _R.POOLED),
        ("take_back", "Reprendre la demande", [_R.POOLED], _R.SUBMITTED),
        ("cancel", "Annuler la demande", [_R.DRAFT, _R.SUBMITTED, _R.REFUSED], _R.CANCELLED),
    ),
)
EDITABLE_STATES = (_R.DRAFT, _R.SUBMITTED)


class QuoteState(models.TextChoices):
    PENDING = "pending", "à valider"
    AGREED = "agreed", "accordé"
    REFUSED = "refused", "refusé"
    WITHDRAWN = "withdrawn", "retiré"


_Q = QuoteState
LIVE_QUOTES = (_Q.PENDING, _Q.AGREED)

QUOTE_FLOW = Workflow(
    QuoteState,
    transitions(
        # verb, button, from, to
        ("agree", "Donner mon accord", [_Q.PENDING], _Q.AGREED),
        ("retract", "Revenir sur l’accord", [_Q.AGREED], _Q.PENDING),
        ("refuse", "Refuser ce devis", [_Q.PENDING], _Q.REFUSED),
        ("withdraw", "Retirer ce devis", [_Q.PENDING, _Q.AGREED], _Q.WITHDRAWN),
    ),
)


class OrderState(models.TextChoices):
    """No column holds it: see `itsupport.fulfilment`."""

    SENT = fulfilment.SENT, "commandée"
    PARTIAL = fulfilment.PARTIAL, "livrée en partie"
    DELIVERED = fulfilment.DELIVERED, "livrée, à installer"
    IN_SERVICE = fulfilment.IN_SERVICE, "en service"
    CANCELLED = fulfilment.CANCELLED, "annulée"


_O = OrderState


class AgreementChannel(models.TextChoices):
    """How the mayor said yes."""

    WEB = "web", "portail"
    LINK = "link", "lien du courriel"


LINE_KINDS = [*AssetKind.choices, ("", "fourniture ou prestation")]
"""What a line brings: a machine of the park, or something that is only counted."""

VAT_RATES = [
    (Decimal("20.00"), "20 %"),
    (Decimal("10.00"), "10 %"),
    (Decimal("5.50"), "5,5 %"),
    (Decimal("0.00"), "0 %"),
]
WAITING_FOR_SERVICE = (AssetState.ORDERED, AssetState.DELIVERED)
"""A machine in any other state has been in service, or was put aside on purpose."""

LASTS = {
    AssetKind.PHONE: 3,
    AssetKind.TABLET: 4,
    AssetKind.DESKTOP: 6,
    AssetKind.SERVER: 6,
    AssetKind.STORAGE: 6,
    AssetKind.PRINTER: 6,
    AssetKind.COPIER: 6,
    AssetKind.NETWORK: 8,
    AssetKind.SCREEN: 8,
}
LASTS_OTHERWISE = 5
"""Years before a machine is replaced, proposed at its delivery and changed on its page."""

wear(
    {
        _R.DRAFT: Sign("info", "pen-line"),
        _R.SUBMITTED: Sign("warn", "calculator"),
        _R.QUOTED: Sign("warn", "file-clock"),
        _R.AGREED: Sign("ok", "stamp"),
        _R.REFUSED: Sign("late", "circle-alert"),
        _R.POOLED: Sign("info", "handshake"),
        _R.ORDERED: Sign("info", "shopping-cart"),
        _R.CANCELLED: Sign("", "circle-slash"),
    }
)
wear(
    {
        _Q.PENDING: Sign("warn", "file-clock"),
        _Q.AGREED: Sign("ok", "stamp"),
        _Q.REFUSED: Sign("late", "circle-alert"),
        _Q.WITHDRAWN: Sign("", "circle-slash"),
    }
)
wear(
    {
        _O.SENT: Sign("info", "shopping-cart"),
        _O.PARTIAL: Sign("warn", "package-open"),
        _O.DELIVERED: Sign("info", "package-check"),
        _O.IN_SERVICE: Sign("ok", "circle-check"),
        _O.CANCELLED: Sign("", "circle-slash"),
    }
)
