"""Sending again a mail that was given up: the team decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.mail.waking import wake

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@transaction.atomic
def retry(email_id: int, *, by: User, at: datetime) -> None:
    """Put a mail that was given up back in the queue. Never a third copy."""
    email = OutboxEmail.objects.select_for_update(of=("self",)).get(pk=email_id)
    if email.failed_at is None:
        raise Refusal("Ce courriel n’est pas abandonné\u00a0: il n’y a rien à renvoyer.")
    if not email.may_be_retried:
        raise Refusal(
            "Deux exemplaires sont peut-être déjà arrivés\u00a0: appelez la mairie, "
            "ou écrivez un nouveau message."
        )
    email.failed_at, email.claimed_until = None, None
    email.attempts, email.send_after = 0, at
    email.save(update_fields=["failed_at", "claimed_until", "attempts", "send_after"])
    record("retry", email, by=by, at=at)
    transaction.on_commit(wake, robust=True)
