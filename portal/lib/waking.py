"""Telling the workers to look at a queue, without ever making a request wait for the broker."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds left to a broker that is away or hung before it is tried again."""
FAREWELL = 1.0
"""Seconds that a process which ends gives to its last call."""


class Wake:
    """Calls `ring` soon, in a thread of its own. Many requests at once may become one call.

    The rows are the queue: a call that fails is not an error, it is made again after a pause.
    """

    def __init__(self, name: str, ring: Callable[[], object], *, pause: float = PAUSE) -> None:
        self.name = name
        self._ring = ring
        self._pause = pause
        self._wanted = threading.Event()
        self._idle = threading.Event()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def __call__(self) -> None:
        """Costs microseconds, whatever the broker does."""
        self._idle.clear()
        self._wanted.set()
        with self._starting:
            if (
                self._thread is None or not self._thread.is_alive()
            ):  # the first time, or after a fork
                self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
                self._thread.start()
                atexit.register(self._idle.wait, FAREWELL)

    def _run(self) -> None:
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                self._ring()
            except Exception as error:  # noqa: BLE001 -- whatever the broker raises, the rows are written
                logger.warning("%s.wake_failed", self.name, extra={"error": type(error).__name__})
                self._idle.set()
                time.sleep(self._pause)
                self._wanted.set()
            else:
                if not self._wanted.is_set():
                    self._idle.set()
