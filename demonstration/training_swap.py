"""One more session of a course that is open elsewhere: some people would travel less by changing, one has asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from demonstration.training import announced, enter, secretaries
from portal.accounts.models import User
from portal.lib.calendar import add_working_days
from portal.lib.dates import paris_date
from training.domain.swapping import propose_swap
from training.models import Course, Registration, Room, Session, Trainer
from training.queries.swaps import possible_swaps
from training.states.registrations import RegistrationState

if TYPE_CHECKING:
    from datetime import datetime

AHEAD, COME = 36, 9
"""Working days to its first day; how many come."""


def load_swap(*, at: datetime) -> None:
    """Nothing where no commune lends a second room."""
    room = Room.objects.filter(commune__insee="57086").first()
    course = Course.objects.filter(sessions__state="open", sessions__needs_approval=False).first()
    if room is None or course is None:
        return
    manager = User.objects.get(email="gestion@example.org")
    other = Session.objects.filter(course=course, state="open").exclude(slots__room=room).first()
    if other is None:
        return
    first = add_working_days(paris_date(at), AHEAD, good_friday=True)
    days = (first, add_working_days(first, 5, good_friday=True))
    then = at - timedelta(days=5)
    trainer = Trainer.objects.order_by("pk")[0]
    session = announced(course, room, trainer, days, by=manager, at=then, needs_approval=False)
    there = set(other.registrations.live().values_list("person", flat=True))
    free = [one for one in secretaries() if one.person_id not in there]
    for rank, position in enumerate(free[:COME]):
        enter(session, position, at=then + timedelta(hours=rank))
    _propose(other, at=at)


def _propose(session: Session, *, at: datetime) -> None:
    """The one whose swap would save most has asked, yesterday."""
    then = at - timedelta(days=1)
    seated = Registration.objects.filter(session=session, state=RegistrationState.CONFIRMED)
    pairs = [
        (swap.total, one.pk, key, one.person.user)
        for one in seated.select_related("commune", "person__user").order_by("pk")
        for key, (_, swap) in possible_swaps(one, at=then).items()
    ]
    if pairs:
        _, one, other, user = max(pairs, key=lambda pair: pair[:3])
        propose_swap(one, other, by=user, at=then)
