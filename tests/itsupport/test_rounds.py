"""Rounds of visits, from the requests that were ticked to the time noted for each commune."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from communes.queries import acting_of
from itsupport.domain import rounds, visiting
from itsupport.domain.rounds import RoundPlan, prepare_round
from itsupport.domain.sorting import move_ticket, take
from itsupport.domain.tickets import NewTicket, open_ticket
from itsupport.models import Round, RoundStop, RoundTask, TimeEntry
from itsupport.queries.rounds import places_to_go, stops_of
from portal.lib.dates import PARIS
from portal.lib.refusal import Refusal
from portal.mail.models import OutboxEmail
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("service")
DAY = dt.date(2026, 11, 13)
MORNING = dt.datetime(2026, 11, 13, 8, 30, tzinfo=PARIS)
ANNOUNCED = "itsupport/mails/round_announced"


@pytest.fixture
def communes(db):
    """Three communes on a line, the departure first."""
    return [
        factories.CommuneFactory(
            name=f"Commune {n}", latitude=48.7, longitude=7.0 + n / 10, email=f"m{n}@example.org"
        )
        for n in range(3)
    ]


@pytest.fixture
def tickets(communes):
    """One in the first commune, two in the second, one in the third."""
    return [asked(communes[n]) for n in (0, 1, 1, 2)]


def asked(commune, text="L’imprimante"):
    return open_ticket(NewTicket(commune_id=commune.pk, text=text), by=None, at=NOON)


def prepared(tickets, agent, **more):
    plan = {
        "on": DAY,
        "leaves_at": dt.time(8, 30),
        "departure_id": tickets[0].commune_id,
        "agent_ids": (agent.pk,),
        "ticket_ids": tuple(ticket.pk for ticket in tickets),
    }
    return prepare_round(RoundPlan(**plan | more), by=agent, at=NOON)


@pytest.fixture
def round_(tickets, agent):
    return prepared(tickets, agent)


@pytest.fixture
def under_way(round_, agent):
    rounds.announce_round(round_.pk, by=agent, at=NOON)
    visiting.start_round(round_.pk, by=agent, at=MORNING)
    return round_


def states(tickets):
    for ticket in tickets:
        ticket.refresh_from_db()
    return [ticket.state for ticket in tickets]


def visit(one, agent, stop, minutes=30):
    visiting.arrive(one.pk, stop.pk, by=agent, at=MORNING)
    visiting.leave(one.pk, stop.pk, by=agent, at=MORNING + dt.timedelta(minutes=minutes))


def test_stops_are_buildings_in_a_short_order_with_their_hours(round_, communes):
    stops = stops_of(round_)

    assert [stop.commune for stop in stops] in (communes, communes[::-1])
    assert [len(stop.tasks) for stop in stops] == [1, 2, 1]
    hours = [stop.stop.planned_at for stop in stops]
    assert hours == sorted(hours)
    assert all(hour >= MORNING for hour in hours)


def test_preparing_moves_nothing_and_takes_each_request_once(round_, tickets, agent):
    assert set(states(tickets)) == {"new"}
    with pytest.raises(Refusal, match="déjà d’une autre tournée"):
        prepared(tickets[:1], agent)
    assert places_to_go_of(agent) == []


def places_to_go_of(agent):
    agent.acting = acting_of(agent, on=NOON.date())
    return places_to_go(agent)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ticket_ids": ()}, "au moins une"),
        ({"on": NOON.date() - dt.timedelta(days=1)}, "à venir"),
    ],
)
def test_what_is_no_round_is_refused(tickets, agent, changes, words):
    with pytest.raises(Refusal, match=words):
        prepared(tickets, agent, **changes)


def test_each_commune_is_told_once_and_its_requests_are_planned(round_, tickets, agent, communes):
    told = rounds.announce_round(round_.pk, by=agent, at=NOON)

    mails = OutboxEmail.objects.filter(kind=ANNOUNCED)
    assert told == mails.count() == 3
    two = mails.get(commune_id=communes[1].pk)
    assert two.text.count("L’imprimante (") == 2
    assert "dites-nous qui peut nous ouvrir" in two.text
    assert set(states(tickets)) == {"planned"}
    planned = RoundStop.objects.get(commune=communes[1]).planned_at
    assert tickets[1].planned_for == planned
    assert {ticket.assignee for ticket in tickets} == {agent}
    with pytest.raises(Refusal, match="prévenues"):
        rounds.announce_round(round_.pk, by=agent, at=NOON)
    with pytest.raises(Refusal, match="prévenues"):
        rounds.suggest_order(round_.pk, by=agent, at=NOON)


def test_the_agent_orders_the_stops_and_sets_their_hours(round_, agent):
    first, second, third = round_.stops.order_by("position")
    rounds.shift_stop(round_.pk, first.pk, 1, by=agent, at=NOON)
    rounds.shift_stop(round_.pk, second.pk, -1, by=agent, at=NOON)
    assert list(round_.stops.order_by("position")) == [second, first, third]
    hours = list(round_.stops.order_by("position").values_list("planned_at", flat=True))
    assert hours == sorted(hours)

    rounds.set_hours(round_.pk, {third.pk: dt.time(16)}, by=agent, at=NOON)
    third.refresh_from_db()
    assert third.planned_at == dt.datetime(2026, 11, 13, 16, tzinfo=PARIS)
    with pytest.raises(Refusal, match="suivent l’ordre"):
        rounds.set_hours(round_.pk, {third.pk: dt.time(7)}, by=agent, at=NOON)


def test_it_leaves_once_the_communes_are_told(round_, agent):
    with pytest.raises(Refusal, match="Prévenez"):
        visiting.start_round(round_.pk, by=agent, at=MORNING)


def test_what_is_done_is_solved_and_the_rest_goes_back(tickets, agent):
    take(tickets[0].pk, by=agent, at=NOON)
    move_ticket(tickets[1].pk, "await_part", by=agent, at=NOON)
    before = NOON + dt.timedelta(days=30)
    move_ticket(tickets[2].pk, "plan", by=agent, at=NOON, planned_for=before)
    one = prepared(tickets, agent)
    rounds.announce_round(one.pk, by=agent, at=NOON)
    visiting.start_round(one.pk, by=agent, at=MORNING)
    visit(one, agent, one.stops.get(commune=tickets[3].commune))
    done = RoundTask.objects.get(ticket=tickets[3])
    visiting.tick_task(one.pk, done.pk, by=agent, at=MORNING)

    visiting.close_round(one.pk, kilometres=40, by=agent, at=MORNING + dt.timedelta(hours=4))

    assert states(tickets) == ["taken", "waiting_part", "planned", "solved"]
    assert tickets[2].planned_for == before
    assert tickets[0].planned_for is None
    outcomes = RoundTask.objects.order_by("ticket_id").values_list("outcome", flat=True)
    assert list(outcomes) == ["left", "left", "left", "done"]


def test_a_request_that_moved_meanwhile_is_left_where_it_is(under_way, tickets, agent):
    move_ticket(tickets[0].pk, "await_supplier", by=agent, at=MORNING)
    visit(under_way, agent, under_way.stops.first())

    visiting.close_round(under_way.pk, kilometres=3, by=agent, at=MORNING + dt.timedelta(hours=4))

    assert states(tickets)[0] == "waiting_supplier"


def test_minutes_and_kilometres_go_to_the_communes_exactly(under_way, communes, agent):
    for stop in under_way.stops.all():
        visit(under_way, agent, stop, minutes=25)

    visiting.close_round(under_way.pk, kilometres=41, by=agent, at=MORNING + dt.timedelta(hours=4))

    spent = TimeEntry.objects.aggregate(Sum("minutes"), Sum("kilometres"))
    assert spent == {"minutes__sum": 75, "kilometres__sum": 41}
    of = {entry.commune: entry for entry in TimeEntry.objects.select_related("commune")}
    assert of[communes[0]].kilometres == 0
    assert of[communes[1]].kilometres == 14
    assert of[communes[2]].kilometres == 27
    assert of[communes[0]].ticket is not None
    assert of[communes[1]].ticket is None
    under_way.refresh_from_db()
    assert (under_way.state, under_way.kilometres) == ("done", 41)


def test_minutes_may_be_typed_and_leaving_needs_an_arrival(under_way, agent):
    stop = under_way.stops.first()
    with pytest.raises(Refusal, match="l’arrivée"):
        visiting.leave(under_way.pk, stop.pk, by=agent, at=MORNING)
    visiting.arrive(under_way.pk, stop.pk, by=agent, at=MORNING)
    visiting.arrive(under_way.pk, stop.pk, by=agent, at=MORNING + dt.timedelta(minutes=9))
    with pytest.raises(Refusal, match="départ de"):
        visiting.close_round(under_way.pk, kilometres=1, by=agent, at=MORNING)
    visiting.leave(under_way.pk, stop.pk, by=agent, at=MORNING, minutes=50)

    stop.refresh_from_db()
    assert (stop.arrived_at, stop.minutes) == (MORNING, 50)


def test_nobody_came_is_no_end(under_way, agent):
    with pytest.raises(Refusal, match="au moins une arrivée"):
        visiting.close_round(under_way.pk, kilometres=1, by=agent, at=MORNING)


def test_a_cancelled_round_gives_its_requests_back_and_says_so(round_, tickets, agent):
    rounds.announce_round(round_.pk, by=agent, at=NOON)

    rounds.cancel_round(round_.pk, by=agent, at=NOON)

    assert set(states(tickets)) == {"taken"}
    assert OutboxEmail.objects.filter(kind="itsupport/mails/round_cancelled").count() == 3
    assert prepared(tickets, agent).stops.count() == 3


def refused(make, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()
        connection.check_constraints()


def changed(thing, **changes):
    return lambda: type(thing).objects.filter(pk=thing.pk).update(**changes)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("round_dated_by_state", {"state": "done"}, {"state": "cancelled", "ended_at": NOON}),
        ("round_dated_by_state", {"started_at": NOON}, {"state": "under_way", "started_at": NOON}),
        (
            "round_driven_once_done",
            {"kilometres": 3},
            {"kilometres": 3, "state": "done", "started_at": NOON, "ended_at": NOON},
        ),
    ],
)
def test_a_round_is_true_to_its_state(round_, name, wrong, right):
    refused(changed(round_, **wrong), name)
    assert changed(round_, **right)() == 1


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("round_stop_leaves_after_arriving", {"left_at": NOON}, {"arrived_at": NOON, "left_at": NOON}),
        ("round_stop_minutes_of_a_day", {"minutes": 1441}, {"minutes": 1440}),
        ("round_stop_position_once", {"position": 2}, {"position": 9}),
    ],
)  # fmt: skip
def test_a_stop_is_true_to_itself(round_, name, wrong, right):
    stop = round_.stops.get(position=1)
    refused(changed(stop, **wrong), name)
    assert changed(stop, **right)() == 1


def test_a_request_is_of_one_round_at_once_and_a_place_of_one_stop(round_, tickets):
    task = RoundTask.objects.get(ticket=tickets[0])
    again = {"stop": task.stop, "commune": task.commune, "ticket": task.ticket}
    refused(lambda: RoundTask.objects.create(**again), "round_task_one_round_at_once")
    RoundTask.objects.create(outcome="left", **again)
    stop = task.stop
    twice = {"round": round_, "commune": stop.commune, "planned_at": NOON, "position": 8}
    refused(lambda: RoundStop.objects.create(**twice), "round_stop_place_once")
    RoundStop.objects.create(site=factories.SiteFactory(commune=stop.commune), **twice)
    agent = round_.agents.get()
    through = Round.agents.through
    refused(lambda: through.objects.create(round=round_, agent=agent), "round_agent_once")


def test_a_stop_and_its_requests_are_of_one_commune(round_, tickets, communes):
    task = RoundTask.objects.get(ticket=tickets[0])
    refused(changed(task, commune=communes[2]), "same_commune")
