"""The history of rows: PostgreSQL itself keeps every version, whoever writes and however (bulk and SQL too).

Beside the journal, which tells business facts. Who wrote, and from which page, comes from `portal.walls`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pghistory

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model


def tracked(*, but: tuple[str, ...] = ()) -> Callable[[type[Model]], type[Model]]:
    """Keep each version of the rows of a model, but these fields. Its table needs `build_history` in a migration."""
    keep: Any = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=[*but],
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]
    )
    return keep  # type: ignore[no-any-return]
