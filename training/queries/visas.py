"""What a mayor reads before she approves the wishes of her commune, and what waits for her."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.queries.deciding import DECIDING
from communes.rules import communes_held
from portal.lib.text import join
from training.models import NeedsAnswer
from training.queries.needs import told_by_wish, with_what_is_said
from training.states.wishes import Visa, WishState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.accounts.models import User
    from training.models import Wish


@dataclass(frozen=True, slots=True)
class Line:
    """What is wished, for whom. `people`: how many."""

    wish: str
    theme: str
    who: str
    people: int


@dataclass(frozen=True, slots=True)
class VisaPage:
    """The wishes that wait for the mayor; once she has refused, the draft as it stands since; once she agreed, all."""

    answer: NeedsAnswer
    lines: list[Line]

    @property
    def awaited(self) -> bool:
        return self.answer.visa == Visa.AWAITED

    @property
    def people(self) -> int:
        return sum(one.people for one in self.lines)

    @property
    def sender(self) -> str:
        """Who says so: by telephone, the name that was noted."""
        return self.answer.caller or str(self.answer.answered_by or "")


def visa_page(answer: NeedsAnswer) -> VisaPage:
    """Two questions, besides the answer."""
    states = {Visa.AWAITED: (WishState.VISA,), Visa.REFUSED: (WishState.DRAFT,)}
    rows = with_what_is_said(answer.wishes.filter(need=None))
    if answer.visa in states:
        rows = rows.filter(state__in=states[Visa(answer.visa)])
    told = told_by_wish(rows.order_by("priority", "pk"))
    return VisaPage(answer, [_line(words, some) for words, some in told.items()])


def with_what_a_mayor_reads(rows: QuerySet[NeedsAnswer]) -> QuerySet[NeedsAnswer]:
    return rows.select_related("campaign", "commune", "answered_by").defer("commune__outline")


def awaiting_visas(user: User) -> QuerySet[NeedsAnswer]:
    """The answers of the communes that she commits, which wait for her visa; the oldest first."""
    rows = NeedsAnswer.objects.visible_to(user).filter(
        visa=Visa.AWAITED, commune__in=communes_held(user, *DECIDING)
    )
    return with_what_a_mayor_reads(rows).order_by("visa_asked_at", "pk")


def _line(words: str, wishes: list[Wish]) -> Line:
    people = sum(one.people for one in wishes)
    return Line(words, wishes[0].theme.name, join([one.who for one in wishes]), people)
