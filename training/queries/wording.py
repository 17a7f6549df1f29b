"""Sessions as mails and pages say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.lib.dates import day_in_words, in_paris, span_in_words
from portal.lib.text import NBSP, commune_of, count, join
from training.models import Room, Trainer
from training.seats import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

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


def tasks_in_words(session: Session) -> list[str]:
    """Whom nobody told yet that a session is given up: who gives it, who opens its rooms; each once."""
    given = Trainer.objects.filter(slots__slot__session=session).select_related("person__user")
    lent = Room.objects.filter(slots__session=session).select_related("commune")
    trainers = [
        f"prévenir {one}" + _reached(one.phone, one.address)
        for one in given.distinct().order_by("pk")
    ]
    rooms = [
        f"libérer la salle « {one.name} », {commune_of(one.commune.name)}"
        + _reached(one.keys and f"clés{NBSP}: {one.keys}", one.commune.phone)
        for one in lent.distinct().order_by("pk")
    ]
    return trainers + rooms


def _reached(*words: str) -> str:
    """« (06 12 34 56 78, nora@example.org) », nothing when nothing is known."""
    known = [one for one in words if one]
    return f" ({', '.join(known)})" if known else ""


REASONS = {
    Reason.CLOSED: "la liste d’attente est close",
    Reason.APPROVAL: "le maire n’a pas encore répondu",
    Reason.CONFLICT: "une autre formation à ces heures",
    Reason.QUOTA: "la commune a déjà toutes ses places",
    Reason.TOGETHER: "il n’y a pas assez de places pour venir ensemble",
    Reason.OFFERS: "une place proposée ou tenue peut encore se libérer",
    Reason.FULL: "toutes les places sont prises",
}


def reason_in_words(reason: Reason) -> str:
    """Why nobody calls somebody who waits."""
    return REASONS[reason]


def days_in_words(session: Session) -> str:
    """« mardi 12 janvier, 9 h – 12 h et 14 h – 17 h »; several days are joined. Half days are prefetched."""
    days: dict[date, list[str]] = {}
    for slot in session.slots.all():
        hours = span_in_words(in_paris(slot.starts_at).time(), in_paris(slot.ends_at).time())
        days.setdefault(slot.day, []).append(hours)
    return " ; ".join(f"{day_in_words(day)}, {join(hours)}" for day, hours in days.items())


def places_in_words(session: Session) -> str:
    """« Dolving », « Dolving et Imling »; rooms and communes are prefetched."""
    names = [slot.room.commune.name for slot in session.slots.all() if slot.room]
    return join(list(dict.fromkeys(names)))


def seats_in_words(session: Session) -> str:
    """« 4 places libres », « complète, 2 personnes attendent »."""
    left = session.maximum - session.count.held
    if left > 0:
        return count(left, "place libre", "places libres")
    waiting = session.count.waiting
    return (
        f"complète, {count(waiting, 'personne attend', 'personnes attendent')}"
        if waiting
        else "complète"
    )


def hours_in_words(slot: Slot) -> str:
    """« 9 h – 12 h »."""
    return span_in_words(in_paris(slot.starts_at).time(), in_paris(slot.ends_at).time())


def half_day_in_words(slot: Slot) -> str:
    """« mardi 12 janvier 2027, matin »."""
    return f"{day_in_words(slot.day, year=True)}, {slot.get_half_display()}"
