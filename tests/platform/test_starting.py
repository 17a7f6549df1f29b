"""What a program loads before it serves: the portal opens in a few seconds because it is little."""

import json
import os
import subprocess

import pytest

from ops import environment, places

RARELY_USED = {
    "holidays", "jwt", "openpyxl", "python_calamine", "requests", "rich", "segno", "urllib3", "weasyprint",
    "xlsxwriter",
}  # fmt: skip
"""Long to load, and used by one page, one task or one person in a hundred."""
PAGES = {"portal.urls", "purchasing.views", "allauth.account.urls", "fido2"}
"""The worker and the self check show no page."""
WEB = "import portal.wsgi"
COMMANDS = environment.programs(8000)
WORKER = f"""
from celery.bin.celery import celery
from celery.apps.worker import Worker
Worker.start = lambda self: None  # it would serve
celery({COMMANDS["worker"][1:]}, standalone_mode=False)
assert "portal.documents.tasks.sweep" in __import__("portal.celery").celery_app.tasks
"""
SELF_CHECK = """
from django.core.management import execute_from_command_line
from django.db import OperationalError
try:
    execute_from_command_line(["manage.py", "self_check", "--traceback"])
except OperationalError:
    pass  # it went as far as asking the database, which nobody serves here
else:
    raise SystemExit("there is no database")
"""


def loaded_by(code):
    """The names of the modules in memory once this has run, in a process of its own and as ./run starts it."""
    told = "\nimport json, sys\nprint('\\n' + json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [str(places.BIN / "python"), "-c", code + told],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9/0",
        },
        cwd=places.ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    ("code", "spared"),
    [(WEB, RARELY_USED), (WORKER, RARELY_USED | PAGES), (SELF_CHECK, RARELY_USED | PAGES)],
    ids=["web", "worker", "self check"],
)
def test_a_program_starts_without_what_it_rarely_uses(code, spared):
    assert loaded_by(code) & spared == set()


def test_the_web_has_its_pages_before_it_parts_in_two():
    assert "--preload" in COMMANDS["web"]
    assert loaded_by(WEB) >= PAGES


def test_what_is_compiled_once_is_kept_even_where_the_machine_forbids_it():
    for kept in places.ROOT.glob("ops/__pycache__/places.*.pyc"):
        kept.unlink(missing_ok=True)

    subprocess.run(
        ["./run", "help"],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=places.ROOT,
        check=True,
        capture_output=True,
    )

    assert list(places.ROOT.glob("ops/__pycache__/places.*.pyc"))
