"""What is due from a person, said in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.home import registry
from portal.journal.models import Entry
from portal.lib import text

if TYPE_CHECKING:
    from datetime import datetime

    from portal.accounts.models import User

LAST = 40


@dataclass(frozen=True, slots=True)
class Today:
    """Cards by date, coming events, and the figures of each commune acted for."""

    cards: list[registry.Due]
    events: list[registry.Event]
    figures: list[tuple[str, str, list[tuple[str, str]]]]
    communes: list[str]
    entries: list[Entry]
    """The last ones of the journal; what they tell is the page's to choose."""

    @classmethod
    def of(cls, user: User, *, at: datetime) -> Today:
        acting = user.acting
        communes = dict(acting.communes) if acting else {}
        due, events, figures, (told,) = registry.gather_all(
            registry.due.told(user, at=at),
            registry.events.told(user, at=at),
            registry.figures.told(user, list(communes), at=at),
            [_last_entries(user)],
        )
        return cls(
            cards=sorted(due, key=lambda card: (card.on, card.title)),
            events=sorted(events, key=lambda event: event.on)[:4],
            figures=_by_label(figures, communes),
            communes=list(communes.values()),
            entries=told,
        )

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.cards)


def _last_entries(user: User) -> registry.Told[list[Entry]]:
    (entries,) = yield registry.Asked(Entry.objects.visible_to(user)[:LAST])
    yield entries


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
