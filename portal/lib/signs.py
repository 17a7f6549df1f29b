"""The sign that goes with a word: one word, one tone and one icon, wherever it is shown.

An app's states.py gives them: `wear({CampaignState.DRAFT: Sign("info", "pencil-line")})`. The key is the
French word itself, so that a word can never have two looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

TONES = ("", "ok", "info", "warn", "late")


class _Labelled(Protocol):
    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sign:
    """`tone`: "" plain, ok done or mine, info under way, warn needs a look, late refused or late. `icon`: Lucide."""

    tone: str = ""
    icon: str = "circle"

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"{self.tone!r} is not a tone: {TONES}")


_signs: dict[str, Sign] = {}


def wear(signs: Mapping[_Labelled, Sign]) -> None:
    """Give their signs to the members of a TextChoices. Raises ValueError when a word already has another."""
    for member, sign in signs.items():
        word = str(member.label)
        if _signs.setdefault(word, sign) != sign:
            raise ValueError(f"« {word} » already wears {_signs[word]}")


def sign_of(word: str) -> Sign:
    """The sign of this word; a plain circle when nobody gave it one."""
    return _signs.get(word, Sign())
