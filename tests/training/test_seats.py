"""For any list of people: nobody eligible waits beside a free seat, and each has her reason."""

from collections import Counter

import pytest
from hypothesis import given, strategies as st

from training.seats import Call, Reason, Seated, Waiting, decide

COMMUNES = st.integers(1, 4)


@st.composite
def sessions(draw):
    """A room partly taken, and people of four communes who wait, some of them together."""
    capacity = draw(st.integers(1, 8))
    quota = draw(st.none() | st.integers(1, 4))
    seats = draw(st.lists(st.integers(1, capacity), unique=True, max_size=capacity))
    held, seated = Counter(), []
    for seat in seats:
        commune = draw(COMMUNES)
        if quota is None or held[commune] < quota:
            held[commune] += 1
            seated.append(Seated(commune, seat, held[commune], draw(st.booleans())))
    waiting = [
        Waiting(
            key,
            draw(COMMUNES),
            draw(st.integers(1, 3)),
            key,
            together=draw(st.none() | st.sampled_from("ab")),
            approved=draw(st.sampled_from([True] * 4 + [False])),
            busy=draw(st.sampled_from([False] * 4 + [True])),
        )
        for key in range(draw(st.integers(0, 9)))
    ]
    return seated, waiting, capacity, quota


def held_after(seated, waiting, verdict):
    by_key = {one.key: one for one in waiting}
    communes = [one.commune for one in seated]
    return Counter(communes + [by_key[call.key].commune for call in verdict.calls])


@given(sessions())
def test_no_seat_is_given_twice_nor_beyond_the_room_nor_beyond_the_quota(session):
    seated, waiting, capacity, quota = session

    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)

    seats = [one.seat for one in seated] + [call.seat for call in verdict.calls]
    assert len(seats) == len(set(seats))
    assert max(seats, default=0) <= capacity
    held = held_after(seated, waiting, verdict)
    assert quota is None or max(held.values(), default=0) <= quota
    by_key = {one.key: one for one in waiting}
    pairs = [(one.commune, one.commune_seat) for one in seated]
    pairs += [(by_key[call.key].commune, call.commune_seat) for call in verdict.calls]
    assert len(pairs) == len(set(pairs))


@given(sessions())
def test_each_is_called_or_has_one_reason(session):
    seated, waiting, capacity, quota = session

    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)

    called = {call.key for call in verdict.calls}
    assert called | set(verdict.reasons) == {one.key for one in waiting}
    assert not called & set(verdict.reasons)


@given(sessions())
def test_nobody_eligible_waits_beside_a_free_seat(session):
    """Said again without the code: alone, approved, free, under the quota, a seat left."""
    seated, waiting, capacity, quota = session

    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)

    held = held_after(seated, waiting, verdict)
    free = capacity - sum(held.values())
    for one in waiting:
        if one.key in verdict.reasons and one.together is None and one.approved and not one.busy:
            assert free == 0 or (quota is not None and held[one.commune] >= quota)


@given(sessions())
def test_who_is_passed_over_for_a_later_one_has_a_reason_of_her_own(session):
    seated, waiting, capacity, quota = session

    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)

    order = {one.key: (one.priority, one.rank) for one in waiting}
    last = max((order[call.key] for call in verdict.calls), default=None)
    named = {Reason.APPROVAL, Reason.CONFLICT, Reason.QUOTA, Reason.TOGETHER}
    alone = {one.key for one in waiting if one.together is None}
    if last is not None and all(call.key in alone for call in verdict.calls):
        before = {key for key in verdict.reasons if order[key] < last}
        assert {verdict.reasons[key] for key in before} <= named


@given(sessions())
def test_those_who_come_together_are_called_together_or_not_at_all(session):
    seated, waiting, capacity, quota = session

    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)

    called = {call.key for call in verdict.calls}
    for word in "ab":
        party = {one.key for one in waiting if one.together == word}
        assert party <= called or not party & called


@given(sessions())
def test_once_called_nobody_more_is_called(session):
    """Deciding again after the calls changes nothing: the list is at rest."""
    seated, waiting, capacity, quota = session
    verdict = decide(seated, waiting, capacity=capacity, quota=quota, open=True)
    by_key = {one.key: one for one in waiting}
    now = [
        *seated,
        *(Seated(by_key[c.key].commune, c.seat, c.commune_seat) for c in verdict.calls),
    ]
    left = [one for one in waiting if one.key in verdict.reasons]

    assert decide(now, left, capacity=capacity, quota=quota, open=True).calls == ()


def test_the_first_is_the_most_urgent_then_the_first_come():
    waiting = [Waiting(1, "a", 2, 1), Waiting(2, "b", 1, 3), Waiting(3, "c", 1, 2)]

    verdict = decide([], waiting, capacity=2, quota=None, open=True)

    assert verdict.calls == (Call(3, 1, 1), Call(2, 2, 1))
    assert verdict.reasons == {1: Reason.FULL}


ALONE = Waiting(1, "a", 2, 1)


@pytest.mark.parametrize(
    ("reason", "seated", "waiting", "quota", "open_"),
    [
        (Reason.CLOSED, [], [ALONE], None, False),
        (Reason.APPROVAL, [], [Waiting(1, "a", 2, 1, approved=False)], None, True),
        (Reason.CONFLICT, [], [Waiting(1, "a", 2, 1, busy=True)], None, True),
        (Reason.QUOTA, [Seated("a", 1, 1)], [ALONE], 1, True),
        (Reason.TOGETHER, [Seated("b", 1, 1)], [Waiting(1, "a", 2, 1, "x"), Waiting(2, "c", 2, 2, "x")], None, True),
        (Reason.OFFERS, [Seated("b", 1, 1), Seated("b", 2, 2, firm=False)], [ALONE], None, True),
        (Reason.FULL, [Seated("b", 1, 1), Seated("b", 2, 2)], [ALONE], None, True),
    ],
)  # fmt: skip
def test_each_reason_has_its_case(reason, seated, waiting, quota, open_):
    verdict = decide(seated, waiting, capacity=2, quota=quota, open=open_)

    assert verdict.calls == ()
    assert verdict.reasons[1] == reason


def test_who_waits_for_a_companion_says_so():
    waiting = [Waiting(1, "a", 2, 1, "x"), Waiting(2, "a", 2, 2, "x", approved=False)]

    verdict = decide([], waiting, capacity=5, quota=None, open=True)

    assert verdict.reasons == {1: Reason.TOGETHER, 2: Reason.APPROVAL}


def test_a_smaller_party_passes_before_one_that_does_not_fit():
    waiting = [Waiting(1, "a", 2, 1, "x"), Waiting(2, "a", 2, 2, "x"), Waiting(3, "b", 2, 3)]

    verdict = decide([Seated("c", 2, 1)], waiting, capacity=2, quota=None, open=True)

    assert verdict.calls == (Call(3, 1, 1),)
