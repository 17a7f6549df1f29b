"""The private addresses that calendars read, and the page that keeps them."""

import datetime as dt
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from communes.states import Role
from portal.walls.acting import EVERYONE, wall
from tests import factories
from tests.conftest import NOON
from tests.training.factories import DAY, SessionFactory
from tests.training.hall import Hall, to
from tests.training.test_tables import both_sides, changed, refused
from training.domain import feeds, registrations
from training.models import CalendarFeed
from training.queries.feeds import feed_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def session(db):
    return SessionFactory(course__title="Élections", maximum=4)


@pytest.fixture
def address(hall):
    """A function that makes the address of the town hall, or of a person."""

    def make(person=None):
        feed = feeds.make_feed(hall.commune.pk, person=person, by=hall.secretary.user, at=NOON)
        return reverse("feeds:feed_read", args=(feed_token(feed),))

    return make


def read(path, **headers):
    response = Client().get(path, headers=headers)
    return response, response.content.decode().replace("\r\n ", "")


def test_the_town_hall_s_feed_says_who_goes_and_nobody_of_elsewhere(
    hall, nadine, session, address
):
    hall.register(session, nadine)
    other = Hall(name="Imling")
    other.register(session, other.hold(first_name="Zoé", last_name="Inconnue"))

    response, content = read(address())

    assert response["Content-Type"] == "text/calendar; method=PUBLISH; charset=utf-8"
    assert content.count("SUMMARY:Élections (Nadine Roth)") == 2
    assert "Inconnue" not in content
    assert "ATTENDEE" not in content
    assert content.count("STATUS:CONFIRMED") == 2


def test_a_person_s_feed_has_what_every_commune_sends_her_to(hall, nadine, address):
    other = Hall(name="Imling")
    factories.PositionFactory(person=nadine, commune=other.commune, role=Role.TECHNICIAN)
    hall.register(SessionFactory(course__title="Ici"), nadine)
    other.register(SessionFactory(course__title="Ailleurs", on=dt.date(2026, 12, 15)), nadine)
    hall.register(SessionFactory(course__title="Collègue", on=dt.date(2026, 12, 16)))

    _response, content = read(address(nadine))

    assert [content.count(f"SUMMARY:{title}") for title in ("Ici", "Ailleurs", "Collègue")] == [
        2,
        2,
        0,
    ]


def test_nothing_is_sent_again_while_nothing_changed(hall, nadine, session, address):
    one = hall.register(session, nadine)
    path = address()
    tag = read(path)[0]["ETag"]

    assert read(path, if_none_match=tag)[0].status_code == 304
    registrations.cancel(one.pk, by=None, at=NOON + HOUR)
    assert read(path, if_none_match=tag)[0].status_code == 200


def test_what_is_taken_back_is_said_for_thirty_days(hall, nadine, session, address, time_machine):
    registrations.cancel(hall.register(session, nadine).pk, by=None, at=NOON)
    path = address()

    assert read(path)[1].count("STATUS:CANCELLED") == 2
    time_machine.move_to(NOON + 30 * DAY - HOUR, tick=False)
    assert read(path)[1].count("STATUS:CANCELLED") == 2
    time_machine.move_to(NOON + 30 * DAY + HOUR, tick=False)
    assert "BEGIN:VEVENT" not in read(path)[1]


def test_a_new_address_closes_the_former_and_revoking_closes_all(hall, address):
    former = address()
    path = address()

    assert read(former)[0].status_code == 410
    assert read(path)[0].status_code == 200
    feeds.revoke_feed(
        CalendarFeed.objects.get(revoked_at=None).pk, by=hall.secretary.user, at=NOON
    )
    assert read(path)[0].status_code == 410
    assert read(path.replace(".ics", "x.ics"))[0].status_code == 404


def test_a_new_address_closes_that_of_a_commune_that_she_left(hall):
    now, me = Hall(name="Imling"), hall.secretary
    former = feeds.make_feed(hall.commune.pk, person=me, by=me.user, at=NOON)

    with wall([now.commune.pk, EVERYONE]):
        again = feeds.make_feed(now.commune.pk, person=me, by=me.user, at=NOON)

    former.refresh_from_db()
    assert (former.revoked_at, again.revoked_at) == (NOON, None)


def test_the_page_makes_and_revokes_only_one_s_own(signed_in, hall):
    other = Hall(name="Imling")
    theirs = feeds.make_feed(other.commune.pk, person=None, by=other.secretary.user, at=NOON)
    private = feeds.make_feed(hall.commune.pk, person=hall.mayor, by=hall.mayor.user, at=NOON)
    visitor = signed_in(hall.secretary.user)

    visitor.post(to("feed_create"), {"pour": "moi"})
    visitor.post(to("feed_create"), {"pour": "mairie"})
    page = visitor.get(to("feed_list")).content.decode()

    mine = CalendarFeed.objects.get(person=hall.secretary)
    ours = CalendarFeed.objects.get(person=None, commune=hall.commune)
    assert feed_token(mine) in page
    assert feed_token(ours) in page
    assert feed_token(private) not in page
    for feed, status in ((theirs, 404), (private, 404), (mine, 302), (ours, 302)):
        assert visitor.post(to("feed_revoke", feed.pk)).status_code == status
        feed.refresh_from_db()
        assert (feed.revoked_at is None) == (status == 404)


def test_my_own_half_days_of_a_session_as_a_file(signed_in, hall, session):
    visitor = signed_in(hall.secretary.user)
    assert visitor.get(to("session_calendar", session.pk)).status_code == 404

    one = hall.register(session, hall.secretary)
    content = visitor.get(to("session_calendar", session.pk)).content.decode()

    assert content.count(f"UID:{one.uuid}") == 2


def test_one_live_address_for_a_town_hall_and_one_for_a_person(hall, nadine):
    given = {"commune": hall.commune, "made_at": NOON, "made_by": hall.secretary.user}
    for name, whose in (("a_commune", {"person": None}), ("a_person", {"person": nadine})):
        first = CalendarFeed.objects.create(**given, **whose)
        again = partial(CalendarFeed.objects.create, **given, **whose)
        refused(again, f"calendar_feed_once_{name}")
        assert changed(first, revoked_at=NOON)() == 1
        assert again().pk


def test_an_address_is_revoked_after_it_was_made(hall):
    feed = feeds.make_feed(hall.commune.pk, person=None, by=hall.secretary.user, at=NOON)

    both_sides(
        feed,
        "calendar_feed_revoked_after",
        {"revoked_at": NOON - HOUR},
        {"revoked_at": NOON},
    )
