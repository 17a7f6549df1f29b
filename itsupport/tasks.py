"""What the worker does for IT support. Rows are the queues; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from itsupport.domain import audit_proofs, orders, recognition
from itsupport.domain.escalation import warn_due
from itsupport.domain.fetching import fetch_mails
from itsupport.domain.maintenance import make_due
from itsupport.domain.reading import read_due
from itsupport.domain.tickets import close_solved
from portal.walls.acting import wall_for_all


@shared_task(ignore_result=True, time_limit=300)
def fetch(**_later: object) -> None:
    """Bring in the mails of the mailbox, then read what is stored. A server that drips is left after 300 s."""
    fetch_mails(at=timezone.now())
    read_due(at=timezone.now())


@shared_task(ignore_result=True)
def read(**_later: object) -> None:
    """Read what is stored: the mails that a person asked to read again, those that a killed worker left."""
    read_due(at=timezone.now())


@shared_task(ignore_result=True)
def close(**_later: object) -> None:
    """Close what has been solved for a fortnight."""
    with wall_for_all():
        close_solved(at=timezone.now())


@shared_task(ignore_result=True)
def warn(**_later: object) -> None:
    """Tell the desk of what will soon be late."""
    with wall_for_all():
        warn_due(at=timezone.now())


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


@shared_task(ignore_result=True)
def look_at_audits(**_later: object) -> None:
    """Twice an hour: the automatic answers that are asked for, or a day old."""
    audit_proofs.refresh_due(at=timezone.now())


@shared_task(ignore_result=True)
def maintain(**_later: object) -> None:
    """Open the requests of the maintenance that falls due."""
    with wall_for_all():
        make_due(at=timezone.now())
