"""How long requests took, in business minutes, beside what was promised the day each was opened."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import TYPE_CHECKING

from itsupport import sla
from itsupport.models import Closure, ServiceTarget, ServiceWeek, TicketEvent
from itsupport.queries.inbox import business_time
from itsupport.states.tickets import EventKind
from portal.lib.dates import paris_date
from portal.lib.opening import parse_hours

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from itsupport.models import Ticket

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Measure:
    """Business minutes taken, and promised; None when it did not happen, or nothing was promised."""

    took: int | None = None
    promised: int | None = None


@dataclass(frozen=True, slots=True)
class Handled:
    """One request as statistics count it."""

    pk: int
    commune_id: int
    kind: str
    category: str
    opened_at: datetime
    solved_at: datetime | None
    ended_at: datetime | None
    satisfaction: int | None
    answer: Measure
    solve: Measure


@dataclass(frozen=True, slots=True)
class Delay:
    """How long `count` requests took. `kept`: the share, in %, of those with a promise that kept it."""

    count: int = 0
    median: int | None = None
    ninth: int | None = None
    kept: int | None = None

    @property
    def median_words(self) -> str:
        return "–" if self.median is None else business_time(self.median)

    @property
    def ninth_words(self) -> str:
        return "–" if self.ninth is None else business_time(self.ninth)

    @property
    def kept_words(self) -> str:
        return "–" if self.kept is None else f"{self.kept}\u00a0%"


def delay_of(measures: Iterable[Measure]) -> Delay:
    """Median, ninth decile (nearest rank) and share kept, rounded down: 100 % is all of them."""
    known = [one for one in measures if one.took is not None]
    took = sorted(one.took for one in known if one.took is not None)
    if not took:
        return Delay()
    promised = [one.took <= one.promised for one in known if one.took is not None and one.promised]
    return Delay(
        count=len(took),
        median=round(median(took)),
        ninth=took[ceil(len(took) * 9 / 10) - 1],
        kept=HUNDRED * sum(promised) // len(promised) if promised else None,
    )


def handled(rows: QuerySet[Ticket]) -> list[Handled]:
    """Those requests, measured. Five questions, however many they are."""
    tickets = list(
        rows.filter(commune__isnull=False)
        .select_related("commune", "category")
        .only(
            "kind", "opened_at", "answered_at", "solved_at", "ended_at", "satisfaction",
            "priority", "category__name", "commune__good_friday_off",
        )
    )  # fmt: skip
    ruler = _Ruler()
    logs = _logs([ticket.pk for ticket in tickets])
    return [_measured(ticket, logs[ticket.pk], ruler) for ticket in tickets]


def _measured(ticket: Ticket, events: Sequence[sla.Event], ruler: _Ruler) -> Handled:
    assert ticket.commune is not None
    day = paris_date(ticket.opened_at)
    calendar = ruler.calendar(day, good_friday=ticket.commune.good_friday_off)
    answer, solve = ruler.promise(ticket.priority, day)

    def took(until: datetime | None) -> int | None:
        known = calendar is not None and until is not None and events
        return sla.elapsed(events, until=until, calendar=calendar) if known else None  # type: ignore[arg-type]

    return Handled(
        pk=ticket.pk,
        commune_id=ticket.commune.pk,
        kind=ticket.kind,
        category=ticket.category.name if ticket.category else "sans catégorie",
        opened_at=ticket.opened_at,
        solved_at=ticket.solved_at,
        ended_at=ticket.ended_at,
        satisfaction=ticket.satisfaction,
        answer=Measure(took(ticket.answered_at), answer),
        solve=Measure(took(ticket.solved_at), solve),
    )


def _logs(ticket_ids: Sequence[int]) -> dict[int, list[sla.Event]]:
    logs: dict[int, list[sla.Event]] = defaultdict(list)
    rows = TicketEvent.objects.filter(kind=EventKind.STATE, ticket_id__in=ticket_ids)
    for pk, at, after in rows.order_by("ticket_id", "seq").values_list("ticket_id", "at", "after"):
        logs[pk].append((at, str(after)))
    return logs


class _Ruler:
    """The hours, closures and promises of every day, read once."""

    def __init__(self) -> None:
        self.closures = tuple(Closure.objects.order_by("first").values_list("first", "last"))
        self.weeks = [
            (from_on, parse_hours(hours))
            for from_on, hours in ServiceWeek.objects.order_by("from_on").values_list(
                "from_on", "hours"
            )
        ]
        self.targets = list(
            ServiceTarget.objects.order_by("from_on").values_list(
                "priority", "from_on", "answer_minutes", "solve_minutes"
            )
        )
        self.known: dict[tuple[date, bool], sla.BusinessCalendar] = {}

    def calendar(self, day: date, *, good_friday: bool) -> sla.BusinessCalendar | None:
        of_day = [(start, hours) for start, hours in self.weeks if start <= day]
        if not of_day:
            return None
        start, hours = of_day[-1]
        made = sla.BusinessCalendar(week=hours, good_friday=good_friday, closures=self.closures)
        return self.known.setdefault((start, good_friday), made)

    def promise(self, priority: int, day: date) -> tuple[int | None, int | None]:
        fits = [
            (answer, solve)
            for of, start, answer, solve in self.targets
            if of == priority and start <= day
        ]
        return fits[-1] if fits else (None, None)


def backlog(requests: Iterable[Handled], ends: Sequence[datetime]) -> list[int]:
    """How many were open at each of these instants: opened by then, neither solved nor ended."""
    spans = [
        (one.opened_at, min((end for end in (one.solved_at, one.ended_at) if end), default=None))
        for one in requests
    ]
    return [
        sum(opened <= at and (end is None or end > at) for opened, end in spans) for at in ends
    ]
