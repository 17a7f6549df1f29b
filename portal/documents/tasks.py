"""What the worker does for documents. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.documents.rendering import render_due


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Render the documents that are due."""
    render_due(at=timezone.now())
