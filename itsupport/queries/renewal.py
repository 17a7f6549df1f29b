"""What renewing the equipment will cost: five years ahead, commune by commune."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from itsupport.models import Asset
from itsupport.states.equipment import LIVE_STATES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from communes.models import Commune

YEARS = 5
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One commune and year: euros HT at the price paid, machines, and those whose price nobody knows."""

    amount: Decimal = NOTHING
    machines: int = 0
    unpriced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    commune: Commune
    first_year: int
    cells: list[Cell]
    undated: int

    @property
    def total(self) -> Cell:
        return added(self.cells)

    @property
    def dated(self) -> list[tuple[Cell, int]]:
        """Each cell with its year."""
        return [(cell, self.first_year + n) for n, cell in enumerate(self.cells)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`years`: this year, with all that is overdue, and the four after it."""

    years: list[int]
    lines: list[Line] = field(default_factory=list)

    @property
    def totals(self) -> list[Cell]:
        return [added(line.cells[n] for line in self.lines) for n in range(len(self.years))]

    @property
    def total(self) -> Cell:
        return added(self.totals)

    @property
    def undated(self) -> int:
        return sum(line.undated for line in self.lines)


def added(cells: Iterable[Cell]) -> Cell:
    listed = list(cells)
    return Cell(
        sum((one.amount for one in listed), NOTHING),
        sum(one.machines for one in listed),
        sum(one.unpriced for one in listed),
    )


def renewal_plan(communes: Iterable[Commune], *, year: int) -> Plan:
    """Live machines by the year in which they should be replaced; what is late counts this year. One query."""
    wanted, years = list(communes), list(range(year, year + YEARS))
    rows = (
        Asset.objects.filter(commune__in=wanted, state__in=LIVE_STATES)
        .order_by()
        .values("commune_id", "renewal_year")
        .annotate(
            amount=Sum("price"), machines=Count("pk"), unpriced=Count("pk", filter=Q(price=None))
        )
    )
    found: dict[tuple[int, int | None], list[Cell]] = {}
    for row in rows:
        due = row["renewal_year"]
        key = (row["commune_id"], None if due is None else max(due, year))
        cell = Cell(row["amount"] or NOTHING, row["machines"], row["unpriced"])
        found.setdefault(key, []).append(cell)
    lines = [
        Line(
            commune=one,
            first_year=year,
            cells=[added(found.get((one.pk, due), ())) for due in years],
            undated=added(found.get((one.pk, None), ())).machines,
        )
        for one in wanted
    ]
    return Plan(years=years, lines=lines)


def renewal_table(plan: Plan) -> Iterator[list[Any]]:
    """The plan for a spreadsheet, euros HT."""
    yield [
        "Commune",
        *(f"{year} (€ HT)" for year in plan.years),
        "Total (€ HT)",
        "Machines",
        "Sans prix",
        "Sans année",
    ]
    for line in plan.lines:
        whole = line.total
        yield [
            line.commune.name,
            *(cell.amount for cell in line.cells),
            whole.amount,
            whole.machines,
            whole.unpriced,
            line.undated,
        ]
