"""A statement is never waited for without end, and the connection that was given up is replaced."""

import time

import psycopg
import pytest
from django.db import OperationalError, connection, connections

from portal.database.base import CHECK_PATIENCE, PATIENCE


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
