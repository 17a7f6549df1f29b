"""A town hall telephones: the manager registers its agents for it, and it stays written who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from training.domain.enrolling import enrol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from training.domain.enrolling import Wanted
    from training.models import Registration


@transaction.atomic
def enrol_by_phone(
    session_id: int,
    wanted: Sequence[Wanted],
    *,
    caller: str,
    together: bool,
    by: User,
    at: datetime,
) -> list[Registration]:
    """Register as the town hall would; the journal keeps who telephoned. Refusal without a name."""
    if not caller.strip():
        raise Refusal("Notez qui a téléphoné.")
    made = enrol(session_id, wanted, together=together, by=by, at=at)
    for one in made:
        record("register_by_phone", one, by=by, at=at, caller=caller.strip())
    return made
