"""The invitations of a calendar follow the registration, and only go forward."""

import pytest

from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory, secretaries
from tests.training.test_tables import both_sides, changed, refused
from training.domain import registrations

pytestmark = pytest.mark.django_db


def test_one_invitation_a_half_day_under_a_name_that_stays(enter):
    one = enter(SessionFactory(), secretaries(1)[0])

    items = list(one.calendar.order_by("starts_at"))

    slots = one.session.slots.order_by("starts_at")
    assert [item.uid for item in items] == [f"{one.uuid}-{slot.pk}@127.0.0.1" for slot in slots]
    assert {(item.sequence, item.method, item.stamped_at) for item in items} == {
        (0, "REQUEST", NOON)
    }


def test_who_waits_has_no_invitation(enter):
    session = SessionFactory(maximum=1)
    _first, second = (enter(session, one) for one in secretaries(2))

    assert not second.calendar.exists()


def test_who_comes_back_has_new_invitations_and_the_old_ones_are_taken_back(enter):
    session, person = SessionFactory(), secretaries(1)[0]
    first = enter(session, person)
    registrations.cancel(first.pk, by=None, at=NOON)

    second = enter(session, person)

    old, new = list(first.calendar.all()), list(second.calendar.all())
    assert {(item.method, item.sequence) for item in old} == {("CANCEL", 1)}
    assert {item.uid for item in old} & {item.uid for item in new} == set()
    assert {item.method for item in new} == {"REQUEST"}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"uid": "x", "stamped_at": NOON + DAY}, {"stamped_at": NOON + DAY}),
        ({"sequence": 1}, {"sequence": 1, "stamped_at": NOON + DAY}),
        (
            {"method": "CANCEL", "stamped_at": NOON + DAY},
            {"method": "CANCEL", "sequence": 1, "stamped_at": NOON + DAY},
        ),
    ],
)
def test_an_invitation_only_goes_forward(enter, wrong, right):
    item = enter(SessionFactory(), secretaries(1)[0]).calendar.first()

    both_sides(item, "calendar_item_goes_forward", wrong, right)


def test_a_cancelled_invitation_never_comes_back(enter):
    one = enter(SessionFactory(), secretaries(1)[0])
    registrations.cancel(one.pk, by=None, at=NOON)
    item = one.calendar.first()

    refused(changed(item, method="REQUEST", sequence=9, stamped_at=NOON + DAY), "goes_forward")
    item.pk, item.uid = None, "another"
    refused(item.save, "calendar_item_once")
