"""The pages of rounds, from the list of what waits to the end of the day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.domain.rounds import announce_round
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import Round, RoundTask, TimeEntry
from itsupport.reports.rounds import route_sheet
from portal.lib.dates import PARIS
from tests import factories
from tests.conftest import NOON
from tests.itsupport.test_desk_pages import words

pytestmark = pytest.mark.usefixtures("service")
BEFORE = dt.datetime(2026, 11, 10, 9, tzinfo=PARIS)


@pytest.fixture
def desk(agent, signed_in, time_machine):
    time_machine.move_to(NOON, tick=False)
    return signed_in(agent)


@pytest.fixture
def communes(db):
    found = [factories.MembershipFactory().commune for _ in range(2)]
    for number, commune in enumerate(found):
        type(commune).objects.filter(pk=commune.pk).update(
            latitude=48.7 + number / 10, longitude=7
        )
    return found


def asked(commune, number=1):
    return [
        open_ticket(NewTicket(commune_id=commune.pk, text="Panne"), by=None, at=NOON)
        for _ in range(number)
    ]


def typed(tickets, communes, **more):
    return {
        "on": "20/11/2026",
        "leaves_at": "8 h 30",
        "departure": communes[0].pk,
        "tickets": [ticket.pk for ticket in tickets],
    } | more


def name(one, verb, *args):
    return reverse(f"itsupport:{verb}", args=(one.pk, *args))


def test_a_day_on_the_road_from_the_first_tick_to_the_last(desk, communes, agent):
    tickets = [*asked(communes[0]), *asked(communes[1], 2)]
    shown = words(desk.get(reverse("itsupport:round_create")))
    assert "3 demandes attendent</b> dans 2 lieux" in shown

    desk.post(reverse("itsupport:round_create"), typed(tickets, communes))
    one = Round.objects.get()
    shown = words(desk.get(name(one, "round_detail")))
    assert "2 arrêts, 3 demandes" in shown
    assert "La mairie est fermée à cette heure" in shown

    desk.post(name(one, "round_move", "prevenir"))
    desk.post(name(one, "round_move", "partir"))
    stops = list(one.stops.order_by("position"))
    for stop in stops:
        desk.post(name(one, "stop_move", stop.pk, "arriver"))
        desk.post(name(one, "stop_move", stop.pk, "repartir"), {"minutes": "20"})
    task = RoundTask.objects.filter(stop=stops[0]).first()
    desk.post(name(one, "task_tick", task.pk))
    page = desk.post(name(one, "round_close"), {"kilometres": ""}, follow=True)
    assert "même zéro" in words(page)
    desk.post(name(one, "round_close"), {"kilometres": "31"})

    one.refresh_from_db()
    assert (one.state, one.kilometres) == ("done", 31)
    assert sum(TimeEntry.objects.values_list("kilometres", flat=True)) == 31
    task.ticket.refresh_from_db()
    assert task.ticket.state == "solved"
    assert "1 sur 3" in words(desk.get(reverse("itsupport:round_list")))


def test_nothing_ticked_keeps_what_was_typed(desk, communes):
    asked(communes[0])
    page = desk.post(reverse("itsupport:round_create"), typed([], communes, note="clés"))

    assert "Cochez au moins une demande" in words(page)
    assert 'value="clés"' in page.content.decode()


def test_what_was_ticked_stays_ticked(desk, communes):
    (ticket,) = asked(communes[0])
    page = desk.post(reverse("itsupport:round_create"), typed([ticket], communes, on="hier"))

    assert f'id="d{ticket.pk}" value="{ticket.pk}" checked' in page.content.decode()


def test_stops_move_and_hours_are_typed(desk, communes):
    desk.post(
        reverse("itsupport:round_create"),
        typed([*asked(communes[0]), *asked(communes[1])], communes),
    )
    one = Round.objects.get()
    first, second = one.stops.order_by("position")
    desk.post(name(one, "stop_move", first.pk, "plus-tard"))
    assert list(one.stops.order_by("position")) == [second, first]

    desk.post(name(one, "round_hours"), {f"heure-{first.pk}": "15 h"})
    first.refresh_from_db()
    assert first.planned_at == dt.datetime(2026, 11, 20, 15, tzinfo=PARIS)
    desk.post(name(one, "round_hours"), {f"heure-{first.pk}": "tôt"})
    first.refresh_from_db()
    assert first.planned_at.hour == 14
    desk.post(name(one, "round_move", "ordonner"))
    assert list(one.stops.order_by("position")) == [first, second]


def test_the_route_sheet_says_who_to_call_and_what_to_do(desk, communes, agent):
    site = factories.SiteFactory(commune=communes[1], name="École", access="portail vert")
    asset = factories.AssetFactory(commune=communes[1], name="PC-3")
    ticket = open_ticket(
        NewTicket(
            commune_id=communes[1].pk, text="Panne", site_id=site.pk, asset_ids=(asset.pk,),
            name="Solange", phone="03 87 00 00 00",
        ),
        by=None,
        at=NOON,
    )  # fmt: skip
    desk.post(reverse("itsupport:round_create"), typed([ticket], communes))
    one = Round.objects.get()

    stop = route_sheet(one.pk).stops[0]

    assert (stop.place, stop.access, stop.phone) == ("École", "portail vert", "03 87 03 00 00")
    assert "PC-3" in stop.tasks[0].machines[0]
    assert stop.tasks[0].who == "Solange, 03 87 00 00 00"
    page = desk.post(name(one, "round_sheet"))
    assert "Feuille de route" in words(desk.get(page.url))


def test_the_pages_ask_as_much_for_thirty_requests_as_for_one(desk, communes, agent):
    counts = []
    for number in (1, 30):
        tickets = asked(communes[0], number)
        desk.post(reverse("itsupport:round_create"), typed(tickets, communes))
        one = Round.objects.latest("pk")
        announce_round(one.pk, by=agent, at=NOON)
        asked(communes[1], number)
        pages = (name(one, "round_detail"), *map(reverse, LISTS))
        for page in pages:
            desk.get(page)
        with CaptureQueriesContext(connection) as asked_for:
            for page in pages:
                assert desk.get(page).status_code == 200
        counts.append(len(asked_for))
    assert counts[0] == counts[1]


LISTS = ("itsupport:round_list", "itsupport:round_create")
