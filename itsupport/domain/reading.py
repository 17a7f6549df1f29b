"""Reading the stored mails, one transaction each: whatever a mail holds, it ends in exactly one place."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, transaction

from itsupport.domain.letters import read
from itsupport.domain.mailroom import describe, settle
from itsupport.domain.waking import wake
from itsupport.models import InboundEmail
from itsupport.states.mail import INBOUND_FLOW, InboundState
from portal.lib.refusal import Refusal
from portal.lib.stopwatch import Stopwatch
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=settings.PORTAL_LEASE)
MAX_ATTEMPTS = 3
MANY = 100


def read_due(*, at: datetime) -> int:
    """Read what is stored and unread; return how many found their place."""
    watch = Stopwatch(at)
    placed = 0
    for _ in range(MANY):
        row = _claim(at=watch.now())
        if row is None:
            return placed
        placed += _read(row, watch)
    wake()
    return placed


def _claim(*, at: datetime) -> InboundEmail | None:
    """Reserve the oldest one. The attempt is counted first: a mail that kills its reader does so three times."""
    with wall_for_all(durable=True):
        due = InboundEmail.objects.due(at=at).order_by("received_at", "pk")
        row = due.select_for_update(of=("self",), skip_locked=True).first()
        if row is None:
            return None
        if row.attempts >= MAX_ATTEMPTS:
            words = row.error or "La lecture s’est arrêtée trois fois sans dire pourquoi."
            INBOUND_FLOW.apply("quarantine", row, by=None, at=at, error=words)
            return row
        row.attempts += 1
        row.claimed_until = at + LEASE
        row.save(update_fields=["attempts", "claimed_until"])
        return row


def _read(row: InboundEmail, watch: Stopwatch) -> bool:
    if row.state == InboundState.QUARANTINED:
        return True
    try:
        with wall_for_all(durable=True):
            held = InboundEmail.objects.locked(row.pk)
            if held.state == InboundState.RECEIVED:
                settle(held, at=watch.now())
    except Refusal as refusal:
        _set_aside(row, str(refusal), at=watch.now())
        return True
    except Exception as error:  # a fault of this mail alone must not stop the others
        logger.exception("inbound.not_read", extra={"inbound": row.pk})
        _put_off(row, _in_words(error), at=watch.now())
        return False
    return True


def _set_aside(row: InboundEmail, reason: str, *, at: datetime) -> None:
    """The mail says something that the portal refuses: a person looks at it."""
    with wall_for_all(durable=True):
        held = InboundEmail.objects.locked(row.pk)
        if held.state == InboundState.RECEIVED:
            _describe(held)
            INBOUND_FLOW.apply("quarantine", held, by=None, at=at, error=reason)


def _describe(held: InboundEmail) -> None:
    """Its sender and subject, when they can be read: what was written of them went with the transaction."""
    try:
        with transaction.atomic():
            describe(held, read(held))
    except Exception:
        logger.exception("inbound.not_described", extra={"inbound": held.pk})


def _put_off(row: InboundEmail, reason: str, *, at: datetime) -> None:
    """Try again in a while; after the third time, quarantine says why."""
    with wall_for_all(durable=True):
        held = InboundEmail.objects.locked(row.pk)
        if held.state != InboundState.RECEIVED:
            return
        words = f"La lecture a échoué : {reason}."
        if held.attempts >= MAX_ATTEMPTS:
            _describe(held)
            INBOUND_FLOW.apply("quarantine", held, by=None, at=at, error=words)
        else:
            held.error, held.claimed_until = words, at + timedelta(minutes=held.attempts)
            held.save(update_fields=["error", "claimed_until"])


def _in_words(error: Exception) -> str:
    if isinstance(error, OSError):
        return "le fichier gardé est introuvable ou illisible"
    if isinstance(error, DatabaseError):
        return f"la base refuse ce qu’il contient ({type(error).__name__})"
    return f"faute du portail ({type(error).__name__}), à signaler"
