"""The ground of every test: the database as the portal meets it, people who sign in, one hour."""

import datetime as dt
import os

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.template import base
from django.test import Client
from hypothesis import HealthCheck, settings

from portal.walls.acting import EVERYONE, GROUP
from tests import factories, ready
from tests.spread import Spread
from tests.training.watch import calendars_are_right  # noqa: F401 -- a fixture of every test

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a busy machine is no fault of what is tested
NOON = dt.datetime(2026, 11, 10, 11, tzinfo=dt.UTC)


def pytest_xdist_make_scheduler(config, log):
    return Spread(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker, worker_id):
    """Migrations run as the owner; everything else as the portal's own role."""
    owner, portal = connections["owner"], connections["default"]
    name = f"test_{owner.settings_dict['NAME']}_{worker_id}".removesuffix("_master")
    owner.settings_dict["TEST"]["NAME"] = name
    with django_db_blocker.unblock():
        ready.copy_tables(name)
        for one in (portal, owner):
            one.close()
            one.settings_dict["NAME"] = name
        yield
        for one in (portal, owner):
            one.close()
        owner.creation.destroy_test_db(
            os.environ.get("DATABASE_OWNER_NAME", "portal"), verbosity=0
        )


@pytest.fixture(autouse=True)
def everything_is_visible(request):
    """Arranging and asserting see all communes; the pages under test set their own wall."""
    if not {"db", "transactional_db"} & set(
        request.fixturenames
    ) and not request.node.get_closest_marker("django_db"):
        yield
        return
    request.getfixturevalue(
        "transactional_db" if "transactional_db" in request.fixturenames else "db"
    )
    factories.open_walls(GROUP, EVERYONE)
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        empty_every_table()


def empty_every_table():
    """After a test that commits. Django's own flush only empties the tables of whoever may migrate."""
    settings = connections["owner"].settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"], "dbname": settings["NAME"]}
    with psycopg.connect(
        **where, user=settings["USER"], password=settings["PASSWORD"], autocommit=True
    ) as owner:
        found = owner.execute(
            "select string_agg(format('%I', tablename), ', ') from pg_tables"
            " where schemaname = 'public' and tablename not in"
            " ('django_migrations', 'django_content_type', 'auth_permission')"
        ).fetchone()
        owner.execute(f"truncate {found[0]} restart identity cascade")


@pytest.fixture
def at():
    """The hour at which tests happen: Tuesday 10 November 2026, noon in Paris."""
    return NOON


@pytest.fixture
def manager(db):
    return factories.ManagerFactory().person.user


@pytest.fixture
def secretary(db):
    """A position; the user is at `.person.user`, the commune at `.commune`."""
    return factories.SecretaryFactory()


@pytest.fixture
def signed_in(db):
    """A browser in which the given person has signed in."""

    def browser(user):
        client = Client()
        client.force_login(user)
        return client

    return browser


@pytest.fixture(autouse=True)
def no_missing_template_variable(monkeypatch):
    """A template of ours that names something absent is a bug, not an empty string."""
    resolve = base.Variable._resolve_lookup

    def strict(self, context):
        origin = getattr(getattr(context, "template", None), "origin", None)
        ours = origin is not None and "/site-packages/" not in str(origin.name)
        if ours and self.lookups[0] not in context:
            pytest.fail(f"template variable {self.var!r} is missing in {origin.name}")
        return resolve(self, context)

    monkeypatch.setattr(base.Variable, "_resolve_lookup", strict)


__all__ = ["call_command", "connection"]
