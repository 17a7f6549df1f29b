"""Children that never outlive us, and their output with a name before each line."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In the child: receive SIGTERM when the parent dies, however it dies."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path,
    user: int | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own (Ctrl-C reaches us alone), its output in `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            env=dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- one thread at this time
            user=user,
        )


def stop(
    process: subprocess.Popen[bytes], *, how: int = signal.SIGTERM, patience: float = 10
) -> None:
    """Ask, wait, then insist; the whole group goes."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(2)


def wait_until(ready: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Try until it answers; a sentence when it never does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ready():
            return
        time.sleep(0.05)
    raise TimeoutError(what)


def follow(log: Path, name: str, *, stopping: threading.Event) -> threading.Thread:
    """Copy what is added to a log on our own output, line by line."""

    def copy() -> None:
        with log.open("rb") as lines:
            lines.seek(0, os.SEEK_END)
            while not stopping.is_set():
                line = lines.readline()
                if not line:
                    time.sleep(0.2)
                    continue
                sys.stdout.write(f"{name:>7} | {line.decode(errors='replace')}")
                sys.stdout.flush()

    thread = threading.Thread(target=copy, daemon=True)
    thread.start()
    return thread
