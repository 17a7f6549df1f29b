"""The hour it is, counted from the hour at which the work began."""

from __future__ import annotations

import time
from datetime import datetime, timedelta


class Stopwatch:
    """A long task is given one hour `at`; leases and stamps need the hour of each step."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._started = time.monotonic()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._started)
