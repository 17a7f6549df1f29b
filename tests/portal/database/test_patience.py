"""A statement is never waited for without end, and the connection that was given up is replaced."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from portal.database.base import CHECK_PATIENCE, PATIENCE
from portal.database.silence import Silence


@pytest.fixture
def other(db):
    """A connection of its own: what is broken here is not the test's transaction."""
    one = connections.create_connection("default")
    yield one
    one.close()


def ask(one, question):
    with one.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()


def test_silence_is_given_up_and_the_next_question_is_answered(other):
    (abandoned,) = ask(other, "select pg_backend_pid()")
    other.connection.patience = 0.2
    start = time.monotonic()

    with pytest.raises(OperationalError):
        ask(other, "select pg_sleep(20)")

    assert time.monotonic() - start < 5
    assert not other.is_usable()
    other.close()
    assert ask(other, f"select pg_terminate_backend({abandoned})") == (True,)


def test_a_plain_mistake_keeps_the_connection(other):
    ask(other, "select 1")
    kept = other.connection

    with pytest.raises(psycopg.errors.DivisionByZero):
        kept.execute("select 1 / 0")

    kept.rollback()
    assert other.is_usable()
    assert other.connection is kept


def test_asking_whether_it_is_there_takes_less_patience_than_a_page(other):
    ask(other, "select 1")

    assert other.is_usable()
    assert CHECK_PATIENCE < other.connection.patience == PATIENCE


def test_only_the_portal_s_own_role_is_in_a_hurry():
    assert connection.settings_dict["ENGINE"] == "portal.database"
    assert connections["owner"].settings_dict["ENGINE"] == "django.db.backends.postgresql"


@pytest.fixture
def hung(other):
    """A server that takes the call and never says a word; and a connection to it, as each thread has."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        where = {"HOST": "127.0.0.1", "PORT": deaf.getsockname()[1]}
        well = dict(other.settings_dict)
        other.settings_dict = {**well, **where}
        other.silence = Silence(again=0.5)
        yield other, well


def seconds_to_be_refused(one):
    start = time.monotonic()
    with pytest.raises(OperationalError):
        one.ensure_connection()
    return time.monotonic() - start


def test_only_one_thread_at_a_time_waits_for_a_server_that_answers_nobody(hung):
    one, _ = hung
    one.inc_thread_sharing()
    first = seconds_to_be_refused(one)
    at_once = [seconds_to_be_refused(one) for _ in range(20)]
    time.sleep(0.5)
    with ThreadPoolExecutor(4) as crowd:
        again = sorted(crowd.map(lambda _: seconds_to_be_refused(one), range(4)))

    assert first > 1.5
    assert max(at_once) < 0.2
    assert again[2] < 0.5
    assert again[3] > 1.5


def test_a_server_that_answers_again_is_believed_at_the_first_trial(hung):
    one, well = hung
    seconds_to_be_refused(one)
    one.settings_dict = well
    assert seconds_to_be_refused(one) < 0.2

    time.sleep(0.5)
    assert ask(one, "select 1") == (1,)
    one.close()
    assert ask(one, "select 2") == (2,)


def test_a_server_that_is_down_is_not_silent(other):
    other.settings_dict = {**other.settings_dict, "HOST": "127.0.0.1", "PORT": 9}
    other.silence = Silence()
    for _ in range(3):
        with pytest.raises(OperationalError, match="refused"):
            other.ensure_connection()
