"""Rendering the documents that were asked for, in the worker: claimed with a lease, kept in the storage."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from portal.documents.layout import html_for_paper
from portal.documents.models import LEASE, MAX_ATTEMPTS, Document
from portal.documents.paper import pdf_from_html
from portal.documents.waking import wake, wake_waiting
from portal.files import stored
from portal.lib.stopwatch import Stopwatch
from portal.walls.acting import wall_for_all

if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

MANY = 40
"""Documents rendered by one task, which then leaves its place."""
BACK_OFF = timedelta(minutes=1)


def render_due(*, at: datetime) -> int:
    """Render what is due; return how many were made. Other workers are called to help with the rest."""
    watch = Stopwatch(at)
    tried = made = 0
    while tried < MANY and (document := _claim(at=watch.now())):
        tried += 1
        made += _render(document, watch)
    if made:
        wake_waiting()
    if tried == MANY:
        wake()
    return made


def _claim(*, at: datetime) -> Document | None:
    """Reserve the next document for the length of a lease."""
    with wall_for_all(durable=True):
        due = Document.objects.due(at=at).in_turn()
        found = list(due.select_for_update(of=("self",), skip_locked=True)[:2])
        if not found:
            return None
        document = found[0]
        document.attempts += 1
        document.claimed_until = at + LEASE
        document.save(update_fields=["attempts", "claimed_until"])
    if len(found) > 1:
        wake()
    return document


def _render(document: Document, watch: Stopwatch) -> bool:
    try:
        pdf = pdf_from_html(html_for_paper(document))
        name, sha256 = _keep(document, pdf)
    except Exception as error:  # a fault of this document alone must not stop the others
        logger.exception("documents.not_rendered", extra={"document": document.pk})
        _put_off(document, f"{type(error).__name__} : {error}", at=watch.now())
        return False
    with wall_for_all(durable=True):
        return bool(
            Document.objects.filter(pk=document.pk, rendered_at=None).update(
                file=name, sha256=sha256, rendered_at=watch.now(), failed_at=None, last_error=""
            )
        )


def _keep(document: Document, pdf: bytes) -> tuple[str, str]:
    """Store the file under a name made from its content: storing it twice changes nothing."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    name = f"documents/{document.asked_at:%Y/%m}/{document.pk}-{sha256[:16]}.pdf"
    return stored(name, pdf), sha256


def _put_off(document: Document, reason: str, *, at: datetime) -> None:
    """Try again in a while; after the last attempt, say why there is no document."""
    last = document.attempts >= MAX_ATTEMPTS
    with wall_for_all(durable=True):
        Document.objects.waiting().filter(pk=document.pk).update(
            last_error=reason,
            failed_at=at if last else None,
            claimed_until=at + BACK_OFF * document.attempts,
        )
    if last:
        wake_waiting()
