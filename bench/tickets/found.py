"""What the trial found at one size, kept in a file until the page is written."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from bench.pages.weigh import Cost


@dataclass(slots=True)
class Found:
    """What one size gave: its rows, the cost of each page, of the plain list, and of filling it (0 when kept)."""

    rows: dict[str, int]
    costs: dict[str, Cost] = field(default_factory=dict)
    plain_ms: float = 0
    filled_s: float = 0

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> Found:
        given = json.loads(text)
        given["costs"] = {name: Cost(**cost) for name, cost in given["costs"].items()}
        return cls(**given)
