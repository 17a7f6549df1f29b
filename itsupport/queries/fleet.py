"""The equipment of communes in figures: each figure is a filter of the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from itsupport.models import Asset
from itsupport.states.equipment import COMPUTERS, LIVE_STATES
from portal.lib.dates import paris_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from communes.models import Commune

SILENT = timedelta(days=30)
"""After so long without a word, an agent is silent."""
SOON = timedelta(days=90)
"""A warranty that ends within so long must be used now."""
FIGURES = ("posts", "others", "obsolete", "unprotected", "mute", "warranty", "never")
_COMPUTER = Q(kind__in=COMPUTERS)
OBSOLETE, UNPROTECTED, MUTE, WARRANTY, NEVER = (
    "obsolete",
    "antivirus",
    "muet",
    "garantie",
    "jamais",
)


def alerts(at: datetime) -> dict[str, Q]:
    """What asks to be looked at, by the word of the filter, on live machines.

    obsolete: the publisher no longer repairs the system. antivirus: the machine says that none runs.
    muet: its agent has said nothing for 30 days. garantie: it ends within 90 days. jamais: no agent yet.
    """
    today = paris_date(at)
    live = Q(state__in=LIVE_STATES)
    return {
        OBSOLETE: live & Q(supported_until__lt=today),
        UNPROTECTED: live & Q(protected=False),
        MUTE: live & Q(facts_at__lt=at - SILENT),
        WARRANTY: live & Q(warranty_until__gte=today, warranty_until__lte=today + SOON),
        NEVER: live & _COMPUTER & Q(facts_at=None),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The live equipment of one commune, in numbers."""

    commune: Commune
    posts: int = 0
    others: int = 0
    obsolete: int = 0
    unprotected: int = 0
    mute: int = 0
    warranty: int = 0
    never: int = 0

    @property
    def total(self) -> int:
        return self.posts + self.others


def fleets(communes: Iterable[Commune], *, at: datetime) -> list[Fleet]:
    """One line a commune, those without equipment too. One query."""
    wanted = list(communes)
    return fleets_of(wanted, fleets_asked((one.pk for one in wanted), at=at))


def fleets_asked(commune_ids: Iterable[int], *, at: datetime) -> QuerySet[Asset, dict[str, Any]]:
    """The question of `fleets`, for a page that asks it with its own."""
    live, seen = Q(state__in=LIVE_STATES), alerts(at)
    counted: QuerySet[Asset, Any] = (
        Asset.objects.filter(live, commune__in=list(commune_ids))
        .order_by()
        .values("commune_id")
        .annotate(
            posts=Count("pk", filter=_COMPUTER),
            others=Count("pk", filter=~_COMPUTER),
            obsolete=Count("pk", filter=seen[OBSOLETE]),
            unprotected=Count("pk", filter=seen[UNPROTECTED]),
            mute=Count("pk", filter=seen[MUTE]),
            warranty=Count("pk", filter=seen[WARRANTY]),
            never=Count("pk", filter=seen[NEVER]),
        )
    )
    return counted


def fleets_of(communes: Iterable[Commune], rows: Iterable[dict[str, Any]]) -> list[Fleet]:
    """The answer of `fleets_asked`, one line a commune."""
    found: dict[int, dict[str, Any]] = {
        row["commune_id"]: {k: v for k, v in row.items() if k in FIGURES} for row in rows
    }
    return [Fleet(commune=one, **found.get(one.pk, {})) for one in communes]


def total(lines: Iterable[Fleet]) -> dict[str, int]:
    """The sum of each figure."""
    listed = list(lines)
    return {name: sum(getattr(one, name) for one in listed) for name in FIGURES}
