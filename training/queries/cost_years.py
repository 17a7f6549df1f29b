"""The costs of a year: session by session, and what each commune bears of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from communes.models import Epci
from portal.database.together import HowMany, together
from portal.lib.text import fold
from training.models import CostExport, CostShare
from training.queries.costs import CARRIER

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from communes.models import Commune
    from training.models import Session


@dataclass(slots=True)
class Bearer:
    """A commune, or the communauté, in a year: sessions, people counted, cents."""

    name: str
    insee: str
    commune: Commune | None
    sessions: set[int] = field(default_factory=set)
    people: int = 0
    cents: int = 0


@dataclass(slots=True)
class Costly:
    """A session that was shared in a year; `cents`: all its statements of the year."""

    session: Session
    cents: int = 0
    corrections: int = 0


@dataclass(frozen=True, slots=True)
class CostYear:
    year: int
    sessions: list[Costly]
    bearers: list[Bearer]
    unsent: int
    exports: list[CostExport]
    shares: list[CostShare]

    @property
    def cents(self) -> int:
        return sum(one.cents for one in self.bearers)

    @property
    def most(self) -> int:
        """The largest share, to draw the others beside it."""
        return max((one.cents for one in self.bearers), default=0)


def cost_year(year: int) -> CostYear:
    """By the year in which the statements were frozen; the wall is the team's."""
    rows, unsent, exports, epcis = together(
        _shares(year),
        HowMany(CostShare.objects.filter(export=None)),
        CostExport.objects.filter(made_at__year=year).select_related("made_by"),
        Epci.objects.filter(ours=True).order_by("pk")[:1],
    )
    carrier = epcis[0].name if epcis else "communauté de communes"
    sessions: dict[int, Costly] = {}
    bearers: dict[str, Bearer] = {}
    seen: set[int] = set()
    for row in rows:
        statement = row.statement
        bearer = bearers.setdefault(
            row.key,
            Bearer(
                row.commune.name if row.commune else carrier,
                "" if row.key == CARRIER else row.key,
                row.commune,
            ),
        )
        _count(bearer, row)
        if statement.pk not in seen:
            seen.add(statement.pk)
            one = sessions.setdefault(statement.session_id, Costly(statement.session))
            one.cents += statement.total_cents
            one.corrections += statement.number > 1
    return CostYear(
        year,
        list(sessions.values()),
        sorted(bearers.values(), key=lambda one: (not one.insee, fold(one.name))),
        unsent,
        exports,
        rows,
    )


def _count(bearer: Bearer, row: CostShare) -> None:
    """A correction counts nobody twice."""
    bearer.sessions.add(row.statement.session_id)
    bearer.people += row.people if row.statement.number == 1 else 0
    bearer.cents += row.amount_cents


def shares_of_year(year: int, commune_id: int | None = None) -> list[CostShare]:
    """Every share frozen in a year of Paris, or those of a commune, in the order of the statements."""
    rows = _shares(year)
    return list(rows if commune_id is None else rows.filter(commune=commune_id))


def _shares(year: int) -> QuerySet[CostShare]:
    rows = CostShare.objects.filter(statement__frozen_at__year=year)
    rows = rows.select_related("statement__session__course", "statement__rule", "commune")
    return rows.defer("commune__outline").order_by("statement__frozen_at", "statement", "key")


def years_of_costs(today: date) -> list[int]:
    """Those that have a statement, and this one, the latest first."""
    found = CostShare.objects.order_by().values_list("statement__frozen_at__year", flat=True)
    return sorted({*found.distinct(), today.year}, reverse=True)
