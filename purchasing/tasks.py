"""What the clock does for campaigns. Rows carry the keys: any number of beats may run."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.walls.acting import wall_for_all
from purchasing.domain import campaigns, reminders


@shared_task(ignore_result=True)
def remind(**_later: object) -> None:
    """Each working morning: what the mail plans say for today."""
    with wall_for_all():
        reminders.send_reminders(at=timezone.now())


@shared_task(ignore_result=True)
def close_due(**_later: object) -> None:
    """Close the campaigns whose deadline has passed and that close by themselves."""
    with wall_for_all():
        campaigns.close_due(at=timezone.now())
