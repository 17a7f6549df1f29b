"""Somebody telephones: what a town hall asks, what a mayor answers; the manager notes it, and it stays written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from communes.queries.deciding import deciding_positions
from portal.journal.record import record
from portal.lib.dates import paris_date
from portal.lib.refusal import Refusal
from training.domain.decisions import Word, accept, decided_as, refuse
from training.domain.enrolling import enrol
from training.domain.visas import give_visa, refuse_visa
from training.models import NeedsAnswer, Registration
from training.states.registrations import DecisionChannel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.accounts.models import User
    from training.domain.enrolling import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a mayor, or a deputy, said on the telephone. `person_id`: who; `reason`: of a refusal."""

    person_id: int
    agreed: bool
    reason: str = ""


@transaction.atomic
def enrol_by_phone(
    session_id: int,
    wanted: Sequence[Wanted],
    *,
    caller: str,
    together: bool,
    by: User,
    at: datetime,
) -> list[Registration]:
    """Register as the town hall would; the journal keeps who telephoned. Refusal without a name."""
    if not caller.strip():
        raise Refusal("Notez qui a téléphoné.")
    made = enrol(session_id, wanted, together=together, by=by, at=at)
    for one in made:
        record("register_by_phone", one, by=by, at=at, caller=caller.strip())
    return made


@transaction.atomic
def decide_by_phone(registration_id: int, said: Said, *, by: User, at: datetime) -> Registration:
    """Agree or refuse as the mayor's link would, by the same rules; the manager who noted it stays written.

    Refusal for who does not commit the commune that day, and for all that the link refuses.
    """
    one = Registration.objects.get(pk=registration_id)
    word = _word(one.commune_id, said, by=by, at=at)
    if said.agreed:
        made = accept(one.pk, word, by=by, at=at)
    else:
        made = refuse(one.pk, word, reason=said.reason, by=by, at=at)
    record("decide_by_phone", made, by=by, at=at, decided_as=word.decided_as)
    return made


@transaction.atomic
def approve_by_phone(answer_id: int, said: Said, *, by: User, at: datetime) -> NeedsAnswer:
    """Give or refuse the visa on the wishes of a commune as the mayor's link would, by the same rules."""
    answer = NeedsAnswer.objects.get(pk=answer_id)
    word = _word(answer.commune_id, said, by=by, at=at)
    if said.agreed:
        made = give_visa(answer.pk, word, by=by, at=at)
    else:
        made = refuse_visa(answer.pk, word, reason=said.reason, by=by, at=at)
    record("approve_by_phone", made, by=by, at=at, decided_as=word.decided_as)
    return made


def _word(commune_id: int, said: Said, *, by: User, at: datetime) -> Word:
    """In the name of who spoke, not of who noted it."""
    positions = deciding_positions(commune_id, on=paris_date(at))
    position = positions.filter(person_id=said.person_id).first()
    if position is None:
        raise Refusal("Seul le maire, ou un adjoint en fonction ce jour, engage la commune.")
    return Word(decided_as=decided_as(position), via=DecisionChannel.PHONE, noted_by=by)
