"""The worker dies at each line of the delivery in turn: nothing is lost, nothing doubled in silence."""

import datetime as dt
import os
import sys

import pytest
from django.db import connection

from portal.mail import delivery, messages, server
from portal.mail.delivery import deliver_due
from portal.mail.models import LEASE, OutboxEmail
from tests import factories

WATCHED = {module.__file__ for module in (delivery, messages, server)}
DIED = 9
MINUTE = dt.timedelta(minutes=1)


def dies_at(number, *, at):
    """Deliver in a child that dies just before its `number`-th watched line; say whether it died."""
    connection.close()
    child = os.fork()
    if not child:
        left = number

        def trace(frame, event, _argument):
            nonlocal left
            if frame.f_code.co_filename not in WATCHED:
                return None
            if event == "line":
                left -= 1
                if not left:
                    os._exit(DIED)
            return trace

        sys.settrace(trace)
        try:
            deliver_due(at=at)
        finally:
            sys.settrace(None)
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == DIED


def received(post_office, row):
    return sum(message["Message-ID"] == row.message_id for message in post_office.messages)


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_worker_may_die_at_any_line(post_office, written, at):
    died = doubled = 0
    while True:
        row = written(f"mairie{died}@example.org")
        if not dies_at(died + 1, at=at):
            break
        died += 1
        deliver_due(at=at + LEASE + MINUTE)  # the next worker, once the lease is over
        factories.open_walls(0)
        row.refresh_from_db()
        copies = received(post_office, row)
        assert row.sent_at, died
        assert 1 <= copies <= row.copies <= 2, died
        assert copies == 1 or row.ambiguous, died
        doubled += copies == 2

    assert died > 80
    assert doubled >= 1  # dying between the server's yes and our note: the one unavoidable copy
    assert OutboxEmail.objects.filter(sent_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_two_workers_in_a_row_may_die_at_any_line_without_a_third_copy(post_office, written, at):
    died = 0
    while True:
        row = written(f"mairie{died}@example.org")
        if not dies_at(died + 1, at=at):
            break
        died += 1
        dies_at(died, at=at + LEASE + MINUTE)
        deliver_due(at=at + LEASE * 2 + MINUTE * 2)
        factories.open_walls(0)
        row.refresh_from_db()
        copies = received(post_office, row)
        assert row.copies <= 2, died
        assert copies <= 2, died
        assert row.sent_at or (row.failed_at and row.ambiguous), died
        assert copies <= 1 or row.ambiguous, died

    assert died > 80
