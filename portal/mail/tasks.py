"""What the worker does for mail. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from portal.mail.delivery import deliver_due

logger = logging.getLogger(__name__)


def wake() -> None:
    """Tell a worker to look at the outbox. A broker that is away is not an error: beat sweeps."""
    try:
        sweep.apply_async(ignore_result=True, retry=False)
    except Exception as error:  # noqa: BLE001 -- whatever the broker raises, the row is written
        logger.warning("mail.wake_failed", extra={"error": type(error).__name__})


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Send every mail that is due."""
    deliver_due(at=timezone.now())
