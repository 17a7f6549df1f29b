"""Software seen on the machines, beside the right to use it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from communes.models import Folded
from itsupport.models import SoftwareInstall
from itsupport.states.equipment import LIVE_STATES, LicenceWord
from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from itsupport.models import Licence

MOST = 20


@dataclass(frozen=True, slots=True)
class Spread:
    name: str
    machines: int
    communes: int


@dataclass(frozen=True, slots=True)
class Use:
    """A licence and the posts of its commune on which the software was seen. `word` wears a sign."""

    licence: Licence
    installed: int
    word: str


def most_seen(rows: QuerySet[SoftwareInstall]) -> list[Spread]:
    """The most spread software."""
    found = rows.order_by().values("name")
    counted = found.annotate(
        machines=Count("asset", distinct=True), communes=Count("commune", distinct=True)
    ).order_by("-machines", "name")
    return [Spread(row["name"], row["machines"], row["communes"]) for row in counted[:MOST]]


def uses(licences: Iterable[Licence], *, on: date) -> list[Use]:
    """How many posts use each licence: those whose software has the licence's words in its name. One query."""
    wanted = list(licences)
    named = Q(pk__in=())
    for words in {fold(one.product) for one in wanted}:
        named |= Q(folded_name__contains=words)
    rows = (
        SoftwareInstall.objects.alias(folded_name=Folded("name"))
        .filter(
            named,
            commune__in={one.commune_id for one in wanted},
            asset__state__in=LIVE_STATES,
        )
        .order_by()
        .values_list("commune_id", "asset_id", "name")
        .distinct()
    )
    seen: dict[int, dict[str, set[int]]] = {}
    for commune_id, asset_id, name in rows:
        seen.setdefault(commune_id, {}).setdefault(fold(name), set()).add(asset_id)
    return [_use(one, seen.get(one.commune_id, {}), on=on) for one in wanted]


def _use(licence: Licence, seen: dict[str, set[int]], *, on: date) -> Use:
    words = fold(licence.product)
    posts = {post for name, found in seen.items() if words in name for post in found}
    number = len(posts)
    if licence.ends_on and licence.ends_on < on:
        word = LicenceWord.OVER
    elif licence.seats is None:
        word = LicenceWord.FREE
    else:
        word = LicenceWord.TOO_MANY if number > licence.seats else LicenceWord.FINE
    return Use(licence, number, str(word.label))
