"""Where the portal keeps what it makes on this machine, and the secrets it made for itself."""

from __future__ import annotations

import json
import os
import secrets
import socket
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
BIN = ROOT / ".venv" / "bin"


class Trouble(Exception):  # noqa: N818 -- said to the person who typed the command
    """Something this machine lacks: one French sentence, with what to type."""


def kept(folder: Path, name: str, make: str | None = None) -> str:
    """A value written once under `folder` and found again at the next start."""
    store = folder / "kept.json"
    values = json.loads(store.read_text()) if store.exists() else {}
    if name not in values:
        values[name] = make if make is not None else secrets.token_urlsafe(48)
        store.parent.mkdir(parents=True, exist_ok=True)
        store.touch(mode=0o600)
        store.write_text(json.dumps(values, indent=1))
    return str(values[name])


def keep(folder: Path, name: str, value: str) -> None:
    store = folder / "kept.json"
    values = json.loads(store.read_text()) if store.exists() else {}
    store.parent.mkdir(parents=True, exist_ok=True)
    store.touch(mode=0o600)
    store.write_text(json.dumps({**values, name: value}, indent=1))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def port_for(folder: Path, name: str) -> int:
    """The port used last time if it is still free, else another one, remembered."""
    port = int(kept(folder, name, "0"))
    if port and is_free(port):
        return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keep(folder, name, str(port))
    return int(port)


def as_root() -> bool:
    return os.geteuid() == 0
