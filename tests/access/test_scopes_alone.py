"""The first wall alone: PostgreSQL's row security is taken down, truly, by the tables' owner."""

import psycopg
import pytest
from django.db import connections

from tests.access import table
from tests.access.keys import Keys
from tests.access.matrix import COMPLETE, HALL_ROLES, Round

LINES = table.lines()


@pytest.fixture(scope="module", autouse=True)
def no_row_security(django_db_setup, django_db_blocker):
    """Down for this file's tests, before any of them holds a table; up again after the last."""
    with django_db_blocker.unblock():
        settings = connections["owner"].settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"], "dbname": settings["NAME"]}
    who = {"user": settings["USER"], "password": settings["PASSWORD"]}
    with psycopg.connect(**where, **who, autocommit=True) as owner:
        found = owner.execute("select oid::regclass::text from pg_class where relrowsecurity")
        walled = [name for (name,) in found.fetchall()]
        for name in walled:
            owner.execute(f"alter table {name} disable row level security")
        yield walled
        for name in walled:
            owner.execute(f"alter table {name} enable row level security")


@pytest.mark.django_db
@pytest.mark.parametrize("role", HALL_ROLES if COMPLETE else ["anonymous", "secretary", "reader"])
def test_the_pages_alone_keep_each_commune_to_itself(world, role, no_row_security):
    tour, keys = Round(world, role), Keys(world)
    tour.read_own_pages(LINES)
    for line in LINES:
        tour.compare(line, "own")
        tour.compare(line, "foreign")
        tour.ask_otherwise(line)
        if line.opens_to(role):
            tour.post_foreign_keys(line, keys)

    assert len(no_row_security) > 20
    assert "\n".join(tour.wrong) == ""
