"""What somebody who comes expects of a session: said by her town hall until it begins, read by who gives it.

The journal says that it was said, never what. It is forgotten when the registration ends, by the database, and when
the session is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from training.domain.seating import hold_registration
from training.states.registrations import LIVE

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User
    from training.models import Registration, Session

LONGEST = 300
"""Letters: a line or two."""


@transaction.atomic
def say_expectations(
    registration_id: int, words: str, *, by: User | None, at: datetime
) -> Registration:
    """Replace what was said; empty takes it back. Refusal once the session has begun, or the registration is over."""
    one = hold_registration(registration_id, by=by)
    if one.state not in LIVE:
        raise Refusal(f"Cette inscription est terminée{NBSP}: {one.get_state_display()}.")
    if one.session.starts_at is not None and one.session.starts_at <= at:
        raise Refusal("La session a commencé : dites-le de vive voix à qui anime.")
    one.expectations = " ".join(words.split())[:LONGEST]
    one.save(update_fields=["expectations"])
    record("say_expectations", one, by=by, at=at)
    return one


def forget_expectations(session: Session) -> None:
    """Once it is closed they serve no more; the wall is open."""
    session.registrations.exclude(expectations="").update(expectations="")
