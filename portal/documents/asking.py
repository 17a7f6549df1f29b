"""Asking for a document, in the transaction of the fact that wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from portal.documents.facts import as_json, hash_of
from portal.documents.layout import template_version
from portal.documents.models import Batch, Document
from portal.documents.registry import REPORTS
from portal.documents.waking import wake
from portal.walls.acting import GROUP

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.accounts.models import User


def ask_for(
    kind: str,
    subject_id: int,
    *,
    by: User | None,
    at: datetime,
    commune_id: int = GROUP,
    batch: Batch | None = None,
    awaited: bool = True,
    readers: Iterable[int] = (),
) -> Document:
    """Gather the facts now, keep them, and let the worker lay them out once this commits.

    `readers`: ids of the communes that may read it besides `commune_id`. Asked twice with the same facts, it is
    the same document. One `awaited` by a person is made before those of a mail, and of a batch, which never are.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A document is asked for in the transaction of the fact it shows.")
    spec, awaited = REPORTS[kind], awaited and batch is None
    facts = as_json(spec.gathered(subject_id, commune_id, at=at))
    document, is_new = Document.objects.get_or_create(
        kind=kind,
        subject_id=subject_id,
        commune_id=commune_id,
        data_hash=hash_of(facts),
        template_version=template_version(kind),
        defaults={
            "title": str(facts.get("title") or spec.title)[:200],
            "batch": batch,
            "asked_by": by,
            "asked_at": at,
            "awaited": awaited,
            "facts": facts,
            "readers": sorted(readers),
        },
    )
    if not is_new:
        _ask_again(document, batch, sorted(readers), awaited=awaited)
    transaction.on_commit(wake, robust=True)
    return document


def ask_each(
    kind: str, subject_id: int, commune_ids: Iterable[int], *, title: str, by: User, at: datetime
) -> Batch:
    """The same document for each of these communes, in one batch of that title (200 characters)."""
    batch = Batch.objects.create(title=title[:200], asked_by=by, asked_at=at)
    for commune_id in commune_ids:
        ask_for(kind, subject_id, by=by, at=at, commune_id=commune_id, batch=batch)
    return batch


def _ask_again(
    document: Document, batch: Batch | None, readers: list[int], *, awaited: bool
) -> None:
    """A document given up is tried anew; one that exists joins the latest batch that wants it.

    Its readers are those named last. Once somebody waits for it, it goes before the others, whoever else asks for it.
    """
    changed = []
    if document.failed_at is not None:
        document.failed_at, document.claimed_until, document.attempts = None, None, 0
        changed = ["failed_at", "claimed_until", "attempts"]
    if batch is not None and document.batch_id != batch.pk:
        document.batch = batch
        changed.append("batch")
    if awaited and not (document.awaited or document.is_ready):
        document.awaited = True
        changed.append("awaited")
    if document.readers != readers:
        document.readers = readers
        changed.append("readers")
    if changed:
        document.save(update_fields=changed)
