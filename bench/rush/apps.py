"""The fault that the rush must see: the lock of sessions, taken out of a whole server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from training.models import Session
    from training.models.sessions import SessionQuerySet


def not_held(rows: SessionQuerySet, pk: int) -> Session:
    """The row as it is, held by nobody."""
    return rows.get(pk=pk)


class Unlocked(AppConfig):
    name = "bench.rush"
    label = "rush_unlocked"

    def ready(self) -> None:
        from training.models.sessions import SessionQuerySet  # noqa: PLC0415 -- once apps are ready

        SessionQuerySet.locked = not_held  # type: ignore[method-assign]
