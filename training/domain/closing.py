"""Closing a session: presence is complete and proven, outcomes and certificates follow, nothing changes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.documents.asking import ask_for
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP, count, join
from training.domain.certificates import issue
from training.domain.costs import freeze_costs
from training.domain.expectations import forget_expectations
from training.domain.outcomes import settle
from training.domain.presences import expect_everybody
from training.domain.seating import everybody, hold_session
from training.models import Presence
from training.queries.presence import attending, unproven
from training.queries.wording import half_day_in_words
from training.states.presence import PresenceState
from training.states.sessions import SESSION_FLOW

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Session

COLLECTIVE = "training.certificate_collective"


@transaction.atomic
def close_session(session_id: int, *, by: User | None, at: datetime) -> int:
    """Settle every registration, issue the certificates, freeze the shares of the costs; how many have a certificate.

    Refusal while somebody is not noted in a half day, or a half day is neither countersigned nor scanned, and when
    the session cost something that no rule in force shares.
    """
    session = hold_session(session_id, by=by)
    SESSION_FLOW.check("close", session)
    with everybody(by):
        expect_everybody(session)
        _check_complete(session)
        rows = attending(session_id).select_for_update(of=("self",))
        people = rows.select_related("session__course", "commune", "person__user").order_by("pk")
        certified = 0
        for one in people:
            settle(one, by=by, at=at)
            certified += bool(issue(one, by=by, at=at))
        freeze_costs(session_id, by=by, at=at)
        forget_expectations(session)
        SESSION_FLOW.apply("close", session, by=by, at=at)
        if certified:
            ask_for(COLLECTIVE, session.pk, by=by, at=at, awaited=False)
    return certified


def _check_complete(session: Session) -> None:
    left = Presence.objects.filter(
        slot__session=session, slot__live=True, state=PresenceState.EXPECTED
    )
    missing = left.filter(registration__in=attending(session.pk)).count()
    if missing:
        raise Refusal(
            f"Il reste {count(missing, 'présence', 'présences')} à noter avant de clore la session."
        )
    bare = [half_day_in_words(slot) for slot in unproven(session.pk)]
    if bare:
        raise Refusal(
            f"Sans preuve{NBSP}: {join(bare)}. Il faut la signature du formateur, ou la feuille numérisée."
        )
