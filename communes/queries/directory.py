"""Finding communes, people and buildings as people write them: without accents, hyphens, or the right letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import (
    Case,
    CharField,
    F,
    FloatField,
    Func,
    Max,
    OrderBy,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, Greatest, Now, Replace, TruncDate
from django.db.models.lookups import GreaterThanOrEqual

from communes.models import Commune, Folded, Person, Population, Position, Site
from communes.queries.people import positions_of_the_day
from portal.lib.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models.expressions import Combinable

    from portal.accounts.models import User

Row = TypeVar("Row", Commune, Person, Site)
LIKENESS = 0.25
"""Below it, two names have nothing in common: « beling » and Bébing are at 0.4, « hommert » and Hommarting at 0.39."""
BEHIND = 0.75
SHORTEST = 3
"""From how many letters on a word may be mistyped."""
CODE = 5
EXACT, STARTS, CONTAINS = 4.0, 3.0, 2.0
SPELLINGS = (
    ("ph", "f"), ("qu", "k"), ("ck", "k"), ("tz", "z"), ("sch", "ch"), ("ch", "ʃ"), ("h", ""), ("y", "i"), ("c", "k"),
)  # fmt: skip
"""Letters of Lorraine's names, and what is heard of them, in this order."""


def directory(*, on: date) -> QuerySet[Commune]:
    """The perimeter of a day, with its people of that day and its latest population."""
    latest = Population.objects.filter(commune=OuterRef("pk")).order_by("-vintage")
    return (
        Commune.objects.members(on=on)
        .annotate(
            population=Subquery(latest.values("count")[:1]),
            vintage=Subquery(latest.values("vintage")[:1]),
        )
        .defer("outline")  # a thousand points each, which only the map draws
        .prefetch_related(positions_of_the_day(on))
    )


@dataclass(frozen=True, slots=True)
class Found(Generic[Row]):
    """A search in two steps: the rows where it is `written` so, the best first; when there are none, those `alike`.

    For pages that put their questions together. `alike` rows are to be passed to `near_the_best`.
    """

    written: QuerySet[Row]
    alike: QuerySet[Row]


def near_the_best(rows: Sequence[Row]) -> list[Row]:
    """Without the names that are far behind the best one."""
    best = max((row.rank for row in rows), default=0)  # type: ignore[attr-defined]
    return [row for row in rows if row.rank >= best * BEHIND]  # type: ignore[attr-defined]


def found_communes(communes: QuerySet[Commune], query: str) -> QuerySet[Commune]:
    """By name, INSEE or postal code, the best first. Mistyped names only when nothing is written so."""
    if not fold(query):
        return communes
    found = communes_like(communes, query)
    if found.written.exists():
        return found.written
    best = found.alike.aggregate(best=Max("rank"))["best"] or 0
    return found.alike.filter(GreaterThanOrEqual(F("rank"), best * BEHIND))


def communes_like(communes: QuerySet[Commune], query: str) -> Found[Commune]:
    """By name, INSEE or postal code; mistyped, from three letters on."""
    plain = fold(query)
    written = Q(name_sort__contains=plain)
    code = plain.replace(" ", "").upper()
    if len(code) == CODE:
        written |= Q(insee=code) | Q(postal_codes__contains=[code])
    exact = _ranked(communes, plain, written, "name_sort")
    alike = _alike(communes, plain, "name_sort") if len(plain) >= SHORTEST else exact.none()
    return Found(_best_first(exact, "name_sort"), _best_first(alike, "name_sort"))


def people_like(user: User, query: str) -> Found[Person]:
    """Those who hold a position today, each with what she `held`."""
    live = Q(ended_on=None) | Q(ended_on__gte=TruncDate(Now()))
    held = Position.objects.visible_to(user).filter(live)
    people = (
        Person.objects.visible_to(user)
        .filter(pk__in=held.values("person"))
        .annotate(plain=Folded(Concat(F("first_name"), Value(" "), F("last_name"))))
        .prefetch_related(
            Prefetch("positions", queryset=held.select_related("commune"), to_attr="held")
        )
    )
    return _found(people, query)


def sites_like(user: User, query: str) -> Found[Site]:
    """Buildings in use, by their own name."""
    sites = Site.objects.visible_to(user).active().annotate(plain=Folded(F("name")))
    return _found(sites.select_related("commune"), query)


def _found(rows: QuerySet[Row], query: str) -> Found[Row]:
    plain = fold(query)
    if len(plain) < SHORTEST:
        return Found(rows.none(), rows.none())
    words = Q()
    for word in plain.split():
        words &= Q(plain__contains=word)
    exact = _ranked(rows, plain, words, "plain")
    alike = _alike(rows, plain, "plain", 0.4)
    return Found(_best_first(exact, "pk"), _best_first(alike, "pk"))


def _best_first(rows: QuerySet[Row], then: str) -> QuerySet[Row]:
    return rows.order_by(OrderBy(F("rank"), descending=True), then)


def _ranked(rows: QuerySet[Row], plain: str, condition: Q, name: str) -> QuerySet[Row]:
    rank = Case(
        When(**{name: plain}, then=Value(EXACT)),
        When(**{f"{name}__startswith": plain}, then=Value(STARTS)),
        default=Value(CONTAINS),
        output_field=FloatField(),
    )
    return rows.filter(condition).annotate(rank=rank)


def _alike(rows: QuerySet[Row], plain: str, name: str, least: float = LIKENESS) -> QuerySet[Row]:
    """The names that look or sound like it."""
    looks = _likeness(F(name), Value(plain))
    sounds = _likeness(_sound(F(name)), _sound(Value(plain)))
    return rows.annotate(rank=Greatest(looks, sounds)).filter(rank__gte=least)


def _likeness(name: Any, typed: Any) -> Combinable:
    return (TrigramSimilarity(name, typed) + TrigramWordSimilarity(typed, name)) / 2


def _sound(words: Combinable) -> Func:
    """Without the letters that one does not hear: « bickenholtz » and « bikenolz » are the same."""
    plain: Any = words
    for letters, heard in SPELLINGS:
        plain = Replace(plain, Value(letters), Value(heard))
    return Func(
        plain,
        Value(r"(.)\1+"),
        Value(r"\1"),
        Value("g"),
        function="regexp_replace",
        output_field=CharField(),
    )
