"""What the worker does for training. Rows are the queues; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.walls.acting import wall_for_all
from training.domain.sweeping import sweep as sweep_all


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Every minute: offers and held seats that end, mayors to remind, sessions that open, begin and end."""
    with wall_for_all():
        sweep_all(at=timezone.now())
