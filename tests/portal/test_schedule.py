"""What the beat asks for is what the worker knows."""

from portal.celery import app


def test_the_worker_knows_each_task_of_the_schedule():
    app.loader.import_default_modules()
    asked = {one["task"] for one in app.conf.beat_schedule.values()}

    assert asked - set(app.tasks) == set()
