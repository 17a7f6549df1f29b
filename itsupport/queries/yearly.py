"""A year of the service: for one commune, for each, for all. What is counted is what was noted, nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from itsupport.models import Asset, Ticket, TimeEntry
from itsupport.queries.handled import Delay, Handled, backlog, delay_of, handled
from itsupport.states.equipment import AssetState
from itsupport.states.tickets import TicketKind, TicketState
from portal.lib.dates import MONTHS, PARIS, in_paris
from portal.lib.text import NBSP

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django.db.models import QuerySet

    from communes.models import Commune

DAYS_A_YEAR = 365.25
TWELVE = range(1, 13)


@dataclass(frozen=True, slots=True)
class Line:
    """A kind or a category: how many were opened, how many solved; `of`: the longest bar of its table."""

    label: str
    opened: int
    solved: int
    of: int = 1


@dataclass(frozen=True, slots=True)
class Equipment:
    """The machines of the last day of the year. `age`: median years of those whose purchase is dated."""

    count: int = 0
    dated: int = 0
    age: float | None = None
    to_renew: int = 0


@dataclass(frozen=True, slots=True)
class Time:
    minutes: int = 0
    kilometres: int = 0
    visits: int = 0

    @property
    def hours(self) -> str:
        """« 12 h 30 »."""
        hours, left = divmod(self.minutes, 60)
        return f"{hours}{NBSP}h{NBSP}{left:02d}" if left else f"{hours}{NBSP}h"


NONE, NO_TIME, NO_MACHINE = Delay(), Time(), Equipment()


@dataclass(frozen=True, slots=True)
class Year:
    """What the service did in a calendar year of Paris."""

    opened: int = 0
    solved: int = 0
    kinds: list[Line] = field(default_factory=list)
    categories: list[Line] = field(default_factory=list)
    months: list[Line] = field(default_factory=list)
    answer: Delay = NONE
    solve: Delay = NONE
    votes: tuple[int, int, int] = (0, 0, 0)
    """Unhappy, so-so, happy."""
    time: Time = NO_TIME
    equipment: Equipment = NO_MACHINE

    @property
    def voted(self) -> int:
        return sum(self.votes)


@dataclass(frozen=True, slots=True)
class OfAll:
    """The year of all communes together, of each, and how many requests were open at the end of each month."""

    year: Year
    communes: list[tuple[Commune, Year]]
    backlog: list[tuple[str, int]]


def span_of(year: int) -> tuple[datetime, datetime]:
    """From the first instant of the year in Paris to that of the next."""
    return (datetime(year, 1, 1, tzinfo=PARIS), datetime(year + 1, 1, 1, tzinfo=PARIS))


def year_of(commune_id: int, year: int) -> Year:
    """The year of one commune; a constant number of questions."""
    requests = _requests([commune_id], year)
    times, machines = times_of([commune_id], year), _equipment([commune_id], year)
    return _year(requests, year, times.get(commune_id, Time()), machines.get(commune_id))


def year_of_all(communes: Sequence[Commune], year: int, *, at: datetime) -> OfAll:
    """The same number of questions for one commune and for thirty."""
    ids = [commune.pk for commune in communes]
    requests = _requests(ids, year)
    times, machines = times_of(ids, year), _equipment(ids, year)
    each = [
        (
            one,
            _year(
                [request for request in requests if request.commune_id == one.pk],
                year,
                times.get(one.pk, Time()),
                machines.get(one.pk),
            ),
        )
        for one in communes
    ]
    total = Time(
        sum(time.minutes for time in times.values()),
        sum(time.kilometres for time in times.values()),
        sum(time.visits for time in times.values()),
    )
    ends = _month_ends(year, at)
    open_then = backlog(requests, ends)
    names = [MONTHS[month - 1] for month in TWELVE]
    return OfAll(
        _year(requests, year, total, None),
        each,
        list(zip(names, open_then, strict=False)),
    )


def years_known(communes: Iterable[int], *, on: date) -> list[int]:
    """From the year of the first request to this one, the latest first."""
    first = Ticket.objects.filter(commune_id__in=list(communes)).order_by("opened_at").first()
    start = in_paris(first.opened_at).year if first else on.year
    return list(range(on.year, min(start, on.year) - 1, -1))


def _requests(commune_ids: Collection[int], year: int) -> list[Handled]:
    """Those that ran at some time of the year. One brought together with another counts once, with that one."""
    start, end = span_of(year)
    ran = Q(opened_at__lt=end) & (
        Q(solved_at=None, ended_at=None) | Q(solved_at__gte=start) | Q(ended_at__gte=start)
    )
    rows = Ticket.objects.filter(ran, commune_id__in=commune_ids)
    return handled(rows.exclude(state=TicketState.MERGED))


def _year(requests: Sequence[Handled], year: int, time: Time, machines: Equipment | None) -> Year:
    start, end = span_of(year)
    opened = [one for one in requests if start <= one.opened_at < end]
    solved = [one for one in requests if one.solved_at and start <= one.solved_at < end]
    votes = Counter(one.satisfaction for one in solved)
    kinds = {kind.value: kind.label for kind in TicketKind}
    return Year(
        opened=len(opened),
        solved=len(solved),
        kinds=_lines([kinds[one.kind] for one in opened], [kinds[one.kind] for one in solved]),
        categories=_lines([one.category for one in opened], [one.category for one in solved]),
        months=_months(opened, solved),
        answer=delay_of(one.answer for one in opened),
        solve=delay_of(one.solve for one in solved),
        votes=(votes[1], votes[2], votes[3]),
        time=time,
        equipment=machines or Equipment(),
    )


def _lines(opened: Sequence[str], solved: Sequence[str]) -> list[Line]:
    """The most frequent first, then by name."""
    came, went = Counter(opened), Counter(solved)
    most = max([*came.values(), *went.values()], default=1)
    labels = sorted({*came, *went}, key=lambda label: (-came[label], -went[label], label))
    return [Line(label, came[label], went[label], most) for label in labels]


def _months(opened: Sequence[Handled], solved: Sequence[Handled]) -> list[Line]:
    came = Counter(in_paris(one.opened_at).month for one in opened)
    went = Counter(in_paris(one.solved_at).month for one in solved if one.solved_at)
    most = max([*came.values(), *went.values()], default=1)
    return [Line(MONTHS[month - 1], came[month], went[month], most) for month in TWELVE]


def _month_ends(year: int, at: datetime) -> list[datetime]:
    """The end of each month, and this instant for the month under way; none for those to come."""
    starts = [*(datetime(year, month, 1, tzinfo=PARIS) for month in TWELVE), span_of(year)[1]]
    return [min(end, at) for start, end in pairwise(starts) if start <= at]


def times_of(commune_ids: Collection[int], year: int) -> dict[int, Time]:
    return times_from(times_asked(commune_ids, year))


def times_asked(
    commune_ids: Collection[int], year: int
) -> QuerySet[TimeEntry, tuple[int, int, int, int]]:
    """By commune. A visit is a day on which somebody of the service was on site."""
    return (
        TimeEntry.objects.filter(commune_id__in=commune_ids, on__year=year)
        .order_by()
        .values_list("commune_id")
        .annotate(
            worked=Sum("minutes"),
            driven=Sum("kilometres"),
            days=Count("on", distinct=True, filter=Q(on_site=True)),
        )
    )


def times_from(rows: Iterable[tuple[int, int, int, int]]) -> dict[int, Time]:
    """What `times_asked` found, by commune."""
    return {pk: Time(worked, driven, days) for pk, worked, driven, days in rows}


def _equipment(commune_ids: Collection[int], year: int) -> dict[int, Equipment]:
    """Those of the last day of the year, as far as their dates say; to renew: planned for that year, or past."""
    last = date(year, 12, 31)
    rows = Asset.objects.filter(
        Q(purchased_on=None) | Q(purchased_on__lte=last),
        Q(retired_on=None) | Q(retired_on__gt=last),
        commune_id__in=commune_ids,
    ).exclude(state=AssetState.ORDERED)
    found: dict[int, list[tuple[date | None, int | None]]] = {}
    for pk, bought, renewal in rows.values_list("commune_id", "purchased_on", "renewal_year"):
        found.setdefault(pk, []).append((bought, renewal))
    return {pk: _machines(machines, last) for pk, machines in found.items()}


def _machines(machines: Sequence[tuple[date | None, int | None]], last: date) -> Equipment:
    ages = [(last - bought).days / DAYS_A_YEAR for bought, _renewal in machines if bought]
    return Equipment(
        count=len(machines),
        dated=len(ages),
        age=round(median(ages), 1) if ages else None,
        to_renew=sum(renewal is not None and renewal <= last.year for _b, renewal in machines),
    )
