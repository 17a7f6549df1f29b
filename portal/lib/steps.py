"""A text that tells how a thing is done, read as paragraphs and numbered steps."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

_STEP = re.compile(r"\s*\d{1,2}[.)]\s+")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (`lines` of one), or numbered steps."""

    steps: bool
    lines: tuple[str, ...]


def steps_of(body: str) -> list[Block]:
    """A line that begins with a number is a step; the others are paragraphs, one a blank line."""
    blocks: list[Block] = []
    for chunk in re.split(r"\n\s*\n", body.replace("\r", "").strip()):
        lines = [line.strip() for line in chunk.split("\n") if line.strip()]
        for steps, run in groupby(lines, key=lambda line: bool(_STEP.match(line))):
            words = list(run)
            if steps:
                blocks.append(
                    Block(steps=True, lines=tuple(_STEP.sub("", one, count=1) for one in words))
                )
            else:
                blocks.append(Block(steps=False, lines=(" ".join(words),)))
    return blocks
