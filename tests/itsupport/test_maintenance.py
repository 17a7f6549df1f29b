"""Maintenance that comes back opens its requests once, where it is done."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils.timezone import localdate

from itsupport.domain.maintenance import make_due
from itsupport.models import MaintenancePlan, MaintenanceRun, Ticket
from itsupport.recurrence import is_school_holiday
from itsupport.tasks import maintain
from portal.mail.models import OutboxEmail
from portal.walls.acting import wall_for_all
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("service")
TODAY = NOON.date()


@pytest.fixture
def schools(db):
    """Two communes with a school, one without."""
    found = [factories.MembershipFactory().commune for _ in range(3)]
    for commune in found[:2]:
        factories.SiteFactory(commune=commune, name="École", kind="school")
    return found


def plan_of(**more):
    given = {
        "title": "Salle informatique",
        "checklist": "Mettre à jour\nRanger",
        "next_on": TODAY + dt.timedelta(days=10),
        "site_kind": "school",
    }
    return MaintenancePlan.objects.create(**given | more)


def test_a_date_that_comes_opens_one_request_a_commune_concerned(schools):
    plan = plan_of(school_holidays=True)

    assert make_due(at=NOON) == 2
    assert make_due(at=NOON) == 0

    tickets = Ticket.objects.order_by("commune__name_sort")
    assert {ticket.commune for ticket in tickets} == set(schools[:2])
    first = tickets[0]
    assert (first.kind, first.channel, first.site.kind) == ("maintenance", "plan", "school")
    assert [item.text for item in first.checklist.all()] == ["Mettre à jour", "Ranger"]
    assert not OutboxEmail.objects.exists()
    plan.refresh_from_db()
    assert plan.next_on > TODAY + dt.timedelta(days=300)
    assert is_school_holiday(plan.next_on)


def test_it_waits_for_its_notice_and_for_being_in_use(schools):
    plan_of(lead_days=9)
    plan_of(active=False)

    assert make_due(at=NOON) == 0
    assert make_due(at=NOON + dt.timedelta(days=1)) == 2


def test_a_plan_of_one_commune_and_of_machines(schools):
    plan = plan_of(commune=schools[2], site_kind="", asset_kind="ups")
    assert make_due(at=NOON) == 0
    asset = factories.AssetFactory(commune=schools[2], kind="ups")
    factories.AssetFactory(commune=schools[0], kind="ups")
    MaintenancePlan.objects.filter(pk=plan.pk).update(next_on=TODAY)

    assert make_due(at=NOON) == 1
    assert list(Ticket.objects.get().assets.all()) == [asset]


def test_a_plan_long_forgotten_opens_one_date_only(schools):
    plan = plan_of(next_on=TODAY - dt.timedelta(days=400), months=3)

    assert make_due(at=NOON) == 2
    plan.refresh_from_db()
    assert plan.next_on >= TODAY


@pytest.mark.django_db(transaction=True)
def test_any_number_of_beats_open_each_request_once(schools):
    plan_of()

    def ring(_number):
        try:
            with wall_for_all():
                return make_due(at=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(ring, range(6)))

    assert sum(made) == 2
    with wall_for_all():
        assert MaintenanceRun.objects.count() == Ticket.objects.count() == 2


def test_the_clock_opens_them(schools, time_machine):
    time_machine.move_to(NOON, tick=False)
    plan_of()
    maintain()
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize("number", [1, 30])
def test_the_year_to_come_is_read_in_few_questions(
    number, schools, agent, signed_in, django_assert_max_num_queries
):
    for n in range(number):
        plan_of(title=f"Plan {n}", months=6, next_on=localdate() + dt.timedelta(days=10))
    desk = signed_in(agent)
    with django_assert_max_num_queries(24):
        shown = desk.get(reverse("itsupport:maintenance_list")).content.decode()
    assert shown.count("Plan 0") in {1, 2}


def refused(make, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("maintenance_plan_rhythm", {"months": 2}, {"months": 3}),
        ("maintenance_plan_notice", {"lead_days": 91}, {"lead_days": 90}),
        ("maintenance_plan_has_a_list", {"checklist": ""}, {"checklist": "x"}),
    ],
)
def test_a_plan_is_true_to_itself(db, name, wrong, right):
    refused(lambda: plan_of(**wrong), name)
    assert plan_of(**right).pk


def test_a_date_has_one_request(schools):
    plan = plan_of()
    make_due(at=NOON)
    run = plan.runs.first()
    other = factories.TicketFactory(commune=run.commune)
    refused(
        lambda: MaintenanceRun.objects.create(
            plan=plan, commune=run.commune, on=run.on, ticket=other
        ),
        "maintenance_run_once",
    )
    assert MaintenanceRun.objects.create(plan=plan, commune=run.commune, on=NOON, ticket=other)
