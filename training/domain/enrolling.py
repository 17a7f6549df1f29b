"""One form for several colleagues: all are registered, or none is and it is said why."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from portal.lib.refusal import Refusal
from training.domain.registrations import register, register_together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from communes.models import Commune, Person
    from portal.accounts.models import User
    from training.models import Registration


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to register, and the commune that sends her."""

    person: Person
    commune: Commune


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
    if not together:
        return [
            register(session_id, person=one.person, commune=one.commune, by=by, at=at)
            for one in wanted
        ]
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
