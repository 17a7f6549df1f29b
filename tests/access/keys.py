"""Posting what is not ours: the fields of our own pages, carrying the keys of the foreign commune."""

import re

from tests.access.canaries import models_of_a_commune

NUMBER = re.compile(r"(?<!\d)\d+(?!\d)")
SMUGGLED = (
    "commune",
    "commune_id",
    "insee",
    "site",
    "site_id",
    "person",
    "participation",
    "pk",
    "id",
)
"""Fields that no form has, and that a careless view might read."""
AT_ONCE = 3


class Keys:
    """For each key of ours, those of the foreign rows that stand in the same place."""

    def __init__(self, world):
        own, foreign = world.own, world.foreign
        self.swaps = {}
        for model, path in models_of_a_commune().items():
            rows = [
                model._base_manager.filter(**{path: side.commune.pk}).order_by("pk")
                for side in (own, foreign)
            ]
            for ours, theirs in zip(*rows, strict=False):
                self._pair(ours.pk, theirs.pk)
        for name, thing in own.things.items():
            self._pair(getattr(thing, "pk", thing), _key(foreign.things[name]))
        self._pair(own.commune.insee, foreign.commune.insee)
        named = ("commune", "site", "person", "answer", "line", "need")
        self.flood = [foreign.commune.insee, *(_key(foreign.things[name]) for name in named)]

    def _pair(self, ours, theirs):
        known = self.swaps.setdefault(f"{ours}", [])
        if f"{theirs}" not in known:
            known.append(f"{theirs}")

    def swapped(self, text, turn):
        """The text with each of our keys in it replaced by a foreign one."""
        return NUMBER.sub(lambda m: self._other(m[0], turn), text)

    def _other(self, number, turn):
        known = self.swaps.get(number)
        return known[turn % len(known)] if known else number

    def variants(self, fields):
        """All at once: our keys swapped in names and values, then every field holding one foreign key."""
        for turn in range(AT_ONCE):
            yield {self.swapped(k, turn): self.swapped(v, turn) for k, v in fields.items()}
            yield {self.swapped(name, turn): value for name, value in fields.items()}
        for key in self.flood:
            yield dict.fromkeys(SMUGGLED, key) | dict.fromkeys(fields, key)
            yield dict.fromkeys(SMUGGLED, key) | fields

    def one_by_one(self, fields):
        """Each field alone, with every foreign key that may stand there."""
        for name, value in fields.items():
            others = {*self.swaps.get(value, ()), *map(str, self.flood)}
            yield from ({**fields, name: other} for other in sorted(others))

    def every_variant(self, fields, *, complete=False):
        """Each once."""
        seen = []
        found = self.variants(fields)
        more = self.one_by_one(fields) if complete else ()
        for variant in (*found, *more):
            if variant not in seen:
                seen.append(variant)
                yield variant


def _key(thing):
    return getattr(thing, "pk", thing)
