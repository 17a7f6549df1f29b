"""What a draft still lacks before it may be announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.text import NBSP, count

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from training.models import Room, Session, Slot


def obstacles(session: Session, slots: Iterable[Slot], *, at: datetime) -> list[str]:
    """In words, in the order in which they are mended; nothing when it may be announced. Rooms are prefetched."""
    halves = list(slots)
    rooms = {slot.room for slot in halves if slot.room}
    small = [room for room in rooms if room.capacity < session.maximum]
    dates = (session.opens_at, session.closes_at, session.waiting_closes_at, session.cancel_until)
    past = session.starts_at is not None and session.starts_at <= at
    late = session.closes_at is not None and session.closes_at <= at
    said = (
        (not halves, "Ajoutez au moins une demi-journée."),
        (past, "La première demi-journée est passée : choisissez des jours à venir."),
        (any(not slot.room for slot in halves), "Choisissez une salle pour chaque demi-journée."),
        *((True, _too_small(room)) for room in small),
        (None in dates, "Donnez les dates d’inscription, de fin d’attente et de désistement."),
        (late and not past, "Les inscriptions seraient déjà closes : donnez une clôture à venir."),
    )
    return [words for found, words in said if found]


def seats_of(room: Room) -> str:
    """« Salle du conseil » n’a que 12 places assises."""
    return f"« {room.name} » n’a que {count(room.capacity, 'place assise', 'places assises')}"


def _too_small(room: Room) -> str:
    return f"{seats_of(room)}{NBSP}: changez de salle, ou prévoyez moins de monde."
