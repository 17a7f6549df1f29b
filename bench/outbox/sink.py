"""A mail server that keeps count: how many copies of each Message-ID it has taken."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from typing import Any

from aiosmtpd.controller import Controller

MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)
SLOWEST = 0.06


class Sink:
    """Slow on purpose, at each step, so that a kill finds a delivery at every stage."""

    def __init__(self, port: int, seed: int) -> None:
        self.copies: Counter[str] = Counter()
        self._random = random.Random(seed)
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_RCPT(  # noqa: N802 -- the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        await asyncio.sleep(self._random.uniform(0, SLOWEST))
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        found = MESSAGE_ID.search(envelope.content)
        assert found is not None
        self.copies[found[1].decode()] += 1
        await asyncio.sleep(self._random.uniform(0, SLOWEST))
        return "250 OK"
