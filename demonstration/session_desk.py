"""What waits for the manager: a session that too few people join a fortnight before, and a draft without a room."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from communes.models import Position
from communes.states import Role
from demonstration.training import announced, enter
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import PARIS, paris_date
from training.domain import sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.domain.sweeping import move_sessions
from training.models import Course, Room, Trainer

if TYPE_CHECKING:
    from collections.abc import Sequence

RISK, DRAFT = 9, 45
"""Working days from today to each."""
LATE = ("57255", "57173")
"""The communes whose mayors take their time."""


def load_session_desk(*, at: datetime) -> None:
    """Nothing where no commune lends a room."""
    room = Room.objects.filter(commune__insee="57635").first()
    senders = _secretaries(LATE)
    if room is None or not senders:
        return
    manager = User.objects.get(email="gestion@example.org")
    course, draft = Course.objects.order_by("theme__position", "pk")[3:8:4]
    _at_risk(course, room, senders, by=manager, at=at)
    _draft(draft, by=manager, at=at)


def _at_risk(
    course: Course, room: Room, senders: Sequence[Position], *, by: User, at: datetime
) -> None:
    """Announced a month ago; two secretaries asked, their mayors have not answered."""
    day = add_working_days(paris_date(at), RISK, good_friday=True)
    then = at - timedelta(days=30)
    trainer = Trainer.objects.order_by("pk")[0]
    session = announced(course, room, trainer, (day,), by=by, at=then)
    for position in senders:
        enter(session, position, at=at - timedelta(days=3))
    move_sessions(at=at)


def _draft(course: Course, *, by: User, at: datetime) -> None:
    """Its morning is known, its room is not."""
    day = add_working_days(paris_date(at), DRAFT, good_friday=True)
    morning = HalfDay(
        starts_at=datetime.combine(day, time(9), tzinfo=PARIS),
        ends_at=datetime.combine(day, time(12), tzinfo=PARIS),
    )
    plan = SessionPlan(
        course_id=course.pk, minimum=course.minimum, maximum=course.maximum, halves=(morning,)
    )
    sessions.create_session(plan, by=by, at=at - timedelta(days=2))


def _secretaries(communes: Sequence[str]) -> list[Position]:
    rows = Position.objects.filter(commune__insee__in=communes, role=Role.SECRETARY, ended_on=None)
    return list(rows.select_related("person__user", "commune").order_by("commune__insee", "pk"))
