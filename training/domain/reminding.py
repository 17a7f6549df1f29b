"""The manager reminds the mayors of a session who have not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.refusal import Refusal
from training.domain.log import log
from training.domain.seating import hold_session
from training.domain.telling import tell
from training.models import Registration
from training.queries.late import late_decisions
from training.states.registrations import EventKind

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def remind_mayors(session_id: int, *, by: User, at: datetime) -> int:
    """Write to each late mayor of a session; how many registrations were recalled. Refusal when there is none."""
    hold_session(session_id, by=by)
    pks = list(late_decisions(at=at).filter(session=session_id).values_list("pk", flat=True))
    rows = Registration.objects.select_for_update(of=("self",)).filter(pk__in=pks)
    for one in rows.select_related("session__course", "commune", "person__user").order_by("pk"):
        tell(log(one, EventKind.REMINDED, by=by, at=at), one, at=at)
    if not pks:
        raise Refusal(
            "Aucun maire n’est à relancer : on laisse deux jours, et un jour entre deux rappels."
        )
    return len(pks)
