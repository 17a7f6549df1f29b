"""The same course nearer: what a town hall is shown first when it registers somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.text import NBSP
from training.queries.session_page import is_taking, listed_rows
from training.queries.travel import kilometres_in_words, town_hall_point, way_to
from training.queries.wording import days_in_words, places_in_words, seats_in_words

if TYPE_CHECKING:
    from datetime import datetime

    from communes.models import Commune
    from portal.accounts.models import User
    from training.models import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearer:
    """Another session of the course, with a seat left: how far, and how much less than the one that is read."""

    session: Session
    kilometres: int
    saves: int

    @property
    def words(self) -> str:
        """« à 8 km de votre mairie, 18 km de moins qu’ici »."""
        return (
            f"{kilometres_in_words(self.kilometres)} de votre mairie,"
            f" {self.saves}{NBSP}km de moins qu’ici"
        )

    @property
    def when(self) -> str:
        return days_in_words(self.session)

    @property
    def where(self) -> str:
        return places_in_words(self.session)

    @property
    def seats(self) -> str:
        return seats_in_words(self.session)


def nearer_session(
    session: Session, start: Commune | None, *, user: User, at: datetime
) -> Nearer | None:
    """The nearest one that takes people and has a seat, when it is nearer than this one by a kilometre at least."""
    point = town_hall_point(start)
    here = way_to(session, point)
    if here is None:
        return None
    rows = listed_rows().visible_to(user).taking().filter(course=session.course_id)
    found = [
        (km, row.starts_at, row)
        for row in rows.exclude(pk=session.pk)
        if is_taking(row, at=at)
        and row.count.held < row.maximum
        and (km := way_to(row, point)) is not None
        and km < here
    ]
    if not found:
        return None
    km, _, nearest = min(found, key=lambda one: one[:2])
    return Nearer(session=nearest, kilometres=km, saves=here - km)
