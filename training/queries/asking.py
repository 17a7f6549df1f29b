"""What a mayor reads before she answers: who, what, when, where, until when a seat is held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.dates import instant_in_words
from training.queries.boards import takes_people
from training.queries.travel import kilometres_in_words, town_hall_point, way_to
from training.queries.wording import halves_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import Registration


@dataclass(frozen=True, slots=True)
class Asked:
    """`held`: a seat is kept for the answer, at this hour; `is_over`: the session takes nobody any more."""

    registration: Registration
    halves: tuple[str, ...]
    way: str
    held: bool
    is_over: bool

    @property
    def is_open(self) -> bool:
        return self.registration.is_undecided and not self.is_over

    @property
    def deadline(self) -> str:
        """« Une place est tenue jusqu’au … », or what happens without one."""
        until = self.registration.hold_until
        if self.held and until is not None:
            until_then = f"Une place est tenue jusqu’au {instant_in_words(until)}"
            return f"{until_then} ; sans réponse, elle va à la personne suivante."
        return "Aucune place n’est tenue : avec votre accord, elle prend rang ou reçoit la première place libre."


def asked(one: Registration, *, at: datetime) -> Asked:
    """`one` was read by `with_what_is_shown`."""
    km = way_to(one.session, town_hall_point(one.commune))
    held = one.hold_until is not None and one.hold_until > at
    return Asked(
        one,
        halves_in_words(one.session.slots.all()),
        kilometres_in_words(km),
        held,
        not takes_people(one.session, at=at),
    )
