"""Asking for a document, in the transaction of the fact that wants it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from portal.documents.models import Batch, Document
from portal.documents.registry import REPORTS
from portal.documents.tasks import wake
from portal.walls.acting import GROUP

if TYPE_CHECKING:
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
) -> Document:
    """Gather the facts now, keep them, and let the worker lay them out once this commits.

    Asked twice with the same facts, it is the same document: nothing is rendered twice.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("A document is asked for in the transaction of the fact it shows.")
    spec = REPORTS[kind]
    facts = as_json(spec.facts(subject_id, commune_id))
    data_hash = hashlib.sha256(
        json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()
    document, _is_new = Document.objects.get_or_create(
        kind=kind,
        subject_id=subject_id,
        commune_id=commune_id,
        data_hash=data_hash,
        template_version=str(spec.version),
        defaults={
            "title": str(facts.get("title", spec.title))[:200],
            "batch": batch,
            "asked_by": by,
            "asked_at": at,
            "facts": facts,
        },
    )
    transaction.on_commit(wake, robust=True)
    return document


def as_json(facts: Any) -> dict[str, Any]:
    """Plain JSON of a dataclass of facts: Decimals and dates as text, so that a hash is stable."""
    plain: dict[str, Any] = json.loads(json.dumps(asdict(facts), cls=DjangoJSONEncoder))
    return plain
