"""Telling a worker to read the stored mails."""

from celery import current_app

from portal.lib.waking import Wake


def _ring() -> None:
    current_app.send_task("itsupport.tasks.read", ignore_result=True, retry=False)


wake = Wake("mailroom", _ring)
