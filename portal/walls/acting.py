"""For whom one acts: roles and communes, and how PostgreSQL is told about it.

The second wall between communes: every table that carries a commune has row level security, and
compares its commune with the list set here, for one transaction. Outside of it the list is empty.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GROUP = 0
"""In the place of a commune's id: what belongs to the communauté de communes, for its team only."""
EVERYONE = -1
"""In the place of a commune's id: what every member commune may read."""

_SETTINGS = ("app.communes", "app.user", "pghistory.context_metadata")
_READ = "coalesce(current_setting('{}', true), '')"
_WRITE = "set_config('{}', %s, true)"


@dataclass(frozen=True, slots=True)
class Acting:
    """What a person may act for on one day.

    `communes` maps the id of each commune she acts for to its name; `held` says with which roles, in
    pairs (role, commune's id). `current` is the one chosen in the header (None for the team, or when
    she acts for none). `team` sees all communes.
    """

    roles: frozenset[str] = frozenset()
    communes: dict[int, str] = field(default_factory=dict)
    held: frozenset[tuple[str, int]] = frozenset()
    current: int | None = None
    team: bool = False
    everything: frozenset[int] = frozenset()

    @property
    def commune_ids(self) -> frozenset[int]:
        """Ids that rows may carry to be seen: every commune for the team, hers for a secretary."""
        if self.team:
            return self.everything | {GROUP, EVERYONE}
        return frozenset(self.communes) | ({EVERYONE} if self.roles else frozenset())

    @property
    def current_name(self) -> str:
        return self.communes.get(self.current, "") if self.current is not None else ""


NOBODY = Acting()


@contextmanager
def wall(
    commune_ids: Iterable[int],
    *,
    user_id: int | None = None,
    origin: str = "",
    durable: bool = False,
) -> Iterator[None]:
    """One transaction that sees only these communes. Nested, it gives the outer list back.

    `user_id` and `origin` (the address asked for) go with every row's history written in it.
    `durable`: what is written is committed at the end, or RuntimeError inside another transaction.
    """
    nested = connection.in_atomic_block
    with transaction.atomic(durable=durable), connection.cursor() as cursor:
        before: tuple[str, ...] = ()
        if nested:
            cursor.execute(f"select {', '.join(_READ.format(name) for name in _SETTINGS)}")
            before = cursor.fetchone() or ()
        user = "" if user_id is None else str(user_id)
        told = json.dumps({"user": user_id, "origin": origin})
        _set(cursor, as_array(commune_ids), user, told)
        yield
        if before and not connection.needs_rollback:
            _set(cursor, *before)


def wall_around_everything() -> Iterable[int]:
    """The list of a worker that serves all communes, read anew."""
    return {*import_string(settings.PORTAL_ALL_COMMUNES)(), GROUP, EVERYONE}


def commune_names() -> dict[int, str]:
    """Names by id, and what stands in the place of a commune."""
    found: dict[int, str] = import_string(settings.PORTAL_COMMUNE_NAMES)()
    return {GROUP: "équipe", EVERYONE: "toutes les communes", **found}


@contextmanager
def wall_for_all(*, user_id: int | None = None, durable: bool = False) -> Iterator[None]:
    """One transaction of a task, which works for every commune."""
    with wall(wall_around_everything(), user_id=user_id, durable=durable):
        yield


def as_array(commune_ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(i)) for i in sorted(commune_ids)) + "}"


def _set(cursor: object, *values: str) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        f"select {', '.join(_WRITE.format(name) for name in _SETTINGS)}", values
    )
