"""Tables of training that leave the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.lib.dates import hour_in_words, in_paris, short_day

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from training.models import Registration, Session


def attendance(session: Session, rows: QuerySet[Registration]) -> list[list[Any]]:
    """Who has a seat, by name, with an empty cell a half day; half days are prefetched."""
    slots = list(session.slots.all())
    halves = [f"{short_day(slot.day)} {hour_in_words(in_paris(slot.starts_at))}" for slot in slots]
    people = rows.seated().select_related("person", "commune").defer("commune__outline")  # type: ignore[attr-defined]
    head = ["Nom", "Prénom", "Commune", "Où cela en est", *halves]
    return [
        head,
        *(
            [
                one.person.last_name,
                one.person.first_name,
                one.commune.name,
                one.get_state_display(),
                *[""] * len(halves),
            ]
            for one in people.order_by("person__last_name", "person__first_name", "pk")
        ),
    ]
