"""A request never waits for the broker, whatever the broker does."""

import socket
import threading
import time

import pytest
from celery import Celery

from portal.lib.waking import Wake

PATIENCE = 5


def eventually(true, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return False


def broker_at(port):
    app = Celery("test", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 1, "socket_connect_timeout": 1}
    app.conf.task_publish_retry = False
    return lambda: app.send_task("portal.mail.tasks.sweep", ignore_result=True, retry=False)


@pytest.fixture
def hung_broker():
    """It takes the connection, and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def slowest_of(wake, times=50):
    worst = 0.0
    for _ in range(times):
        start = time.perf_counter()
        wake()
        worst = max(worst, time.perf_counter() - start)
        time.sleep(0.002)
    return worst


def test_a_hung_broker_does_not_hold_a_request(hung_broker):
    assert slowest_of(Wake("test", broker_at(hung_broker), pause=60)) < 0.1


def test_a_broker_that_is_away_does_not_hold_a_request(closed_port):
    assert slowest_of(Wake("test", broker_at(closed_port), pause=60)) < 0.1


def test_a_call_is_made_soon():
    rung = threading.Event()

    Wake("test", rung.set)()

    assert rung.wait(PATIENCE)


def test_many_requests_at_once_are_a_few_calls():
    calls, gate = [], threading.Event()

    def ring():
        calls.append(1)
        gate.wait(PATIENCE)

    wake = Wake("test", ring)
    wake()
    assert eventually(lambda: calls)
    for _ in range(100):
        wake()
    gate.set()

    assert eventually(lambda: len(calls) == 2)
    time.sleep(0.05)
    assert len(calls) == 2


def test_a_call_that_failed_is_made_again_after_a_pause():
    calls = []

    def ring():
        calls.append(time.monotonic())
        if len(calls) == 1:
            raise OSError("away")

    Wake("test", ring, pause=0.2)()

    assert eventually(lambda: len(calls) == 2)
    assert calls[1] - calls[0] >= 0.2
