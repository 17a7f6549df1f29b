"""A registration as its page shows it: where it stands, why, what has happened, what may be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.lib.dates import instant_in_words, paris_date
from portal.lib.text import join, plural
from training import rules
from training.queries.boards import lines_of
from training.queries.colleagues import place_in_words
from training.queries.session_page import with_rooms
from training.queries.wording import halves_in_words, reason_in_words
from training.states.registrations import CANCELLABLE, RegistrationState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from portal.accounts.models import User
    from training.models import Registration, RegistrationEvent

_R = RegistrationState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What may be done by the reader at this hour, and the words for where it stands."""

    registration: Registration
    sentence: str
    why: str
    events: list[RegistrationEvent]
    may_change: bool
    may_decide: bool
    begun: bool
    late: bool
    """Leaving now is late."""

    @property
    def halves(self) -> tuple[str, ...]:
        return halves_in_words(self.registration.session.slots.all())

    @property
    def may_accept(self) -> bool:
        return self.may_change and self.registration.state == _R.OFFERED

    @property
    def may_cancel(self) -> bool:
        return self.may_change and not self.begun and self.registration.state in CANCELLABLE

    @property
    def may_replace(self) -> bool:
        return self.may_change and not self.begun and self.registration.state == _R.CONFIRMED

    @property
    def may_say_expectations(self) -> bool:
        return self.may_change and not self.begun and self.registration.state in CANCELLABLE

    @property
    def is_called(self) -> bool:
        """A convocation may be printed."""
        return self.registration.state == _R.CONFIRMED


def with_what_is_shown(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    """Two questions, whatever their number."""
    return rows.select_related(
        "person", "commune", "session__course__theme", "session__count", "replaced_by__person",
        "decision_noted_by",
    ).defer("commune__outline").prefetch_related(with_rooms("session__slots"))  # fmt: skip


def sheet_of(one: Registration, user: User, *, at: datetime) -> Sheet:
    session = one.session
    line = lines_of([session], at=at).get(one.pk) if one.seat is None else None
    place = place_in_words(line.position) if line else ""
    return Sheet(
        registration=one,
        sentence=_sentence(one, place),
        why=reason_in_words(line.reason) if line else "",
        events=list(one.events.select_related("by").order_by("-seq")),
        may_change=rules.may_change_registration(user, one),
        may_decide=one.is_undecided and rules.may_decide(user, one, on=paris_date(at)),
        begun=session.starts_at is not None and session.starts_at <= at,
        late=one.state == _R.CONFIRMED
        and session.cancel_until is not None
        and at > session.cancel_until,
    )


def _sentence(one: Registration, place: str) -> str:
    if one.state == _R.OFFERED and one.offer_until:
        return f"Une place est gardée jusqu’au {instant_in_words(one.offer_until)}."
    if one.state == _R.TO_VALIDATE and one.hold_until:
        return f"Une place est tenue jusqu’au {instant_in_words(one.hold_until)}, en attendant l’accord du maire."
    if place:
        return f"{one.person} est {place}."
    if one.state == _R.CONFIRMED:
        return "La place est confirmée, la convocation est partie."
    if one.state == _R.REPLACED and one.replaced_by:
        return f"La place est passée à {one.replaced_by.person}."
    reason = one.refuse_reason or one.cancel_reason
    label = str(RegistrationState(one.state).label)
    return f"{label[:1].upper()}{label[1:]}{f' : {reason}' if reason else ''}."


def outcome_in_words(made: Sequence[Registration], *, at: datetime) -> str:
    """What came of one form: « Nadine Roth a une place. Marc Litzler attend… »."""
    seated = [str(one.person) for one in made if one.seat is not None]
    waiting = [str(one.person) for one in made if one.seat is None and one.approved]
    said = []
    if seated:
        said.append(f"{join(seated)} {plural(len(seated), 'a une place', 'ont une place')}.")
    if waiting:
        said.append(
            f"{join(waiting)} {plural(len(waiting), 'prend rang', 'prennent rang')} dans la liste d’attente."
        )
    if any(not one.approved for one in made):
        said.append("L’accord du maire est demandé par courriel.")
    return " ".join(said)
