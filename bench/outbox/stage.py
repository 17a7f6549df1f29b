"""The real pieces of the portal, started, killed and started again: database, broker, web, workers, beats."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from ops.broker import find_program

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DATABASE = "outbox_trial"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


class Piece:
    """One process and its children, in a group of their own."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self._command, self._env, self._log = command, env, log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env=self._env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def children(self) -> list[int]:
        try:
            return [
                int(pid)
                for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            ]
        except OSError:
            return []

    def kill(self) -> None:
        """SIGKILL to the whole group: nobody has time to say goodbye."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        assert self.process is not None
        self.process.wait()

    def kill_a_child(self, chance: random.Random) -> bool:
        children = self.children()
        if not children:
            return False
        try:
            os.kill(chance.choice(children), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)


class Stage:
    """Everything the trial needs, made anew and taken away at the end."""

    def __init__(self, folder: Path, *, lease: int) -> None:
        self.web_port, self.broker_port, self.smtp_port = free_port(), free_port(), free_port()
        self._owner = os.environ["DATABASE_OWNER_URL"]
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "bench.outbox.settings",
            "DATABASE_OWNER_URL": with_database(self._owner, DATABASE),
            "DATABASE_URL": with_database(os.environ["DATABASE_URL"], DATABASE),
            "REDIS_URL": f"redis://127.0.0.1:{self.broker_port}/0",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}",
            "PORTAL_LEASE": str(lease),
            "ALLOWED_HOSTS": "127.0.0.1",
        }
        here = [sys.executable, "-m"]
        celery = [*here, "celery", "-A", "portal.celery"]
        self.broker = Piece(
            f"{find_program()} --port {self.broker_port} --bind 127.0.0.1 --dir {folder}"
            " --appendonly yes".split(),
            self.env,
            folder / "broker.log",
        )
        self.web = Piece(
            [*here, *f"gunicorn portal.wsgi -w 2 -b 127.0.0.1:{self.web_port}".split()],
            self.env,
            folder / "web.log",
        )
        self.workers = [
            Piece(
                [*celery, "worker", "-c", "2", "-n", f"w{n}@trial", "-l", "warning"],
                self.env,
                folder / f"worker{n}.log",
            )
            for n in range(2)
        ]
        self.beats = [
            Piece(
                [*celery, "beat", "-l", "warning", "-s", str(folder / f"beat{n}")],
                self.env,
                folder / f"beat{n}.log",
            )
            for n in range(2)
        ]

    @property
    def pieces(self) -> Iterator[Piece]:
        yield from (self.broker, self.web, *self.workers, *self.beats)

    def build(self) -> None:
        self._drop()
        with psycopg.connect(self._owner, autocommit=True) as owner:
            owner.execute(f"create database {DATABASE}")
        migrate = [sys.executable, "manage.py", "migrate", "--database", "owner", "-v", "0"]
        subprocess.run(migrate, cwd=ROOT, env=self.env, check=True)
        for piece in self.pieces:
            piece.start()

    def clear(self) -> None:
        for piece in self.pieces:
            if piece.process is not None:
                piece.kill()
        self._drop()

    def _drop(self) -> None:
        """Once the last connection of those that were killed is closed."""
        for _ in range(50):
            try:
                with psycopg.connect(self._owner, autocommit=True) as owner:
                    owner.execute(f"drop database if exists {DATABASE}")
            except psycopg.errors.ObjectInUse:
                time.sleep(0.2)
            else:
                return

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Asked as the owner, who sees every row."""
        with psycopg.connect(self.env["DATABASE_OWNER_URL"], autocommit=True) as owner:
            return list(owner.execute(query).fetchall())

    def flush_broker(self) -> None:
        with socket.create_connection(("127.0.0.1", self.broker_port), timeout=2) as talk:
            talk.sendall(b"FLUSHALL\r\n")
            talk.recv(16)

    def hang_broker(self, seconds: float) -> None:
        """It keeps its connections open and answers nothing."""
        self.broker.signal(signal.SIGSTOP)
        time.sleep(seconds)
        self.broker.signal(signal.SIGCONT)
