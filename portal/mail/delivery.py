"""Sending the outbox's rows: each row leaves, or is seen not to; never silently twice, never three times.

A row is claimed, handed, then sent: three transactions, each committed before the next step. Whoever
dies before `handed` leaves a row that is sent anew when its lease ends. Whoever dies between `handed`
and `sent` leaves a row that may have left: one more copy goes, flagged, with the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from portal.lib.stopwatch import Stopwatch
from portal.mail.messages import message_of
from portal.mail.models import LEASE, MAX_ATTEMPTS, MAX_COPIES, OutboxEmail
from portal.mail.server import MailServer, Postponed, Refused, Unanswered
from portal.mail.waking import wake
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail import EmailMessage

    from portal.mail.models import OutboxEmailQuerySet

logger = logging.getLogger(__name__)

MANY = 200
"""Rows sent by one task, which then leaves its place."""
BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 120, 240, 480))
"""How long a row waits after each attempt that the server did not take."""


class Overtaken(Exception):  # noqa: N818 -- it is an answer
    """The lease ended and somebody else has the row: leave it alone."""


def deliver_due(*, at: datetime) -> int:
    """Send what is due, one row after the other; return how many were tried."""
    watch = Stopwatch(at)
    tried = 0
    with MailServer() as server:
        while tried < MANY and (row := _claim(at=watch.now())):
            tried += 1
            _deliver(row, server, watch)
    if tried == MANY:
        wake()
    return tried


def _claim(*, at: datetime) -> OutboxEmail | None:
    """Reserve the next row for the length of a lease. Rows that must not leave are closed on the way."""
    while True:
        with wall_for_all(durable=True):
            due = OutboxEmail.objects.due(at=at).order_by("send_after", "pk")
            row = due.select_for_update(of=("self",), skip_locked=True).first()
            if row is None:
                return None
            row.ambiguous = row.ambiguous or row.handed_at is not None
            row.attempts += 1
            row.claimed_until = at + LEASE
            if reason := _must_stay(row):
                row.failed_at, row.last_error = at, reason
            row.save(
                update_fields=["ambiguous", "attempts", "claimed_until", "failed_at", "last_error"]
            )
        if row.failed_at is None:
            return row


def _must_stay(row: OutboxEmail) -> str:
    """Why a row may not be tried again; empty when it may."""
    if row.copies >= MAX_COPIES:
        return (
            "Deux exemplaires ont été remis sans réponse du serveur : un troisième ne part jamais."
        )
    if row.attempts > MAX_ATTEMPTS:
        return f"{MAX_ATTEMPTS} essais sans succès. {row.last_error}".strip()
    if row.document is not None and row.document.failed_at is not None:
        return "La pièce jointe n’a pas pu être établie."
    return ""


def _deliver(row: OutboxEmail, server: MailServer, watch: Stopwatch) -> None:
    message = _message(row, at=watch.now())
    if message is None:
        return
    handed = False

    def before_data() -> None:
        nonlocal handed
        _hand(row, at=watch.now())
        handed = True

    try:
        server.give(message, before_data=before_data)
    except Overtaken:
        return
    except Refused as error:
        _close(row, f"Refusé par le serveur : {error}", at=watch.now(), take_back=handed)
    except Postponed as error:
        _put_off(row, f"Pas encore pris : {error}", at=watch.now(), take_back=handed)
    except Unanswered as error:
        _put_off(row, f"Remis, mais le serveur n’a pas répondu : {error}", at=watch.now())
    else:
        _sent(row, at=watch.now())


def _message(row: OutboxEmail, *, at: datetime) -> EmailMessage | None:
    """The e-mail, or None when it cannot be made: a fault of one row must not stop the others."""
    try:
        return message_of(row)
    except OSError as error:
        _put_off(row, f"Pièce jointe illisible : {error}", at=at)
    except Exception as error:
        logger.exception("mail.unwritable", extra={"email": row.pk})
        _close(row, f"Message impossible à composer : {error}", at=at)
    return None


def _hand(row: OutboxEmail, *, at: datetime) -> None:
    """Committed before the content is given. Raises Overtaken when the row is no longer ours."""
    with wall_for_all(durable=True):
        if not _ours(row).update(handed_at=at, copies=F("copies") + 1):
            raise Overtaken


def _ours(row: OutboxEmail) -> OutboxEmailQuerySet:
    """The row while it is still waiting under our lease; nothing once somebody else claimed it."""
    return OutboxEmail.objects.waiting().filter(pk=row.pk, claimed_until=row.claimed_until)


def _sent(row: OutboxEmail, *, at: datetime) -> None:
    with wall_for_all(durable=True):
        OutboxEmail.objects.filter(pk=row.pk).update(sent_at=at, failed_at=None, last_error="")


def _close(row: OutboxEmail, reason: str, *, at: datetime, take_back: bool = False) -> None:
    """Give the row up; the team sees it, with the reason."""
    with wall_for_all(durable=True):
        if take_back:
            _take_back(row)
        _ours(row).update(failed_at=at, last_error=reason)


def _put_off(row: OutboxEmail, reason: str, *, at: datetime, take_back: bool = False) -> None:
    """Try again later."""
    later = at + BACK_OFF[min(row.attempts, len(BACK_OFF)) - 1]
    with wall_for_all(durable=True):
        if take_back:
            _take_back(row)
        _ours(row).update(claimed_until=None, send_after=later, last_error=reason)


def _take_back(row: OutboxEmail) -> None:
    """The server said that it has not taken this copy: it does not count."""
    OutboxEmail.objects.filter(pk=row.pk).update(
        copies=F("copies") - 1, handed_at=row.handed_at if row.copies else None
    )
