"""What wakes the reader of mails is a task that the worker knows."""

from itsupport.domain import waking
from portal.celery import app


def test_the_ring_calls_the_reading_of_mails():
    app.loader.import_default_modules()
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(app.conf.task_default_queue)
        queue.clear()

        waking._ring()

        called = queue.get(timeout=5)
        called.ack()
    assert called.headers["task"] == "itsupport.tasks.read"
    assert called.headers["task"] in app.tasks
