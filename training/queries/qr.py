"""QR codes as drawings: one path of dark squares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Code:
    """`modules` is the path of the dark squares, drawn in a square of `side`; `frame` leaves it its white border."""

    modules: str
    side: int
    url: str

    @property
    def frame(self) -> str:
        return f"-4 -4 {self.side + 8} {self.side + 8}"


def drawn(url: str) -> Code:
    """The code of an address, with the middle level of error correction."""
    import segno  # once a code is shown: every other page goes without

    rows: Sequence[Sequence[int]] = list(segno.make(url, error="m", micro=False).matrix)
    modules = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return Code(modules, len(rows), url)
