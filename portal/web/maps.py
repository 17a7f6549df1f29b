"""A map of the communes: each outline is a link, told apart without colour, with a table that says the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.lib.outlines import Drawing, Place

Fill = Literal["yes", "none", "out", "draft", "open", "quiet", "here"]
ON_LIGHT = {"draft", "open", "here", "quiet"}
"""Fills under which a name needs a halo."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What is said of one commune: its fill, the word for it, where the outline leads, a figure for the table."""

    fill: Fill
    word: str
    href: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Map:
    """`legend`: fill → words, in the order of the legend; only fills that occur are shown, with their number."""

    drawing: Drawing
    title: str
    marks: Mapping[int, Mark]
    legend: Mapping[Fill, str]
    detail_label: str = ""
    ident: str = "carte"

    @property
    def shown(self) -> list[tuple[Place, Mark, bool]]:
        """(outline, what is said of it, whether its name needs a halo)."""
        return [
            (place, self.marks[place.key], self.marks[place.key].fill in ON_LIGHT)
            for place in self.drawing.places
            if place.key in self.marks
        ]

    @property
    def counts(self) -> Sequence[tuple[Fill, int, str]]:
        number = Counter(mark.fill for _place, mark, _halo in self.shown)
        return [(fill, number[fill], words) for fill, words in self.legend.items() if number[fill]]

    @property
    def in_words(self) -> str:
        said = ", ".join(f"{count} {words}" for _fill, count, words in self.counts)
        return f"Carte de {len(self.shown)} communes : {said}. Le tableau dit la même chose."
