"""Where to give a course: rooms that are free and large enough, kilometres beside the central room."""

import datetime as dt

import pytest

from tests.conftest import NOON
from tests.training.factories import RoomFactory, SessionFactory, ThemeFactory
from tests.training.hall import Hall
from tests.training.wishing import boss, campaign, course, wish
from training.domain.demand import postpone_wishes, refuse_wishes
from training.models import NeedsAnswer
from training.queries.candidate_days import half_days, proposed_days, taken_days
from training.queries.venue_map import map_of, territory
from training.queries.venues import planner_of

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2027, 3, 9)
SQUARE = [[[[7.0, 48.6], [7.2, 48.6], [7.2, 48.9], [7.0, 48.9], [7.0, 48.6]]]]


@pytest.fixture
def north(db):
    return Hall(name="Nord", latitude="48.85000", longitude="7.10000", outline=SQUARE)


@pytest.fixture
def south(north):
    """The largest commune, whose room is the central one."""
    hall = Hall(name="Sud", latitude="48.65000", longitude="7.10000", outline=SQUARE)
    hall.commune.populations.create(vintage=2023, count=9000)
    return hall


@pytest.fixture
def made(north, south):
    return campaign(ThemeFactory())


@pytest.fixture
def learn(made):
    return course(made.themes.get(), minimum=2, maximum=4, halves=2)


def test_two_rooms_spare_what_the_central_one_costs(made, learn, north, south):
    up, down = RoomFactory(commune=north.commune), RoomFactory(commune=south.commune)
    wish(made, north, learn=learn, number=3)
    wish(made, south, learn=learn, number=2)

    found = planner_of(made, learn, days=[TUESDAY], at=NOON)

    assert (found.people, found.halls, found.central) == (5, 2, south.commune)
    one, two, three = found.options
    assert [v.room for v in two.venues] == [up, down]
    assert two.kilometres == 0
    assert two.saved_percent == 100
    # 0.2° of latitude are 22.24 km, 28.91 by road; three people drive them to the centre, two from it
    assert two.central == pytest.approx(3 * 28.91, abs=0.05)
    assert one.kilometres == pytest.approx(2 * 28.91, abs=0.05)
    assert [v.room for v in one.venues] == [up]
    assert "tant de salles" in three.problem


def test_a_room_taken_or_too_small_is_left_out(made, learn, north, south):
    taken, small = (
        RoomFactory(commune=north.commune),
        RoomFactory(capacity=1, commune=north.commune),
    )
    free = RoomFactory(commune=south.commune)
    SessionFactory(on=TUESDAY, hours=((9, 12),), room=taken)
    wish(made, north, learn=learn, number=3)

    found = planner_of(made, learn, days=[TUESDAY], at=NOON)

    assert (found.free, found.busy, found.small) == ([free], [taken], [small])
    later = planner_of(made, learn, days=[TUESDAY, TUESDAY + dt.timedelta(days=1)], at=NOON)
    assert later.free == [taken, free]
    (group,) = later.option(1).groups
    assert (group.room, group.day) == (taken, TUESDAY + dt.timedelta(days=1))


def test_many_people_make_several_sessions_of_one_room_on_other_days(made, learn, north):
    RoomFactory(commune=north.commune)
    wish(made, north, learn=learn, number=9)
    days = [TUESDAY, TUESDAY + dt.timedelta(days=2)]

    groups = planner_of(made, learn, days=days, at=NOON).option(1).groups

    assert [(one.day, one.number) for one in groups] == [(days[0], 3), (days[1], 3), (None, 3)]


def test_only_what_may_still_be_met_is_counted_and_who_would_not_drive_is_said(
    made, learn, north, south
):
    RoomFactory(commune=south.commune)
    wish(made, north, learn=learn, number=3, kilometres_at_most=28, not_weekdays=(1,))
    late, no = wish(made, south, south.secretary, south.mayor, learn=learn)
    postpone_wishes([late.pk], reason="x", by=boss(), at=NOON)
    refuse_wishes([no.pk], reason="x", by=boss(), at=NOON)

    found = planner_of(made, learn, days=[TUESDAY], at=NOON)

    assert found.people == 4
    assert [str(one) for one in found.option(1).too_far] == [
        "Nord (3), 29\u00a0km jusqu’à Sud pour 28 acceptés"
    ]
    assert [(one.day, one.people, list(map(str, one.cannot))) for one in found.days] == [
        (TUESDAY, 3, ["Nord (3)"])
    ]


def test_who_cannot_come_is_named_and_the_day_that_suits_most_is_taken(made, north, south):
    learn = course(made.themes.get(), minimum=2, maximum=9, halves=3)
    RoomFactory(commune=north.commune)
    wish(made, north, learn=learn, number=3, not_weekdays=(2,), period="spring")
    wish(made, south, learn=learn, number=1, not_weekdays=(4,), impossible="le vote du budget")
    thursday = TUESDAY + dt.timedelta(days=2)

    found = planner_of(made, learn, days=[TUESDAY, thursday], at=NOON)

    # three half days: Tuesday goes on on Wednesday, Thursday on Friday
    assert [list(map(str, one.cannot)) for one in found.days] == [["Nord (3)"], ["Sud (1)"]]
    assert [list(map(str, one.rather_not)) for one in found.days] == [["Nord (3)"]] * 2
    (group,) = found.option(1).groups
    assert (group.day, group.cannot) == (thursday, ["Sud (1)"])
    assert found.to_check == [("Sud", "le vote du budget")]


def test_the_days_proposed_suit_most_and_the_period_that_most_wish(made, learn, north, south):
    wishes = wish(made, north, learn=learn, number=3, not_weekdays=(0, 1, 2, 4), period="spring")
    days = proposed_days(wishes, year=2027, at=NOON)

    assert days == [dt.date(2027, 4, 8), dt.date(2027, 4, 15), dt.date(2027, 4, 22)]
    soon = proposed_days(wishes, year=2026, at=NOON)
    assert soon[0] >= NOON.date() + dt.timedelta(days=42)


def test_a_course_of_three_half_days_goes_on_the_next_working_day():
    friday = dt.date(2027, 3, 12)
    hours = [(start.date(), start.hour) for start, _end in half_days(friday, 3)]

    assert hours == [(friday, 9), (friday, 13), (dt.date(2027, 3, 15), 9)]
    room = RoomFactory()
    SessionFactory(on=dt.date(2027, 3, 15), hours=((9, 12),), room=room)
    assert taken_days([room], [friday], 3) == {room.pk: {friday}}
    assert taken_days([room], [friday], 2) == {}


def test_a_commune_without_a_place_on_the_map_is_named_and_left_out(made, learn, north):
    lost = Hall(name="Ailleurs", latitude=None, longitude=None)
    NeedsAnswer.objects.create(campaign=made, commune=lost.commune)
    RoomFactory(commune=north.commune)
    wish(made, lost, learn=learn, number=2)
    wish(made, north, learn=learn, number=2)

    found = planner_of(made, learn, days=[TUESDAY], at=NOON)

    assert found.unplaced == ["Ailleurs"]
    assert found.option(1).groups[0].number == 2


def test_the_map_has_a_line_a_commune_and_a_pin_a_room(made, learn, north, south):
    RoomFactory(commune=south.commune)
    wish(made, north, learn=learn, number=3)
    found = planner_of(made, learn, days=[TUESDAY], at=NOON)

    drawn = map_of(found.option(1), territory(found.communes))

    assert [(pin.label, pin.people) for pin in drawn.pins] == [("Sud", 3)]
    (ray,) = drawn.rays
    assert (ray.x1, ray.x2, ray.width) == (ray.x2, drawn.pins[0].x, 5)
    assert ray.y1 < ray.y2
    assert map_of(found.options[2], territory(found.communes)) is None


def test_what_is_shown_has_a_fingerprint(made, learn, north):
    RoomFactory(commune=north.commune)
    wish(made, north, learn=learn, number=3)
    before = planner_of(made, learn, days=[TUESDAY], at=NOON).fingerprint

    assert planner_of(made, learn, days=[TUESDAY], at=NOON).fingerprint == before
    wish(made, north, learn=learn, number=4)
    assert planner_of(made, learn, days=[TUESDAY], at=NOON).fingerprint != before
