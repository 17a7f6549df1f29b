"""A server that answers nobody is asked by one thread at a time; the others are free for who needs it not."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

AGAIN = 0.5
"""Seconds before a server found silent is asked again: how late its return may be noticed."""


class Silence:
    """What the whole process knows of one server. `trial` is one attempt to reach it."""

    def __init__(self, *, again: float = AGAIN) -> None:
        self._again = again
        self._lock = threading.Lock()
        self._known = False
        self._trying = False
        self._next = 0.0

    @contextmanager
    def trial(self) -> Iterator[None]:
        """Raise OperationalError at once while the server is known to be silent, unless it is time to try again."""
        with self._lock:
            if self._known:
                if self._trying or time.monotonic() < self._next:
                    raise psycopg.OperationalError("the server answers nobody")
                self._trying = True
        try:
            yield
        except psycopg.errors.ConnectionTimeout:
            self._tell(silent=True)
            raise
        except BaseException:
            self._tell(silent=False)  # it answers, if only to refuse
            raise
        else:
            self._tell(silent=False)

    def _tell(self, *, silent: bool) -> None:
        with self._lock:
            self._known, self._trying = silent, False
            self._next = time.monotonic() + self._again
