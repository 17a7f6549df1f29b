"""A whole portal with services of its own, which a test may stop, hang and start again."""

import html
import http.cookiejar
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import psycopg

from ops import broker, environment, places, postgres, processes
from tests import ready

PASSWORD = "demonstration"
PATIENCE = 20
"""Seconds after which an answer counts as never given."""


class Visitor:
    """Somebody with a browser that has no script."""

    def __init__(self, house):
        self.house = house
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path):
        return self._ask(urllib.request.Request(self.house.url + path))

    def post(self, path, fields):
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.house.url + path, data)
        request.add_header("Origin", self.house.url)
        return self._ask(request)

    def _ask(self, request):
        """Status, seconds, text, final path."""
        start = time.monotonic()
        try:
            with self.opener.open(request, timeout=PATIENCE) as response:
                status, text, where = response.status, response.read().decode(), response.url
        except urllib.error.HTTPError as error:
            status, text, where = error.code, error.read().decode(), error.url
        seconds = time.monotonic() - start
        return status, seconds, text, urllib.parse.urlsplit(where).path

    def sign_in(self, email):
        page = self.get("/compte/login/")[2]
        fields = form_of(page) | {"login": email, "password": PASSWORD}
        where = self.post("/compte/login/", fields)[3]
        assert where == "/", where
        return self


def form_of(page):
    """The hidden and typed fields of a page, as a browser would send them back."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        name, value = re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        kind = re.search(r'\btype="([^"]+)"', tag)
        if name and (kind is None or kind[1] in {"text", "hidden"}):
            found[name[1]] = html.unescape(value[1]) if value else ""
    return found


class House:
    """`web` and `worker` are what ./run starts; the beat is left out: nobody comes to the rescue."""

    def __init__(self, folder, story):
        """`story`: the folder in which the demonstration was written (see tests/ready.py)."""
        self.story = story
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self.folder = folder
        self.database = postgres.provide(folder, durable=False)
        self.broker = broker.provide(folder)
        self.port = places.port_for(folder, "web")
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = self._environment()
        self.programs = {}

    def _environment(self):
        given = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "DJANGO"))}
        return {
            **given,
            "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
            "DATABASE_URL": self.database.app_url,
            "DATABASE_OWNER_URL": self.database.owner_url,
            "REDIS_URL": self.broker.url,
            "SECRET_KEY": ready.SECRET,
            "PORTAL_BASE_URL": self.url,
            "DOCUMENTS_URL": f"file://{self.folder}/documents",
            "EMAIL_URL": f"file://{self.folder}/mails",
            "DEMONSTRATION": "1",
        }

    def open(self):
        psql = [postgres.find_programs() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1"]
        told = ["--output", os.devnull, "--file", self.story / "story.sql"]
        subprocess.run([*psql, *told, self.database.admin_url], check=True)
        for name in ("documents", "mails"):
            shutil.copytree(self.story / name, self.folder / name)
        commands = environment.programs(self.port)
        for name in ("web", "worker"):
            log = self.folder / f"{name}.log"
            self.programs[name] = processes.start(commands[name], env=self.env, log=log)
        visitor = Visitor(self)
        self.wait(lambda: reaches(visitor, "/sante/pret"), seconds=60, what="web")
        self.wait(lambda: self.waiting() == 0, seconds=120, what="first jobs")

    def waiting(self):
        """Mails and documents that are due and not done."""
        with psycopg.connect(self.database.owner_url) as owner:
            return owner.execute(
                "select (select count(*) from mail_outboxemail where sent_at is null"
                " and failed_at is null and send_after <= now())"
                " + (select count(*) from documents_document where rendered_at is null"
                " and failed_at is null)"
            ).fetchone()[0]

    @staticmethod
    def wait(ready, *, seconds, what):
        start = time.monotonic()
        processes.wait_until(ready, seconds=seconds, what=what)
        return time.monotonic() - start

    def stop_broker(self):
        processes.stop(self.broker.server, how=signal.SIGKILL)

    def start_broker(self):
        self.broker = broker.provide(self.folder)
        assert self.broker.url == self.env["REDIS_URL"]

    def stop_database(self):
        self.database.stop()

    def start_database(self):
        self.database = postgres.provide(self.folder, durable=False)
        assert self.database.app_url == self.env["DATABASE_URL"]

    def hang(self, server, number=signal.SIGSTOP):
        """Every process of it keeps its connections, and says nothing until SIGCONT."""
        for pid in [server.pid, *children_of(server.pid)]:
            os.kill(pid, number)

    def release(self, server):
        self.hang(server, signal.SIGCONT)

    def close(self):
        for program in self.programs.values():
            processes.stop(program)
        self.broker.stop()
        self.database.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def children_of(pid):
    return [
        int(child)
        for child in pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ]


def reaches(visitor, path):
    try:
        return visitor.get(path)[0] == 200
    except OSError:
        return False
