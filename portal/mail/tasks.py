"""What the worker does for mail. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.mail import digest
from portal.mail.delivery import deliver_due


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Send every mail that is due."""
    deliver_due(at=timezone.now())


@shared_task(ignore_result=True)
def send_digests(**_later: object) -> None:
    """Write the reminders' mail of the day."""
    digest.send_digests(at=timezone.now())
