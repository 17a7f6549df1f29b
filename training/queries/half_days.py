"""The half days to come of the agents of a person's communes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communes.rules import is_town_hall
from portal.lib.dates import in_paris, span_in_words
from portal.lib.text import join
from training.models import SlotHolding
from training.states.registrations import RegistrationState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from training.models import Session, Slot


@dataclass(slots=True)
class Outing:
    """One day of one session: who goes, at which hours, where."""

    on: date
    session: Session
    slots: list[Slot] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    @property
    def who(self) -> str:
        return join(self.people)

    @property
    def hours(self) -> str:
        """« 9 h – 12 h et 14 h – 17 h »."""
        spans = [
            span_in_words(in_paris(slot.starts_at).time(), in_paris(slot.ends_at).time())
            for slot in self.slots
        ]
        return join(spans)

    @property
    def place(self) -> str:
        """The communes of the rooms."""
        names = [slot.room.commune.name for slot in self.slots if slot.room]
        return join(list(dict.fromkeys(names)))


def next_half_days(user: User, *, at: datetime) -> QuerySet[SlotHolding]:
    """Confirmed and not over, the nearest first; none for the team, whose sessions are all of them."""
    rows = SlotHolding.objects.visible_to(user).filter(
        registration__state=RegistrationState.CONFIRMED, ends_at__gt=at
    )
    if not is_town_hall(user):
        rows = rows.none()
    return (
        rows.select_related("person", "slot__session__course", "slot__room__commune")
        .defer("slot__room__commune__outline")
        .order_by("starts_at", "slot", "person__last_name", "pk")
    )


def outings(rows: Iterable[SlotHolding]) -> list[Outing]:
    """Gathered by day and session, in order."""
    found: dict[tuple[date, int], Outing] = {}
    for row in rows:
        slot = row.slot
        one = found.setdefault((slot.day, slot.session_id), Outing(slot.day, slot.session))
        if slot not in one.slots:
            one.slots.append(slot)
        if str(row.person) not in one.people:
            one.people.append(str(row.person))
    return list(found.values())
