"""The clock names no task that the worker does not know."""

from portal.celery import app as celery_app


def test_the_worker_knows_every_task_of_the_clock():
    celery_app.loader.import_default_modules()

    named = {one["task"] for one in celery_app.conf.beat_schedule.values()}

    assert named - set(celery_app.tasks) == set()
