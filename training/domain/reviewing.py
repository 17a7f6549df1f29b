"""Who gave a session says how it went: in her name, once a session, until it is closed.

It has nothing to do with the opinions of the trainees, which nobody can join to a person.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from portal.journal.record import record
from portal.lib.refusal import Refusal
from portal.lib.text import NBSP
from training.domain.seating import everybody, hold_session
from training.models import SlotTrainer, TrainerReview
from training.states.sessions import ENDED_SESSIONS, SessionState

if TYPE_CHECKING:
    from datetime import datetime

    from training.models import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What the form gives; `went` and `room` from 1 to 4."""

    went: int
    level: str
    room: int
    change: str = ""
    remarks: str = ""


@transaction.atomic
def review(session_id: int, trainer_id: int, given: Review, *, at: datetime) -> TrainerReview:
    """Write it, or replace what she wrote. Refusal before the last half day is over, and once it is closed."""
    session = hold_session(session_id, by=None)
    if not SlotTrainer.objects.filter(slot__session=session, trainer=trainer_id).exists():
        raise Refusal("Vous n’animez pas cette session.")
    if session.state == SessionState.CLOSED:
        raise Refusal("La session est close : son bilan ne change plus.")
    if not is_over(session, at=at):
        raise Refusal(f"Le bilan s’écrit après la dernière demi-journée{NBSP}: pas encore.")
    with everybody(None):
        made, is_new = TrainerReview.objects.select_for_update(of=("self",)).get_or_create(
            session=session, trainer_id=trainer_id, defaults={**asdict(given), "written_at": at}
        )
        if not is_new:
            for name, value in asdict(given).items():
                setattr(made, name, value)
            made.edited_at = at
            made.save()
        record("review", session, by=None, at=at, trainer=str(made.trainer))
    return made


def is_over(session: Session, *, at: datetime) -> bool:
    """Whether its last half day is behind."""
    given = session.state in ENDED_SESSIONS
    return given and session.ends_at is not None and session.ends_at <= at
