"""What the worker does for documents. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from portal.documents.rendering import render_due

logger = logging.getLogger(__name__)


def wake() -> None:
    """Tell a worker to look at the documents. A broker that is away is not an error: beat sweeps."""
    try:
        sweep.apply_async(ignore_result=True, retry=False)
    except Exception as error:  # noqa: BLE001 -- whatever the broker raises, the row is written
        logger.warning("documents.wake_failed", extra={"error": type(error).__name__})


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Render every document that is due."""
    render_due(at=timezone.now())
