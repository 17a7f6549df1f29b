"""What the worker does for IT support. Rows are the queue; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from itsupport.domain import recognition


@shared_task(ignore_result=True)
def recognise(**_later: object) -> None:
    """Treat the reports of the agents that wait."""
    recognition.recognise_due(at=timezone.now())


@shared_task(ignore_result=True)
def forget_reports(**_later: object) -> None:
    """Each night: remove the reports that later ones replaced long ago."""
    recognition.forget_old(at=timezone.now())
