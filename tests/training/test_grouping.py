"""From wishes to drafts of sessions: the cluster kept, each wish with its session, or nothing at all."""

import datetime as dt

import pytest

from communes.states import NeedState
from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.training.factories import RoomFactory, SessionFactory, ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import boss, campaign, course, wish
from training.domain.demand import refuse_wishes, take_need
from training.domain.grouping import Prepared, Proposal, prepare_sessions
from training.domain.sessions import HalfDay, SessionPlan
from training.models import DemandCluster, NeedsAnswer, Session, Wish
from training.states.sessions import SessionState
from training.states.wishes import WishState

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 3, 9)


@pytest.fixture
def scene(db):
    """Two halls that wish for a course, two rooms."""
    first, second = Hall(name="Nord"), Hall(name="Sud")
    made = campaign(ThemeFactory())
    learn = course(made.themes.get())
    wishes = [
        *wish(made, first, first.secretary, learn=learn, number=2),
        *wish(made, second, second.secretary, learn=learn),
    ]
    return made, learn, wishes, [RoomFactory(), RoomFactory()], [first, second]


def session_of(learn, room, people, hour=9):
    starts = dt.datetime.combine(DAY, dt.time(hour), PARIS)
    half = HalfDay(starts_at=starts, ends_at=starts + dt.timedelta(hours=3), room_id=room.pk)
    plan = SessionPlan(course_id=learn.pk, minimum=1, maximum=9, halves=(half,))
    return Prepared(plan=plan, people=people)


def proposal(made, learn, wishes, *sessions):
    return Proposal(
        campaign_id=made.pk,
        course_id=learn.pk,
        wish_ids=tuple(one.pk for one in wishes),
        rooms=len(sessions),
        kilometres=12.6,
        central_kilometres=40.2,
        sessions=sessions,
    )


def test_drafts_are_made_and_each_wish_has_the_session_of_its_commune(scene):
    made, learn, wishes, rooms, (first, second) = scene
    here = session_of(learn, rooms[0], {first.commune.pk: 3})
    there = session_of(learn, rooms[1], {second.commune.pk: 1})

    kept = prepare_sessions(proposal(made, learn, wishes, here, there), by=boss(), at=NOON)

    assert (kept.people, kept.rooms, kept.kilometres, kept.central_kilometres) == (4, 2, 13, 40)
    up, down = kept.sessions.order_by("number")
    assert {one.state for one in (up, down)} == {SessionState.DRAFT}
    assert up.slots.get().room == rooms[0]
    by_commune = {(one.commune_id, one.session_id, one.state) for one in Wish.objects.all()}
    assert by_commune == {
        (first.commune.pk, up.pk, WishState.CLUSTERED),
        (second.commune.pk, down.pk, WishState.CLUSTERED),
    }


def test_wishes_of_one_commune_are_shared_between_its_sessions(scene):
    made, learn, wishes, rooms, (first, second) = scene
    here = session_of(learn, rooms[0], {first.commune.pk: 1, second.commune.pk: 1})
    there = session_of(learn, rooms[1], {first.commune.pk: 2})

    kept = prepare_sessions(proposal(made, learn, wishes, here, there), by=boss(), at=NOON)

    up, down = kept.sessions.order_by("number")
    found = {one.pk: one.session for one in Wish.objects.select_related("session")}
    assert [found[one.pk] for one in wishes] == [down, up, up]


def test_a_room_that_is_taken_undoes_the_whole(scene):
    made, learn, wishes, rooms, (first, second) = scene
    SessionFactory(on=DAY, room=rooms[1])
    here = session_of(learn, rooms[0], {first.commune.pk: 3})
    there = session_of(learn, rooms[1], {second.commune.pk: 1})
    before = Session.objects.count()

    with pytest.raises(Refusal, match="déjà prise"):
        prepare_sessions(proposal(made, learn, wishes, here, there), by=boss(), at=NOON)

    assert Session.objects.count() == before
    assert not DemandCluster.objects.exists()
    assert {one.state for one in Wish.objects.all()} == {WishState.SUBMITTED}


def test_a_wish_decided_meanwhile_stops_it(scene):
    made, learn, wishes, rooms, (first, _second) = scene
    refuse_wishes([wishes[0].pk], reason="Non.", by=boss(), at=NOON)
    here = session_of(learn, rooms[0], {first.commune.pk: 3})

    with pytest.raises(Refusal, match="entre-temps"):
        prepare_sessions(proposal(made, learn, wishes, here), by=boss(), at=NOON)
    with pytest.raises(Refusal, match="entre-temps"):
        prepare_sessions(proposal(made, learn, [], here), by=boss(), at=NOON)


def test_the_need_behind_a_wish_is_planned(scene):
    made, learn, _wishes, rooms, (first, _second) = scene
    need = factories.NeedFactory(commune=first.commune, theme="training", label="Budget")
    taken = take_need(need.pk, made.pk, course_id=learn.pk, people=1, by=boss(), at=NOON)
    here = session_of(learn, rooms[0], {first.commune.pk: 1})

    prepare_sessions(proposal(made, learn, [taken], here), by=boss(), at=NOON)

    need.refresh_from_db()
    assert (need.state, need.outcome) == (
        NeedState.PLANNED,
        f"Session de formation en préparation : {learn}",
    )
    assert NeedsAnswer.objects.filter(campaign=made, commune=first.commune).count() == 1
