"""The demand as a table that leaves the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from training.queries.demand import Board


def demand_table(board: Board) -> list[list[Any]]:
    """A line a course, a column a commune, the people in the cells; totals last."""
    return [
        ["Thème", "Formation", "Total", *board.communes],
        *(
            [theme.name, row.title, row.total, *(cell.people or None for cell in row.cells)]
            for theme, rows in board.themes
            for row in rows
        ),
        ["", "Total", board.total, *board.totals],
    ]
