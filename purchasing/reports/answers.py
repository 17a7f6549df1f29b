"""The documents of a commune's answer."""

from __future__ import annotations

from portal.documents.registry import report
from purchasing.queries.receipt import Receipt, receipt


@report("purchasing.answer_receipt", title="Accusé de réception de la réponse")
def answer_receipt(subject_id: int, commune_id: int) -> Receipt:
    """What the commune answered, as it was when it was sent."""
    return receipt(subject_id)
