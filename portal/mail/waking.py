"""Telling a worker to look at the outbox."""

from celery import current_app

from portal.lib.waking import Wake


def _ring() -> None:
    current_app.send_task("portal.mail.tasks.sweep", ignore_result=True, retry=False)


wake = Wake("mail", _ring)
