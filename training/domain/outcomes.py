"""What presence makes of a registration once the session is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.domain.log import log
from training.models import Presence
from training.states.presence import CAME, PresenceState
from training.states.registrations import REGISTRATION_FLOW, EventKind

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Registration


def outcome_verb(states: Collection[str]) -> str:
    """« attend » for who came to every half day, « attend_partly » for some; excused when nothing else is said.

    ValueError when a half day is not noted, or there is none.
    """
    if not states or PresenceState.EXPECTED in states:
        raise ValueError("every half day must be noted first")
    came = sum(state in CAME for state in states)
    if came:
        return "attend" if came == len(states) else "attend_partly"
    return "miss" if PresenceState.ABSENT in states else "excuse"


def settle(registration: Registration, *, by: User | None, at: datetime) -> None:
    """Note the outcome of a registration whose session is held; unchanged, nothing is written."""
    rows = Presence.objects.filter(registration=registration, slot__live=True)
    verb = outcome_verb(list(rows.values_list("state", flat=True)))
    if REGISTRATION_FLOW.transitions[verb].target == registration.state:
        return
    REGISTRATION_FLOW.apply(verb, registration, by=by, at=at)
    log(registration, EventKind.OUTCOME, by=by, at=at, outcome=registration.state)
