"""What every table of IT support shares: rows of a commune, or of the team while nobody knows whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models
from django.db.models import Func, Q

from communes.models import Commune

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


class OfACommune(models.Model):
    """A row of one commune: it is behind the wall, and readable by whom `CommuneRows` says."""

    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class OfACommuneOrNobody(models.Model):
    """A row of one commune, or of nobody while the team looks for whose it is."""

    commune = models.ForeignKey(
        Commune,
        verbose_name="commune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


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


def is_of_the_team(user: User) -> bool:
    return user.acting is not None and user.acting.team


class Terms(Func):
    """The words of a text, stemmed in French, without case nor accents; the first 100,000 characters."""

    template = "to_tsvector('french', folded(left(%(expressions)s, 100000)))"


class Labels(Func):
    """Short texts put end to end, without case nor accents: where any part of a word is looked for."""

    arg_joiner = " || ' ' || "
    template = "folded(%(expressions)s)"
