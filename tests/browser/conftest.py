"""A whole portal for the browser: its own database with the demonstration, a web, a worker, a real Chromium."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
import pytest
from celery import Celery
from playwright.sync_api import sync_playwright

from ops import broker, environment, places, processes
from tests import ready

PASSWORD = "demonstration"
SUPPORT = "support@example.org"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@dataclass
class Portal:
    """The running portal; `page_of(email)` is a browser in which that person has signed in."""

    url: str
    env: dict
    browser: object
    folder: pathlib.Path | None = None
    states: dict = field(default_factory=dict)

    def manage(self, *arguments):
        command = [str(places.BIN / "python"), "manage.py", *arguments]
        done = subprocess.run(
            command, env=self.env, cwd=places.ROOT, check=False, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()[-2000:]
        return done.stdout.decode()

    def documents_waiting(self):
        """Each document that is neither made nor given up, and what befell it."""
        with psycopg.connect(self.env["DATABASE_OWNER_URL"]) as owner:
            return owner.execute(
                "select id, kind, awaited, attempts, claimed_until, last_error from documents_document"
                " where rendered_at is null and failed_at is null order by id"
            ).fetchall()

    def last_words(self, name):
        """The end of what a program of the portal said."""
        return (self.folder / f"{name}.log").read_text()[-2000:]

    def wake(self, task):
        """Tell the worker what the beat, which does not run here, tells it every few minutes."""
        with Celery(broker=self.env["REDIS_URL"], set_as_current=False) as caller:
            caller.send_task(task)

    def context_of(self, email=None, *, width=1280, scheme="light", script=True):
        if email and email not in self.states:
            self.states[email] = self._sign_in(email)
        return self.browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale="fr-FR",
            java_script_enabled=script,
            storage_state=self.states.get(email),
            base_url=self.url,
        )

    def page_of(self, email=None, *, width=1280, scheme="light", script=True):
        page = self.context_of(email, width=width, scheme=scheme, script=script).new_page()
        page.set_default_timeout(15_000)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        return page

    def _sign_in(self, email):
        page = self.page_of()
        page.goto("/compte/login/")
        fold = page.locator("details", has=page.locator("input[name=password]"))
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{self.url}/")
        return page.context.storage_state()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def post_room():
    """The mailbox of the service, which the portal knows from the start; a test opens its server."""
    from tests.itsupport.post_room import PostRoom  # noqa: PLC0415 -- shots.py reads this file without Django

    with tempfile.TemporaryDirectory(prefix="dovecot-", ignore_cleanup_errors=True) as home:
        room = PostRoom(pathlib.Path(home))
        yield room
        room.stop()


@pytest.fixture(scope="session")
def portal(chromium, post_room, tmp_path_factory, worker_id):
    """Session-wide: tests that change it say so in their name, and come last in their file."""
    more = {
        "SUPPORT_ADDRESS": SUPPORT,
        "SUPPORT_IMAP_URL": post_room.url,
        "SUPPORT_IMAP_CA": str(post_room.ca),
    }
    with running_portal(chromium, tmp_path_factory, worker_id, more=more) as running:
        yield running


@contextmanager
def running_portal(chromium, tmp_path_factory, name, *, told=True, more=None):
    """A web and a worker on a database of that name (its digits: a corner of the broker). `told`: its story."""
    folder = tmp_path_factory.mktemp("portal")
    port = places.port_for(folder, "web")
    env = _environment(folder, port, name, told=told) | (more or {})
    running = Portal(f"http://127.0.0.1:{port}", env, chromium, folder)
    programs = environment.programs(port)
    children = [
        processes.start(programs[name], env=env, log=folder / f"{name}.log")
        for name in ("web", "worker")
    ]
    try:
        processes.wait_until(lambda: _answers(f"{running.url}/sante/pret"), seconds=60, what="web")
        yield running
    finally:
        for child in children:
            processes.stop(child)


def _answers(address):
    try:
        with urllib.request.urlopen(address, timeout=2) as response:
            return response.status == 200
    except OSError:
        return False


def _environment(folder, port, worker_id, *, told):
    """A database beside the tests' own, and a corner of the broker to itself."""
    name = f"browser_{worker_id}"
    if told:
        ready.copy_story(name, folder)
    else:
        ready.copy_tables(name)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "DJANGO"))},
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DATABASE_URL": ready.app_url(name),
        "DATABASE_OWNER_URL": ready.owner_url(name),
        "REDIS_URL": broker.corner(os.environ["REDIS_URL"], worker_id),
        "SECRET_KEY": ready.SECRET,
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "DOCUMENTS_URL": f"file://{folder}/documents",
        "EMAIL_URL": f"file://{folder}/mails",
        "DEMONSTRATION": "1",
    }
