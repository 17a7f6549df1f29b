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


Row = tuple[str, str, list[tuple[str, str, str]]]
"""A label, the note of all its cells, and each commune's name, value and note of its own."""
UNKNOWN = registry.Figure(label="", value="–")


@dataclass(frozen=True, slots=True)
class Today:
    """Cards by date, coming events, and the figures of each commune acted for."""

    cards: list[registry.Due]
    events: list[registry.Event]
    figures: list[Row]
    communes: list[str]
    entries: list[Entry]
    """The last ones of the journal; what they tell is the page's to choose."""
    at: datetime

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
            figures=by_label(figures, communes),
            communes=list(communes.values()),
            entries=told,
            at=at,
        )

    @property
    def minutes(self) -> int:
        return sum(card.minutes for card in self.cards)

    @property
    def is_late(self) -> bool:
        """The most pressing card should be done already."""
        return bool(self.cards) and self.cards[0].on < self.at


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


def by_label(figures: list[tuple[int, registry.Figure]], communes: dict[int, str]) -> list[Row]:
    """One row a label, one cell a commune; unknown is a dash, never 0. A note that all share is said once."""
    rows: dict[str, dict[int, registry.Figure]] = {}
    for commune_id, figure in figures:
        rows.setdefault(figure.label, {})[commune_id] = figure
    return [_row(label, known, communes) for label, known in rows.items()]


def _row(label: str, known: dict[int, registry.Figure], communes: dict[int, str]) -> Row:
    notes = {figure.note for figure in known.values()}
    shared = notes.pop() if len(notes) == 1 else ""
    cells = []
    for pk, name in communes.items():
        figure = known.get(pk, UNKNOWN)
        cells.append((name, figure.value, "" if figure.note == shared else figure.note))
    return label, shared, cells
