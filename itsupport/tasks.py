"""What the clock does for IT support. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from itsupport.domain import audit_proofs


@shared_task(ignore_result=True)
def look_at_audits(**_later: object) -> None:
    """Twice an hour: the automatic answers that are asked for, or a day old."""
    audit_proofs.refresh_due(at=timezone.now())
