"""The desk's inbox: what runs, in the order in which it is due, in groups that a person reads at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q

from itsupport import sla
from itsupport.models import InboundEmail, SavedView, Ticket
from itsupport.queries.service import calendar_asked, calendar_from
from itsupport.states.tickets import OPEN_STATES, WAITING_STATES
from portal.database.together import HowMany, totals
from portal.lib.dates import day_in_words, end_of_day, paris_date
from portal.lib.text import NNBSP

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from communes.models import Commune
    from itsupport.sla import BusinessCalendar
    from portal.accounts.models import User

SHOWN = 100
SOON_MINUTES, DAY_MINUTES, HOUR = 120, 480, 60
WAITS_FOR = {
    "waiting_commune": "commune",
    "waiting_supplier": "fournisseur",
    "waiting_part": "pièce",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the inbox; `left` is what remains, in the words of the margin."""

    ticket: Ticket
    left: str
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at the inbox, with how many it holds."""

    name: str
    query: str
    count: int
    current: bool = False


@dataclass(frozen=True, slots=True)
class Inbox:
    groups: list[Group]
    shown: int
    total: int
    late: int
    today: int
    fresh: int


VIEWS: dict[str, tuple[str, Q | None]] = {
    "": ("Toutes", Q()),
    "miennes": ("Les miennes", None),
    "libres": ("Sans responsable", Q(assignee=None)),
    "attente": ("En attente d’un tiers", Q(state__in=WAITING_STATES)),
    "sans-commune": ("Commune à préciser", Q(commune=None)),
}


def narrowed(rows: QuerySet[Ticket], view: str, user: User) -> QuerySet[Ticket]:
    """Those of a built-in view."""
    if view == "miennes":
        return rows.filter(assignee=user)
    found = VIEWS.get(view, VIEWS[""])[1]
    return rows.filter(found) if found is not None else rows


class Around:
    """What the inbox shows around its lines, whatever they are, and the hours by which it reckons their delays.

    `asked` are its questions, for the page to ask with its own; `read` takes their answers.
    """

    def __init__(self, user: User, current: str, *, at: datetime) -> None:
        self.current = current
        self.conditions = {
            name: Q(assignee=user) if condition is None else condition
            for name, (_label, condition) in VIEWS.items()
        }
        rows = Ticket.objects.visible_to(user).filter(state__in=OPEN_STATES)
        counts = {
            f"n_{rank}": Count("pk", filter=condition or None)
            for rank, condition in enumerate(self.conditions.values())
        }
        saved = SavedView.objects.filter(Q(owner=user) | Q(owner=None))
        self.asked: tuple[QuerySet[Any, Any] | HowMany, ...] = (
            totals(rows, **counts),
            saved.order_by("position", "name"),
            HowMany(InboundEmail.objects.visible_to(user).quarantined()),
            *calendar_asked(on=paris_date(at)),
        )

    def read(self, answers: Sequence[Any]) -> None:
        (counts,), self.saved, self.quarantined, *self.hours = answers
        found = [
            View(
                name=VIEWS[name][0],
                query=f"?vue={name}" if name else "?",
                count=counts[f"n_{rank}"],
                current=name == self.current,
            )
            for rank, name in enumerate(self.conditions)
        ]
        self.views = [view for view in found if view.count or view.current or view.query == "?"]

    def calendar(self, commune: Commune | None) -> BusinessCalendar | None:
        weeks, closures = self.hours
        return calendar_from(weeks, closures, commune=commune)


def most_urgent(rows: QuerySet[Ticket]) -> list[Ticket]:
    """At most a hundred, by the time that is left."""
    return list(
        rows.filter(state__in=OPEN_STATES)
        .select_related("commune", "assignee")
        .defer("commune__outline")
        .order_by(F("due_at").asc(nulls_last=True), "pk")[:SHOWN]
    )


def counts_of(rows: QuerySet[Ticket], *, at: datetime) -> QuerySet[Ticket, dict[str, int]]:
    """How many run, are late, are due today, and are taken up by nobody."""
    today = end_of_day(paris_date(at))
    return totals(
        rows.filter(state__in=OPEN_STATES),
        total=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=at)),
        today=Count("pk", filter=Q(due_at__gte=at, due_at__lte=today)),
        fresh=Count("pk", filter=Q(state="new")),
    )


def inbox(tickets: list[Ticket], counts: dict[str, int], around: Around, *, at: datetime) -> Inbox:
    """These requests in groups; what waits for somebody else comes last."""
    today = paris_date(at)
    left = _left_of(tickets, around, at=at)
    groups: dict[str, list[Line]] = {}
    for ticket in tickets:
        groups.setdefault(_group_of(ticket, today, at), []).append(left[ticket.pk])
    ordered = [Group(title, lines) for title, lines in groups.items()]
    return Inbox(ordered, len(tickets), **counts)


def _group_of(ticket: Ticket, today: date, at: datetime) -> str:
    if ticket.due_at is None:
        return (
            "En attente, le délai ne court pas" if ticket.state in WAITING_STATES else "Sans délai"
        )
    if ticket.due_at < at:
        return "Délai dépassé"
    day = paris_date(ticket.due_at)
    if day == today:
        return f"Aujourd’hui, {day_in_words(today)}"
    if day <= today + timedelta(days=7):
        return "Dans les sept jours"
    return "Plus tard"


def _left_of(tickets: list[Ticket], around: Around, *, at: datetime) -> dict[int, Line]:
    """What remains of each delay, in business time: one calendar for each kind of Good Friday."""
    by_friday = {bool(one.commune and one.commune.good_friday_off): one.commune for one in tickets}
    calendars = {off: around.calendar(commune) for off, commune in by_friday.items()}
    lines = {}
    for ticket in tickets:
        calendar = calendars[bool(ticket.commune and ticket.commune.good_friday_off)]
        if ticket.due_at is None or calendar is None:
            lines[ticket.pk] = Line(ticket, WAITS_FOR.get(ticket.state, "–"), "", "")
            continue
        minutes = sla.minutes_between(at, ticket.due_at, calendar)
        tone, icon = _look(minutes)
        lines[ticket.pk] = Line(ticket, business_time(minutes), tone, icon)
    return lines


def _look(minutes: int) -> tuple[str, str]:
    if minutes <= 0:
        return "late", "alarm-clock"
    return ("warn", "timer") if minutes <= SOON_MINUTES else ("", "")


def business_time(minutes: int) -> str:
    """« 35 min », « 1 h 20 », « 2 jours » of eight worked hours; a minus once it is late."""
    sign, rest = ("−\u202f", -minutes) if minutes < 0 else ("", minutes)
    if rest < HOUR:
        return f"{sign}{rest}{NNBSP}min"
    if rest < DAY_MINUTES:
        hours, left = divmod(rest, HOUR)
        return f"{sign}{hours}{NNBSP}h{f'{NNBSP}{left:02d}' if left else ''}"
    days = round(rest / DAY_MINUTES)
    return f"{sign}{days} jour{'s' if days > 1 else ''}"
