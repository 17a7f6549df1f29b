"""./run: the portal, from an empty machine to an address that answers."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, TextIO

from ops import broker, environment, places, postgres, processes, system

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCOUNTS = (
    ("gestion@example.org", "responsable de la mutualisation"),
    ("informatique@example.org", "service informatique"),
    ("secretaire.57080@example.org", "secrétaire de Bickenholtz, Schalbach et Fleisheim"),
    (
        "secretaire.57630@example.org",
        "secrétaire de Sarrebourg (et de même pour chaque code INSEE)",
    ),
    ("maire.57080@example.org", "maire de Bickenholtz"),
)
PAUSE_BEFORE_RESTART = 1.0


class Stop:
    """SIGINT or SIGTERM: once is enough, more change nothing."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.asked.set())


def run() -> int:
    port = int(os.environ.get("PORT", "8000"))
    if not places.is_free(port):
        raise places.Trouble(
            f"Le port {port} est déjà pris. Choisissez-en un autre : PORT=8001 ./run"
        )
    system.need_pdf_libraries()
    stop = Stop()
    with only_one(), services() as (database, middle):
        env = environment.of_portal(database, middle, port=port)
        prepare(env)
        supervise(env, port, stop)
    print("Le portail est arrêté. Les données restent dans var/.")
    return 0


@contextlib.contextmanager
def only_one() -> Iterator[TextIO]:
    """Two portals on the same var/ would fight: the second says so."""
    places.VAR.mkdir(exist_ok=True)
    with (places.VAR / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise places.Trouble("Le portail tourne déjà ici, dans un autre terminal.") from error
        yield lock


@contextlib.contextmanager
def services() -> Iterator[tuple[postgres.Database, broker.Broker]]:
    database = postgres.provide(places.VAR)
    try:
        middle = broker.provide(places.VAR)
        try:
            yield database, middle
        finally:
            middle.stop()
    finally:
        database.stop()


def prepare(env: dict[str, str]) -> None:
    """Migrate when a migration is new; fill an empty database with the demonstration."""
    stamp = hashlib.sha256(env["DATABASE_OWNER_URL"].rsplit("@", 1)[-1].encode())
    # an app, or a room of the cellar: what is deeper is not ours, and long to walk
    found = [p for depth in ("*", "*/*") for p in places.ROOT.glob(f"{depth}/migrations/*.py")]
    for path in sorted(found):
        stamp.update(path.read_bytes())
    if places.kept(places.VAR, "migrated", "") == stamp.hexdigest():
        return
    print("Préparation de la base de données…", flush=True)
    manage(env, "migrate", "--database", "owner", "--verbosity", "0")
    if env["DEMONSTRATION"] == "1":
        manage(env, "load_demonstration", "--if-empty")
    places.keep(places.VAR, "migrated", stamp.hexdigest())


def manage(env: dict[str, str], *arguments: str) -> None:
    command = [str(places.BIN / "python"), str(places.ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, check=False, env=env, cwd=places.ROOT)
    if done.returncode:
        raise places.Trouble(f"« manage.py {arguments[0]} » a échoué.")


def supervise(env: dict[str, str], port: int, stop: Stop) -> None:
    """Start the three programs, restart the one that falls, stop them all at the end."""
    commands = environment.programs(port)
    logs = {name: places.VAR / "log" / f"{name}.log" for name in commands}
    children = {
        name: processes.start(cmd, env=env, log=logs[name])
        for name, cmd in commands.items()
        if name != "beat"
    }
    over = threading.Event()
    try:
        if _ready(env, port, children, stop):
            _welcome(port)
        # the first page does not wait for the clock of the reminders
        children["beat"] = processes.start(commands["beat"], env=env, log=logs["beat"])
        for name, log in logs.items():
            processes.follow(log, name, stopping=over)
        while not stop.asked.wait(0.3):
            for name, child in children.items():
                if child.poll() is not None:
                    print(
                        f"{name:>7} | s’est arrêté ({child.returncode}), on le relance.",
                        flush=True,
                    )
                    stop.asked.wait(PAUSE_BEFORE_RESTART)
                    children[name] = processes.start(commands[name], env=env, log=logs[name])
    finally:
        over.set()
        print("\nArrêt…", flush=True)
        for child in reversed(children.values()):
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        for child in children.values():
            processes.stop(child)


def _ready(
    env: dict[str, str], port: int, children: dict[str, subprocess.Popen[bytes]], stop: Stop
) -> bool:
    """True once the web answers and a real job has gone to the worker and come back as a PDF.

    The web has a minute. The check has as long as the documents before its own are being made: it ends by itself.
    """
    check = subprocess.Popen(
        [str(places.BIN / "python"), str(places.ROOT / "manage.py"), "self_check"],
        env=env, cwd=places.ROOT, stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    web = False
    while not stop.asked.wait(0.05):
        web = web or _answers(f"http://127.0.0.1:{port}/sante/pret")
        if (web and check.poll() is not None) or (not web and time.monotonic() > until):
            break
        if children["web"].poll() is not None:
            raise places.Trouble("Le serveur web ne démarre pas : voir var/log/web.log")
    if stop.asked.is_set():
        processes.stop(check)
        return False
    if not web or check.poll() != 0:
        processes.stop(check)
        raise places.Trouble("Le portail ne répond pas, ou son ouvrier : voir var/log/")
    return True


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=1) as response:  # noqa: S310 -- our own address
            return bool(response.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


def _welcome(port: int) -> None:
    print(f"\n  Le portail est ouvert : http://127.0.0.1:{port}\n")
    print("  Comptes de la démonstration (mot de passe : demonstration)")
    for address, who in ACCOUNTS:
        print(f"    {address:32} {who}")
    print("\n  Les courriels restent dans var/courriels. Ctrl-C arrête tout.\n", flush=True)
