"""What is due from a person, said in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.home import registry
from portal.lib import text

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Today:
    """Cards by date, coming events, and the figures of each commune acted for."""

    cards: list[registry.Due]
    events: list[registry.Event]
    figures: list[tuple[str, str, list[tuple[str, str]]]]
    communes: list[str]

    @classmethod
    def of(cls, user: User, *, at: datetime) -> Today:
        acting = user.acting
        communes = dict(acting.communes) if acting else {}
        cards = sorted(registry.due.gather(user, at=at), key=lambda card: (card.on, card.title))
        events = sorted(registry.events.gather(user, at=at), key=lambda event: event.on)
        figures = registry.figures.gather(user, list(communes), at=at)
        return cls(cards, events[:4], _by_label(figures, communes), list(communes.values()))

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.cards)


def greeting(name: str, today: Today) -> str:
    """« Bonjour Solange, quatre choses vous attendent. »"""
    count = len(today.cards)
    if not count:
        return f"Bonjour {name}, tout est à jour."
    if count == 1:
        return f"Bonjour {name}, une chose vous attend."
    return f"Bonjour {name}, {text.in_words(count, feminine=True)} choses vous attendent."


def _by_label(
    figures: list[tuple[int, registry.Figure]], communes: dict[int, str]
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """One row a label, one (name, value) a commune; unknown is a dash, never 0."""
    rows: dict[tuple[str, str], dict[int, str]] = {}
    for commune_id, figure in figures:
        rows.setdefault((figure.label, figure.note), {})[commune_id] = figure.value
    return [
        (label, note, [(name, values.get(pk, "–")) for pk, name in communes.items()])
        for (label, note), values in rows.items()
    ]
