"""The hours and the commitments of the service on a day, as the arithmetic of deadlines wants them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itsupport.models import Closure, ServiceTarget, ServiceWeek
from itsupport.sla import BusinessCalendar
from portal.database.together import together
from portal.lib.opening import parse_hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from communes.models import Commune


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised for a priority, in business minutes."""

    answer: int
    solve: int
    warn_percent: int


def calendar_for(commune: Commune | None, *, on: date) -> BusinessCalendar | None:
    """The service's hours of that day, without its closures nor the holidays of this commune.

    None before the first hours were inscribed.
    """
    return calendar_from(*together(*calendar_asked(on=on)), commune=commune)


def calendar_asked(*, on: date) -> tuple[QuerySet[ServiceWeek], QuerySet[Any, tuple[date, date]]]:
    """The two questions of a calendar, for a page that asks them with its own."""
    weeks = ServiceWeek.objects.filter(from_on__lte=on).order_by("-from_on")[:1]
    return weeks, Closure.objects.order_by("first").values_list("first", "last")


def calendar_from(
    weeks: Sequence[ServiceWeek],
    closures: Iterable[tuple[date, date]],
    *,
    commune: Commune | None,
) -> BusinessCalendar | None:
    """The calendar that their answers make for a commune."""
    if not weeks:
        return None
    return BusinessCalendar(
        week=parse_hours(weeks[0].hours),
        good_friday=commune is not None and commune.good_friday_off,
        closures=tuple(closures),
    )


def promise_for(priority: int, *, on: date) -> Promise | None:
    """The commitment in force that day; None when the service made none."""
    row = (
        ServiceTarget.objects.filter(priority=priority, from_on__lte=on)
        .order_by("-from_on")
        .first()
    )
    return Promise(row.answer_minutes, row.solve_minutes, row.warn_percent) if row else None
