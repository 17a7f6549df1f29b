"""The manager reminds the mayors of a session who have not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.refusal import Refusal
from training.domain.asking_mayors import hold_awaited, write_to_mayor
from training.domain.seating import hold_session
from training.queries.late import late_decisions

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def remind_mayors(session_id: int, *, by: User, at: datetime) -> int:
    """Write at once to each late mayor of a session, of all that awaits her; how many registrations were recalled.

    Refusal when there is none, or no mail reaches any of them.
    """
    hold_session(session_id, by=by)
    late = late_decisions(at=at).filter(session=session_id)
    found: dict[int, set[int]] = {}
    for commune_id, pk in late.order_by("commune", "pk").values_list("commune", "pk"):
        found.setdefault(commune_id, set()).add(pk)
    if not found:
        raise Refusal(
            "Aucun maire n’est à relancer : on laisse deux jours, et un jour entre deux rappels."
        )
    told = [
        len(again)
        for commune_id, again in found.items()
        if write_to_mayor(hold_awaited(commune_id, at=at), again=again, by=by, at=at)
    ]
    if not told:
        raise Refusal("Aucun courriel n’atteint ces maires : appelez, puis notez leur réponse.")
    return sum(told)
