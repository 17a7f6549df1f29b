"""Two sessions of one course, west and east, each with somebody of the other side; for the tests of swaps."""

import datetime as dt

from tests.conftest import NOON
from tests.training.factories import FIRST, CourseFactory, RoomFactory, SessionFactory
from tests.training.hall import Hall
from training.domain import swapping
from training.models import Registration

WEST, EAST = {"latitude": "48.70", "longitude": "7.00"}, {"latitude": "48.70", "longitude": "7.30"}
A_WEEK = dt.timedelta(days=7)


class Sides:
    """`western` has her seat in the east, `eastern` in the west: both would travel less by changing."""

    def __init__(self, *, on=FIRST + A_WEEK, register=True, **given):
        course = CourseFactory()
        self.west = _session(course, WEST, FIRST, given)
        self.east = _session(course, EAST, on, given)
        self.west_hall, self.east_hall = hall(WEST, name="Xouaxange"), hall(EAST, name="Wangen")
        if register:
            self.western = self.west_hall.register(self.east)
            self.eastern = self.east_hall.register(self.west)

    def swapped(self):
        """The sessions that the two people have a seat in, the western first."""
        people = (self.western.person_id, self.eastern.person_id)
        rows = dict(
            Registration.objects.seated()
            .filter(person__in=people)
            .values_list("person_id", "session_id")
        )
        return [rows.get(pk) for pk in people]


def hall(where, **named):
    """A town hall a little beside the room."""
    there = {"latitude": "48.71", "longitude": where["longitude"]}
    return Hall(**there, **named)


def _session(course, where, on, given):
    room = RoomFactory(**where)
    return SessionFactory(course=course, room=room, on=on, **{"maximum": 4, **given})


def proposed(sides):
    """The western person asks the eastern one."""
    return swapping.propose_swap(sides.western.pk, sides.eastern.pk, by=None, at=NOON)
