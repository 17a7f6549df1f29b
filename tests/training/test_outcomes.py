"""What presence makes of a registration."""

import pytest

from tests.training.room import Room
from training.domain.outcomes import outcome_verb, settle
from training.models import RegistrationEvent
from training.states.presence import PresenceState as P


@pytest.mark.parametrize(
    ("states", "verb"),
    [
        ([P.PRESENT, P.PRESENT], "attend"),
        ([P.PRESENT, P.LATE], "attend"),
        ([P.PRESENT, P.ABSENT], "attend_partly"),
        ([P.LATE, P.ABSENT_EXCUSED], "attend_partly"),
        ([P.ABSENT_EXCUSED, P.ABSENT_EXCUSED], "excuse"),
        ([P.ABSENT_EXCUSED, P.ABSENT], "miss"),
        ([P.ABSENT], "miss"),
    ],
)
def test_the_half_days_say_the_outcome(states, verb):
    assert outcome_verb(states) == verb


@pytest.mark.parametrize("states", [[], [P.PRESENT, P.EXPECTED]])
def test_nothing_is_settled_before_each_half_day_is_noted(states):
    with pytest.raises(ValueError, match="noted"):
        outcome_verb(states)


@pytest.mark.django_db
def test_settled_twice_it_is_told_once(enter):
    room = Room(enter, people=1)
    room.everybody_signs()
    (one,) = room.people

    for _ in range(2):
        settle(one, by=None, at=room.ends)

    assert one.state == "attended"
    assert RegistrationEvent.objects.filter(kind="outcome").count() == 1
