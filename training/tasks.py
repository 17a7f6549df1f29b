"""What the worker does for training. Rows are the queues; these only say "go and look"."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from portal.walls.acting import wall_for_all
from training.domain.answers import tell_answers as tell
from training.domain.digests import write_digests as write_all
from training.domain.evaluating import ask_opinions as ask_for_opinions
from training.domain.needs_campaigns import write_reminders
from training.domain.reminders import call_last, remind_people, tell_managers
from training.domain.sheets import ask_reviews as ask_all
from training.domain.sweeping import sweep as sweep_all
from training.domain.visas import remind_visas
from training.domain.warning import warn_of_obligations as warn_all
from training.domain.wish_results import settle_wishes as settle_all


@shared_task(ignore_result=True)
def sweep(**_later: object) -> None:
    """Every minute: offers and held seats that end, mayors to ask, sessions that open, begin and end."""
    sweep_all(at=timezone.now())


@shared_task(ignore_result=True)
def tell_answers(**_later: object) -> None:
    """Every minute: the answers that the authors of questions have not been told."""
    with wall_for_all():
        tell(at=timezone.now())


@shared_task(ignore_result=True)
def write_digests(**_later: object) -> None:
    """Every hour, one mail a week to each: the questions that wait for somebody who knows."""
    with wall_for_all():
        write_all(at=timezone.now())


@shared_task(ignore_result=True)
def ask_reviews(**_later: object) -> None:
    """Each morning: the practice sheets whose day has come are to be read again."""
    with wall_for_all():
        ask_all(at=timezone.now())


@shared_task(ignore_result=True)
def ask_opinions(**_later: object) -> None:
    """Every ten minutes: what people thought of the sessions that ended an hour ago, or two months ago."""
    with wall_for_all():
        ask_for_opinions(at=timezone.now())


@shared_task(ignore_result=True)
def warn_of_obligations(**_later: object) -> None:
    """Each working morning: the days of training that are still due, three months before the end."""
    with wall_for_all():
        warn_all(at=timezone.now())


@shared_task(ignore_result=True)
def remind(**_later: object) -> None:
    """Every ten minutes by day: a week and a day before a session, and the last call of an offer."""
    with wall_for_all():
        at = timezone.now()
        remind_people(at=at)
        call_last(at=at)


@shared_task(ignore_result=True)
def tell_morning(**_later: object) -> None:
    """Each working morning: what waits for the managers."""
    with wall_for_all():
        tell_managers(at=timezone.now())


@shared_task(ignore_result=True)
def remind_wishes(**_later: object) -> None:
    """Each morning: the town halls that have not said their wishes, as the deadline comes."""
    with wall_for_all():
        write_reminders(at=timezone.now())


@shared_task(ignore_result=True)
def settle_wishes(**_later: object) -> None:
    """Every quarter of an hour: wishes whose session is announced, takes place, or is given up; mayors to remind."""
    with wall_for_all():
        at = timezone.now()
        settle_all(at=at)
        remind_visas(at=at)
