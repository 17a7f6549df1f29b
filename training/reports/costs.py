"""How what a session, or a year, cost is shared, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from communes.models import Commune
from portal.documents.registry import report
from training.models import Session
from training.queries.cost_years import cost_year as year_of, shares_of_year
from training.queries.costs import SharedWith, account_of, carrier_name, rule_in_words
from training.queries.wording import dates_in_words

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Spent:
    kind: str
    label: str
    supplier: str
    cents: int


@dataclass(frozen=True, slots=True)
class Corrected:
    number: int
    at: datetime
    cents: int
    reason: str


@dataclass(frozen=True, slots=True)
class SharedCosts:
    """`frozen_at`: None while the session is not closed, and nothing is due yet."""

    title: str
    number: str
    course: str
    halves: list[str]
    lines: list[Spent]
    total: int
    shares: list[SharedWith]
    people: int
    rule: str
    deliberation: str
    voted_on: date | None
    frozen_at: datetime | None
    corrections: list[Corrected]


@report("training.cost_statement", title="État de répartition des coûts")
def cost_statement(session_id: int, commune_id: int = 0) -> SharedCosts:
    """All the statements of a session together."""
    session = Session.objects.select_related("course").get(pk=session_id)
    account = account_of(session)
    first = account.frozen[0] if account.frozen else None
    return SharedCosts(
        title=f"Répartition des coûts, session {session.number}",
        number=session.number,
        course=session.course.title,
        halves=list(dates_in_words(session)),
        lines=[
            Spent(one.get_kind_display(), one.label, one.supplier, one.amount_cents)
            for one in account.lines
        ],
        total=account.total,
        shares=account.shares,
        people=account.people,
        rule=rule_in_words(account.rule) if account.rule else "",
        deliberation=account.rule.deliberation if account.rule else "",
        voted_on=account.rule.voted_on if account.rule else None,
        frozen_at=first.frozen_at if first else None,
        corrections=[
            Corrected(one.number, one.frozen_at, one.total_cents, one.reason)
            for one in account.frozen[1:]
        ],
    )


@dataclass(frozen=True, slots=True)
class YearLine:
    name: str
    sessions: int
    people: int
    cents: int


@dataclass(frozen=True, slots=True)
class YearOfCosts:
    """`of`: the commune whose shares these are, empty for all of them; `lines`: a session each, or a commune each."""

    title: str
    year: int
    of: str
    lines: list[YearLine]
    cents: int
    sessions: int
    carrier: str


@report("training.cost_year", title="Coûts de formation de l’année")
def cost_year(year: int, commune_id: int = 0) -> YearOfCosts:
    """`year` stands for the subject; a commune's own shares, or, for none, every commune's."""
    commune = Commune.objects.filter(pk=commune_id).first() if commune_id > 0 else None
    if commune is None:
        found = year_of(year)
        lines = [
            YearLine(one.name, len(one.sessions), one.people, one.cents) for one in found.bearers
        ]
        sessions = len(found.sessions)
    else:
        lines = _of_commune(year, commune)
        sessions = len(lines)
    title = f"Coûts de formation {year}"
    return YearOfCosts(
        title=f"{title}, {commune.name}" if commune else title,
        year=year,
        of=commune.name if commune else "",
        lines=lines,
        cents=sum(line.cents for line in lines),
        sessions=sessions,
        carrier=carrier_name(),
    )


def _of_commune(year: int, commune: Commune) -> list[YearLine]:
    found: dict[str, YearLine] = {}
    for row in shares_of_year(year, commune.pk):
        session = row.statement.session
        name = f"{session.course.title} ({session.number})"
        before = found.get(name, YearLine(name, 1, 0, 0))
        people = row.people if row.statement.number == 1 else 0
        found[name] = YearLine(name, 1, before.people + people, before.cents + row.amount_cents)
    return list(found.values())
