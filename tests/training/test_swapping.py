"""Two town halls change sessions: both say yes, each keeps a seat throughout, calendars follow."""

import datetime as dt

import pytest

from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from portal.walls.acting import EVERYONE, wall, wall_for_all
from tests.conftest import NOON
from tests.training.factories import FIRST, RoomFactory, SessionFactory, hour
from tests.training.swapping import EAST, WEST, Sides, hall, proposed
from tests.training.test_registrations import kinds
from tests.training.test_seats_at_once import at_once
from training.domain import registrations, swapping
from training.domain.sweeping import sweep
from training.models import (
    CalendarItem,
    Registration,
    Session,
    Slot,
    SlotHolding,
)
from training.queries.swaps import possible_swaps
from training.states.registrations import RegistrationState as R
from training.states.swaps import SwapState as S

pytestmark = pytest.mark.django_db
A_SECOND = dt.timedelta(seconds=1)


def fresh(thing):
    return type(thing)._base_manager.get(pk=thing.pk)


def test_both_say_yes_and_change_places():
    sides = Sides()
    proposal = proposed(sides)
    assert sides.swapped() == [sides.east.pk, sides.west.pk], "nothing changes at the first yes"

    swapping.accept_swap(proposal.pk, by=None, at=NOON)

    assert sides.swapped() == [sides.west.pk, sides.east.pk]
    assert {fresh(sides.western).state, fresh(sides.eastern).state} == {R.SWAPPED}
    assert fresh(proposal).state == S.DONE
    new = Registration.objects.get(person=sides.western.person_id, state=R.CONFIRMED)
    assert new.seat == sides.eastern.seat
    assert set(
        SlotHolding.objects.filter(person=new.person_id).values_list("slot__session", flat=True)
    ) == {sides.west.pk}


def test_calendars_take_back_the_old_half_days_and_invite_to_the_new_ones():
    sides = Sides()
    swapping.accept_swap(proposed(sides).pk, by=None, at=NOON)

    items = CalendarItem.objects.filter(registration__person=sides.western.person_id)
    told = {(item.method, item.slot.session_id) for item in items}
    assert told == {("CANCEL", sides.east.pk), ("REQUEST", sides.west.pk)}
    assert items.values("uid").distinct().count() == 4
    for old in (sides.western, sides.eastern):
        new = Registration.objects.get(person=old.person_id, state=R.CONFIRMED)
        assert kinds(old)[-1] == "swapped_out"
        assert kinds(new) == ["swapped_in"]
    cancelled = OutboxEmail.objects.filter(kind__endswith="swapped_out").earliest("pk")
    assert "place échangée" in cancelled.subject


def test_the_other_is_asked_by_mail_without_a_name():
    sides = Sides()
    proposal = proposed(sides)

    mail = OutboxEmail.objects.get(kind__endswith="swap_offered")
    assert mail.to == sides.eastern.person.email
    assert "Quelqu’un de Xouaxange" in mail.text
    assert "km de moins" in mail.text
    assert str(sides.western.person) not in mail.text
    assert proposal.until == NOON + dt.timedelta(hours=72)
    assert kinds(sides.western) == ["registration_confirmed"]


def test_the_answer_never_comes_after_the_seats_may_be_changed():
    sides = Sides()
    Session.objects.filter(pk=sides.east.pk).update(cancel_until=NOON + dt.timedelta(hours=5))

    assert proposed(sides).until == NOON + dt.timedelta(hours=5)


def test_at_the_hour_it_is_too_late_even_when_nobody_swept():
    sides = Sides()
    proposal = proposed(sides)

    with pytest.raises(Refusal, match="On pouvait répondre"):
        swapping.accept_swap(proposal.pk, by=None, at=proposal.until)
    assert sweep(at=proposal.until - A_SECOND)["swaps"] == 0
    assert sweep(at=proposal.until)["swaps"] == 1

    assert fresh(proposal).state == S.LAPSED
    assert sides.swapped() == [sides.east.pk, sides.west.pk]
    assert kinds(sides.western)[-1] == "swap_closed"
    assert "personne n’a répondu" in OutboxEmail.objects.latest("pk").text
    with pytest.raises(Refusal):
        swapping.accept_swap(proposal.pk, by=None, at=NOON)


def test_a_proposal_of_which_a_seat_is_gone_is_swept_and_told_to_who_remains():
    sides = Sides()
    proposal = proposed(sides)
    registrations.cancel(sides.western.pk, by=None, at=NOON)

    with pytest.raises(Refusal, match="n’est plus possible"):
        swapping.accept_swap(proposal.pk, by=None, at=NOON)
    assert sweep(at=NOON)["swaps"] == 1

    assert kinds(sides.eastern)[-1] == "swap_closed"
    assert sides.swapped() == [None, sides.west.pk]


@pytest.mark.parametrize(
    ("verb", "state", "told"),
    [
        (swapping.refuse_swap, S.REFUSED, "western"),
        (swapping.withdraw_swap, S.WITHDRAWN, "eastern"),
    ],
)
def test_refused_or_withdrawn_nothing_changes_and_the_other_is_told(verb, state, told):
    sides = Sides()
    proposal = proposed(sides)

    verb(proposal.pk, by=None, at=NOON)

    assert fresh(proposal).state == state
    assert sides.swapped() == [sides.east.pk, sides.west.pk]
    assert kinds(getattr(sides, told))[-1] == "swap_closed"
    proposed(sides)


def test_one_proposal_at_a_time():
    sides = Sides()
    third = hall(WEST).register(sides.east)
    proposed(sides)

    for one, other in ((sides.western, sides.eastern), (third, sides.eastern)):
        with pytest.raises(Refusal, match="déjà proposé"):
            swapping.propose_swap(one.pk, other.pk, by=None, at=NOON)


def test_sessions_at_the_same_hours_are_changed_too():
    sides = Sides(on=FIRST)

    swapping.accept_swap(proposed(sides).pk, by=None, at=NOON)

    assert sides.swapped() == [sides.west.pk, sides.east.pk]


def full_for_her_commune(sides):
    Session.objects.filter(pk=sides.west.pk).update(quota=1)
    sides.west_hall.register(fresh(sides.west))


def another_course_then(sides):
    session = SessionFactory(on=FIRST, hours=((9, 12),), room=RoomFactory())
    sides.west_hall.register(session, sides.western.person)


def her_mayor_was_not_asked(sides):
    Session.objects.filter(pk=sides.west.pk).update(needs_approval=True)


def her_mayor_refused(sides):
    """That very session, before she was registered to the other."""
    refused = {"state": R.REFUSED, "decision": "refused", "decided_at": NOON, "rank": 9}
    Registration.objects.create(
        session=sides.west,
        person=sides.western.person,
        commune=sides.western.commune,
        registered_at=NOON,
        needs_approval=True,
        decided_as="Le maire",
        decided_via="web",
        **refused,
    )


def comes_with_a_colleague(sides):
    Registration.objects.filter(pk=sides.western.pk).update(together=sides.western.uuid)


def the_room_moved(sides):
    sides.west.slots.update(room=sides.east.slots.first().room_id)


def changes_are_over(sides):
    Session.objects.filter(pk=sides.west.pk).update(cancel_until=NOON)


def already_there(sides):
    sides.east_hall.register(sides.east, sides.eastern.person)


def lasts_longer(sides):
    day = FIRST + dt.timedelta(days=2)
    hours = {"starts_at": hour(day, 9), "ends_at": hour(day, 12)}
    room = sides.west.slots.first().room
    Slot.objects.create(session=sides.west, day=day, half="am", room=room, **hours)


def has_begun(sides):
    Session.objects.filter(pk=sides.west.pk).update(state="running")


OBSTACLES = [
    full_for_her_commune, another_course_then, her_mayor_was_not_asked, her_mayor_refused, comes_with_a_colleague,
    changes_are_over, already_there, has_begun, the_room_moved, lasts_longer,
]  # fmt: skip


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_what_keeps_one_from_going_there_is_looked_at_again_at_the_second_yes(obstacle):
    sides = Sides()
    assert list(possible_swaps(sides.western, at=NOON)) == [sides.eastern.pk]
    proposal = proposed(sides)

    obstacle(sides)

    assert possible_swaps(fresh(sides.western), at=NOON) == {}
    with pytest.raises(Refusal, match="n’est plus possible"):
        swapping.accept_swap(proposal.pk, by=None, at=NOON)
    assert fresh(proposal).state == S.WAITING
    assert fresh(sides.western).state == R.CONFIRMED


def test_the_word_of_the_mayor_goes_with_her():
    sides = Sides()
    word = {
        "needs_approval": True,
        "decision": "accepted",
        "decided_at": NOON,
        "decided_as": "Le maire",
        "decided_via": "web",
    }
    Session.objects.filter(pk__in=(sides.west.pk, sides.east.pk)).update(needs_approval=True)
    Registration.objects.update(**word)

    swapping.accept_swap(proposed(sides).pk, by=None, at=NOON)

    for old in (sides.western, sides.eastern):
        new = Registration.objects.get(person=old.person_id, state=R.CONFIRMED)
        assert {name: getattr(new, name) for name in word} == word


def test_many_candidates_cost_no_more_questions(django_assert_num_queries):
    sides = Sides(maximum=9)
    for _ in range(4):
        hall(EAST).register(sides.west)
    assert len(possible_swaps(sides.western, at=NOON)) == 5
    with django_assert_num_queries(9):
        possible_swaps(sides.western, at=NOON)
    Registration.objects.filter(session=sides.west).exclude(pk=sides.eastern.pk).update(
        state=R.CANCELLED, cancelled_at=NOON, seat=None, commune_seat=None
    )
    with django_assert_num_queries(9):
        assert len(possible_swaps(sides.western, at=NOON)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_swaps_of_the_same_person_at_once_are_one():
    with wall_for_all():
        sides = Sides()
        other = sides.east_hall.register(sides.west)
        one = proposed(sides)
        back = swapping.propose_swap(other.pk, sides.western.pk, by=None, at=NOON)

    def accepting(proposal, commune):
        def call():
            with wall([commune.pk, EVERYONE]):
                return swapping.accept_swap(proposal.pk, by=None, at=NOON)

        return call

    results = at_once(
        [accepting(one, sides.eastern.commune), accepting(back, sides.western.commune)]
    )

    with wall_for_all():
        assert [type(result) for result in results].count(Refusal) == 1
        assert sides.swapped()[0] == sides.west.pk
        assert seats(sides) == {sides.west.pk: 2, sides.east.pk: 1}


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_during_a_swap_is_one_or_the_other():
    with wall_for_all():
        sides = Sides()
        proposal = proposed(sides)

    def accepting():
        with wall([sides.eastern.commune_id, EVERYONE]):
            return swapping.accept_swap(proposal.pk, by=None, at=NOON)

    def leaving():
        with wall([sides.western.commune_id, EVERYONE]):
            return registrations.cancel(sides.western.pk, by=None, at=NOON)

    results = at_once([accepting, leaving])

    with wall_for_all():
        assert [type(result) for result in results].count(Refusal) == 1
        is_swapped = fresh(proposal).state == S.DONE
        assert sides.swapped() == (
            [sides.west.pk, sides.east.pk] if is_swapped else [None, sides.west.pk]
        )
        assert seats(sides)[sides.west.pk] == 1


def seats(sides):
    """How many seats are held in each session: none given twice is the database's word."""
    return {
        one.pk: Registration.objects.seated().filter(session=one).count()
        for one in (sides.west, sides.east)
    }
