"""A year of the service as a sheet and as a curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.lib.tables import write_xlsx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from itsupport.queries.yearly import OfAll

WIDTH, TOP, BOTTOM = 300, 12, 132
"""The drawing's own units: from 0 to WIDTH, the count from BOTTOM up to TOP."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "Commune",
    "Reçues",
    "Résolues",
    "Première réponse, médiane (minutes ouvrées)",
    "Première réponse, promesse tenue (%)",
    "Résolution, médiane (minutes ouvrées)",
    "Résolution, neuvième décile (minutes ouvrées)",
    "Résolution, promesse tenue (%)",
    "Minutes passées",
    "Kilomètres",
    "Jours de passage",
    "Avis contents",
    "Avis donnés",
)


@dataclass(frozen=True, slots=True)
class Curve:
    """How many were open at the end of each month: the line, its last point, and the highest value."""

    path: str
    x: int
    y: int
    most: int
    last: int


def curve(points: Sequence[tuple[str, int]]) -> Curve | None:
    """On the width of a whole year, so that two years compare. None without a month."""
    if not points:
        return None
    most = max([number for _name, number in points] + [1])
    places = [
        (round(WIDTH * rank / 11), round(BOTTOM - (BOTTOM - TOP) * number / most))
        for rank, (_name, number) in enumerate(points)
    ]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    return Curve(path, *places[-1], most, points[-1][1])


def sheet_of(found: OfAll, year: int) -> bytes:
    """One line a commune, as the page shows it; empty where nothing was measured."""
    rows: list[list[Any]] = [list(HEADINGS)]
    for commune, one in found.communes:
        rows.append(
            [
                commune.name, one.opened, one.solved, one.answer.median, one.answer.kept,
                one.solve.median, one.solve.ninth, one.solve.kept, one.time.minutes,
                one.time.kilometres, one.time.visits, one.votes[2], one.voted,
            ]
        )  # fmt: skip
    return write_xlsx(rows, title=f"Informatique {year}")
