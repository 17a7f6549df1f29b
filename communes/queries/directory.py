"""Finding communes, people and buildings as people write them: without accents, hyphens, or the right letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import (
    Case,
    CharField,
    F,
    FloatField,
    Func,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat, Greatest, Now, Replace, TruncDate

from communes.models import Commune, Folded, Person, Population, Position, Site
from communes.queries.people import positions_of_the_day
from portal.lib.text import fold

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import Model
    from django.db.models.expressions import Combinable

    from portal.accounts.models import User

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


def found_communes(communes: QuerySet[Commune], query: str) -> QuerySet[Commune]:
    """By name, INSEE or postal code, the best first. Mistyped names only when nothing is written so."""
    plain = fold(query)
    if not plain:
        return communes
    written = Q(name_sort__contains=plain)
    code = plain.replace(" ", "").upper()
    if len(code) == CODE:
        written |= Q(insee=code) | Q(postal_codes__contains=[code])
    exact = _ranked(communes, plain, written, "name_sort")
    if exact.exists() or len(plain) < SHORTEST:
        return exact.order_by("-rank", "name_sort")
    return _alike(communes, plain, "name_sort").order_by("-rank", "name_sort")


def found_people(user: User, query: str) -> QuerySet[Person]:
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


def found_sites(user: User, query: str) -> QuerySet[Site]:
    """Buildings in use, by their own name."""
    sites = Site.objects.visible_to(user).active().annotate(plain=Folded(F("name")))
    return _found(sites.select_related("commune"), query)


def _found(rows: QuerySet, query: str) -> QuerySet:
    plain = fold(query)
    if len(plain) < SHORTEST:
        return rows.none()
    words = Q()
    for word in plain.split():
        words &= Q(plain__contains=word)
    exact = _ranked(rows, plain, words, "plain")
    found: QuerySet = exact if exact.exists() else _alike(rows, plain, "plain", 0.4)
    return found.order_by("-rank", "pk")


def _ranked(rows: QuerySet[Model], plain: str, condition: Q, name: str) -> QuerySet:
    rank = Case(
        When(**{name: plain}, then=Value(EXACT)),
        When(**{f"{name}__startswith": plain}, then=Value(STARTS)),
        default=Value(CONTAINS),
        output_field=FloatField(),
    )
    found: QuerySet = rows.filter(condition).annotate(rank=rank)
    return found


def _alike(rows: QuerySet[Model], plain: str, name: str, least: float = LIKENESS) -> QuerySet:
    """The names that look or sound most like it: those far behind the best one are left out."""
    looks = _likeness(F(name), Value(plain))
    sounds = _likeness(_sound(F(name)), _sound(Value(plain)))
    near = rows.annotate(rank=Greatest(looks, sounds)).filter(rank__gte=least)
    best = near.aggregate(best=Max("rank"))["best"] or 0
    found: QuerySet = near.filter(rank__gte=best * BEHIND)
    return found


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
