"""One form for several colleagues: all are registered, or none is and it is said why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.refusal import Refusal
from training.domain.expectations import say_expectations
from training.domain.registrations import register, register_together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from communes.models import Commune, Person
    from portal.accounts.models import User
    from training.models import Registration


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to register, the commune that sends her, and what she expects."""

    person: Person
    commune: Commune
    expectations: str = ""


@transaction.atomic
def enrol(
    session_id: int, wanted: Sequence[Wanted], *, together: bool, by: User, at: datetime
) -> list[Registration]:
    """Register each, in the order of the form; `together`: those of a commune have a seat all, or wait all.

    Refusal, and nothing written, when one of them cannot be registered, or nobody is named.
    """
    if not wanted:
        raise Refusal("Cochez au moins une personne.")
    if len({one.person.pk for one in wanted}) < len(wanted):
        raise Refusal("La même personne est cochée pour deux communes : choisissez-en une.")
    made = (_together if together else _one_by_one)(session_id, wanted, by=by, at=at)
    said = {one.person.pk: one.expectations for one in wanted if one.expectations}
    for one in made:
        if words := said.get(one.person_id):
            say_expectations(one.pk, words, by=by, at=at)
    return made


def _one_by_one(
    session_id: int, wanted: Sequence[Wanted], *, by: User, at: datetime
) -> list[Registration]:
    return [
        register(session_id, person=one.person, commune=one.commune, by=by, at=at)
        for one in wanted
    ]


def _together(
    session_id: int, wanted: Sequence[Wanted], *, by: User, at: datetime
) -> list[Registration]:
    """Those of each commune have a seat all, or wait all."""
    made: list[Registration] = []
    ordered = sorted(wanted, key=lambda one: one.commune.pk)
    for _pk, some in groupby(ordered, key=lambda one: one.commune.pk):
        party = list(some)
        made += register_together(
            session_id,
            people=[one.person for one in party],
            commune=party[0].commune,
            by=by,
            at=at,
        )
    return made
