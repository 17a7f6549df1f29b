"""A year of training as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.lib.money import from_cents

if TYPE_CHECKING:
    from training.queries.yearly import TrainingYear


def year_table(found: TrainingYear) -> list[list[Any]]:
    """The figures, then the courses, then the communes; those that never came are the last lines."""
    rows: list[list[Any]] = [[f"Bilan {found.year}", ""], *map(list, found.figures)]
    rows += [[found.travel.assumption], []] if found.travel.assumption else [[]]
    rows.append(["Formation", "Sessions", "Personnes", "Demi-journées", "Note sur 4"])
    rows += [
        [one.title, one.sessions, one.people, one.half_days, one.mean] for one in found.courses
    ]
    if found.commune is None:
        rows += [[], ["Commune", "Sessions", "Personnes", "Demi-journées", "Part TTC"]]
        rows += [
            [one.commune.name, one.sessions, one.people, one.half_days, from_cents(one.cents)]
            for one in found.communes
        ]
        rows += [[commune.name, 0, 0, 0, None] for commune in found.never]
    return rows
