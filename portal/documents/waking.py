"""Telling a worker to look at the documents, and at what waited for one."""

from celery import current_app
from django.conf import settings

from portal.lib.waking import Wake


def _ring() -> None:
    current_app.send_task("portal.documents.tasks.sweep", ignore_result=True, retry=False)


def _ring_waiting() -> None:
    current_app.send_task(settings.PORTAL_AFTER_DOCUMENT, ignore_result=True, retry=False)


wake = Wake("documents", _ring)
wake_waiting = Wake("documents.ready", _ring_waiting)
