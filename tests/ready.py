"""Databases made once and copied: the migrations take half a minute, the demonstration and its papers a minute more.

The name of each says all the code that made it. The demonstration speaks of today: it is told again at each run.
`python -m tests.ready` makes both, so that no test waits for them.
"""

import hashlib
import os
import shutil
import subprocess
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

from ops import places, postgres

STORE = places.VAR / "test" / "ready"
SECRET = "browser-tests-browser-tests-browser-tests-browser"
"""Of every portal that shows this demonstration: what was signed in it is read in each."""
NO_CODE = {"tests", "docs", "bench", "ops"}
ABOVE_TABLES = frozenset(
    [
        "demonstration",
        "views",
        "urls",
        "forms",
        "resources",
        "domain",
        "contributions",
        "notifications",
        "reports",
        "queries",
    ]
)
"""Rooms that models and migrations may not read (the layers in pyproject.toml): tables are the same without them."""
WORKED = """
from django.utils import timezone
from itsupport import tasks
from portal.documents.rendering import render_due
from portal.mail.delivery import deliver_due
tasks.recognise()
while render_due(at=timezone.now()) or deliver_due(at=timezone.now()):
    pass
"""
"""What the worker does once the demonstration is told."""


def copy_tables(name):
    """Make the database of that name, with the tables as the tests meet them."""
    _copy(_tables(), name)


def copy_story(name, folder):
    """Make the database of that name, with the demonstration; its `documents` and `mails` go in that folder."""
    original = _story()
    _copy(original, name)
    shutil.copytree(STORE / original, folder, dirs_exist_ok=True)


def write_story(folder):
    """The demonstration for another server: `story.sql`, `documents` and `mails` in that folder."""
    name = f"ready_written_{os.getpid()}"
    copy_story(name, folder)
    pg_dump = postgres.find_programs() / "pg_dump"
    subprocess.run([pg_dump, f"--file={folder / 'story.sql'}", owner_url(name)], check=True)
    with _owner() as owner:
        _drop(owner, name)


def owner_url(name):
    return f"{os.environ['DATABASE_OWNER_URL'].rpartition('/')[0]}/{name}"


def app_url(name):
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


@contextmanager
def _owner():
    with psycopg.connect(owner_url("postgres"), autocommit=True) as owner:
        yield owner


def _tables():
    """The planted faults say which tables are theirs: a fault in the code of a page leaves them as they are."""
    given = os.environ.get("TEST_TEMPLATE")
    return given or _made("ready_tables", _code(ABOVE_TABLES), "template1", _migrate)


def _story():
    return _made("ready_story", f"{_code()}_{os.environ['TEST_RUN']}", _tables(), _tell)


def _made(kind, of, template, make):
    """The original of that kind, made once whoever asks; the older ones go."""
    name = f"{kind}_{of}"
    with _owner() as owner:
        owner.execute("select pg_advisory_lock(hashtext(%s))", [kind])
        found = owner.execute(
            "select datname from pg_database where starts_with(datname, %s)", [kind]
        )
        known = {row[0] for row in found}
        if name not in known:
            for old in known:
                _drop(owner, old)
            begun = f"begun_{kind}"
            _copy(template, begun)
            make(begun, STORE / name)
            named = "alter database {} rename to {}"
            owner.execute(sql.SQL(named).format(sql.Identifier(begun), sql.Identifier(name)))
    return name


def _migrate(name, _folder):
    urls = {"DATABASE_OWNER_URL": owner_url(name), "DATABASE_URL": owner_url(name)}
    _manage(urls, "migrate", "--database", "owner")


def _tell(name, folder):
    shutil.rmtree(STORE, ignore_errors=True)
    (folder / "documents").mkdir(parents=True)
    (folder / "mails").mkdir()
    env = {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_OWNER_URL": owner_url(name),
        "DATABASE_URL": app_url(name),
        "SECRET_KEY": SECRET,
        "DOCUMENTS_URL": f"file://{folder}/documents",
        "EMAIL_URL": f"file://{folder}/mails",
        "DEMONSTRATION": "1",
    }
    _manage(env, "load_demonstration")
    _manage(env, "shell", "-v", "0", "-c", WORKED)


def _manage(env, *arguments):
    command = [places.BIN / "python", "manage.py", *arguments]
    env = {**os.environ, **env}
    done = subprocess.run(command, env=env, cwd=places.ROOT, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def _copy(original, name):
    with _owner() as owner:
        _drop(owner, name)
        copied = sql.SQL("create database {} template {}")
        owner.execute(copied.format(sql.Identifier(name), sql.Identifier(original)))


def _drop(owner, name):
    owner.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


@cache
def _code(without=frozenset()):
    """A word for all the files that say what is in a table: whoever changes one has her tables made anew."""
    said = hashlib.sha256()
    for path in sorted(_files()):
        inside = path.relative_to(places.ROOT)
        if not without & {*inside.parts, inside.stem}:
            said.update(f"{inside}".encode() + path.read_bytes())
    return said.hexdigest()[:12]


def _files():
    yield places.ROOT / "uv.lock"
    for folder in places.ROOT.iterdir():
        if (folder / "__init__.py").exists() and folder.name not in NO_CODE:
            yield from (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".pyc")


if __name__ == "__main__":
    _story()
