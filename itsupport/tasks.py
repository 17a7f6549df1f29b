"""What the worker does for IT support. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from itsupport.domain import orders, recognition
from portal.walls.acting import wall_for_all


@shared_task(ignore_result=True)
def recognise(**_later: object) -> None:
    """Treat the reports of the agents that wait."""
    recognition.recognise_due(at=timezone.now())


@shared_task(ignore_result=True)
def forget_reports(**_later: object) -> None:
    """Each night: remove the reports that later ones replaced long ago."""
    recognition.forget_old(at=timezone.now())


@shared_task(ignore_result=True)
def tell_finished_orders(**_later: object) -> None:
    """Tell the town halls whose order is wholly in service, whoever put the last machine there."""
    with wall_for_all():
        orders.tell_finished(at=timezone.now())
