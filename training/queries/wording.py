"""Sessions as mails and pages say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.dates import day_in_words, in_paris, span_in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.models import Session, Slot


def half_in_words(slot: Slot) -> str:
    """« mardi 12 janvier 2027, 9 h – 12 h, salle des fêtes, 3 rue de l’École, Hommarting »."""
    hours = span_in_words(in_paris(slot.starts_at).time(), in_paris(slot.ends_at).time())
    words = f"{day_in_words(slot.day, year=True)}, {hours}"
    return f"{words}, {slot.room.full_address}" if slot.room else words


def halves_in_words(slots: Iterable[Slot]) -> tuple[str, ...]:
    return tuple(half_in_words(slot) for slot in slots)


def dates_in_words(session: Session) -> tuple[str, ...]:
    """Its half days, in order."""
    slots = session.slots.select_related("room__commune", "room__site").order_by("starts_at")
    return halves_in_words(slots)
