"""Taking a wall down, truly, for the tests that ask whether the other one stands."""

from contextlib import contextmanager

import psycopg
from django.apps import apps
from django.db import connections


@contextmanager
def no_row_security(blocker, *tables):
    """The tables' owner takes row security down: on these tables, or on all. Their names.

    Before any test holds a table, since PostgreSQL waits for whoever reads it.
    """
    with blocker.unblock():
        settings = connections["owner"].settings_dict
    where = {"host": settings["HOST"], "port": settings["PORT"], "dbname": settings["NAME"]}
    who = {"user": settings["USER"], "password": settings["PASSWORD"]}
    with psycopg.connect(**where, **who, autocommit=True) as owner:
        found = owner.execute("select oid::regclass::text from pg_class where relrowsecurity")
        walled = [name for (name,) in found.fetchall() if not tables or name in tables]
        for name in walled:
            owner.execute(f"alter table {name} disable row level security")
        yield walled
        for name in walled:
            owner.execute(f"alter table {name} enable row level security")


def forget_scopes(monkeypatch):
    """Each queryset forgets for whom it is asked: `visible_to` and `of` give everything. How many forgot."""
    scoped = {
        (type(model._default_manager.all()), name)
        for model in apps.get_models()
        for name in ("visible_to", "of")
        if hasattr(model._default_manager.all(), name)
    }
    for queryset, name in scoped:
        monkeypatch.setattr(queryset, name, lambda rows, _user: rows.all())
    return len(scoped)
