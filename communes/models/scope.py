"""What every table of an app shares: rows of a commune, or of the team while nobody knows whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class CommuneRows(models.QuerySet[Row]):
    """Rows with a commune, which may be empty for what only the team knows yet."""

    def visible_to(self, user: User) -> Self:
        """A town hall sees its own rows; the team, every one."""
        if user.acting is None:
            return self.none()
        mine = Q(commune_id__in=user.acting.commune_ids)
        return self.filter(mine | Q(commune_id=None) if is_of_the_team(user) else mine)

    def seen_in(self, user: User, commune_ids: Iterable[int]) -> Self:
        """Those of these communes that a person sees: one condition, which the planner weighs right."""
        if user.acting is None:
            return self.none()
        return self.filter(commune_id__in=user.acting.commune_ids & frozenset(commune_ids))

    def locked(self, pk: int) -> Row:
        """The row, held until the end of the transaction."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class SharedRows(models.QuerySet[Row]):
    """Rows that belong to no commune and that every signed-in member reads."""

    def visible_to(self, user: User) -> Self:
        return self if user.acting is not None and user.acting.roles else self.none()

    def locked(self, pk: int) -> Row:
        """The row, held until the end of the transaction: the wall must be open to the team's rows."""
        return self.select_for_update(of=("self",)).get(pk=pk)


class TeamRows(SharedRows[Row]):
    """Rows of the team alone."""

    def visible_to(self, user: User) -> Self:
        return self if is_of_the_team(user) else self.none()


def is_of_the_team(user: User) -> bool:
    return user.acting is not None and user.acting.team
