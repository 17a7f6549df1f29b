"""A year of the service: delays, time, equipment, for a commune and for all."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.domain.papers import ask_report
from itsupport.domain.sorting import move_ticket
from itsupport.domain.tickets import NewTicket, Said, open_ticket, reply
from itsupport.domain.votes import vote
from itsupport.models import Ticket, TimeEntry
from itsupport.queries.handled import Measure, backlog, delay_of, handled
from itsupport.queries.yearly import year_of, year_of_all
from itsupport.reports.yearly import UNMEASURED, service_report
from itsupport.resources.yearly import curve
from portal.lib.dates import PARIS
from tests import factories
from tests.conftest import NOON

pytestmark = pytest.mark.usefixtures("service")
TUESDAY = dt.datetime(2026, 3, 10, 9, tzinfo=PARIS)


@pytest.fixture
def commune(secretary):
    factories.MembershipFactory(commune=secretary.commune)
    return secretary.commune


def asked(commune, at=TUESDAY, **more):
    return open_ticket(
        NewTicket(commune_id=commune.pk, text="Panne", email="m@example.org", **more),
        by=None,
        at=at,
    )


def hours(number):
    return dt.timedelta(hours=number)


def answered(ticket, agent, at, then="", author="Nous"):
    reply(ticket.pk, Said(text="Oui", author=author), by=agent, at=at, then=then)


def test_delays_run_in_business_minutes_and_stop_while_we_wait(commune, agent):
    ticket = asked(commune)
    answered(ticket, agent, TUESDAY + hours(1), then="ask")
    move_ticket(ticket.pk, "resume", by=agent, at=TUESDAY + hours(2))
    move_ticket(ticket.pk, "solve", by=agent, at=TUESDAY + hours(5.5))

    one = handled(Ticket.objects.all())[0]

    assert one.answer == Measure(60, 240)
    assert one.solve == Measure(60 + 60 + 60, 960)


def test_a_year_counts_what_was_opened_and_solved_in_it(commune, agent, category):
    first = asked(commune, category_id=category.pk)
    answered(first, agent, TUESDAY + hours(1), then="solve")
    vote(first.pk, 3, by=None, at=TUESDAY + hours(2))
    slow = asked(commune, TUESDAY - dt.timedelta(days=90))
    answered(slow, agent, TUESDAY, then="solve")
    asked(commune, dt.datetime(2027, 1, 1, 0, 30, tzinfo=PARIS))
    asked(factories.CommuneFactory())

    year = year_of(commune.pk, 2026)

    assert (year.opened, year.solved, year.votes) == (1, 2, (0, 0, 1))
    assert [(line.label, line.opened, line.solved) for line in year.categories] == [
        ("Messagerie", 1, 1),
        ("sans catégorie", 0, 1),
    ]
    assert year.months[2].opened == 1
    assert (year.answer.median, year.answer.kept) == (60, 100)
    assert (year.solve.count, year.solve.kept) == (2, 50)
    before = year_of(commune.pk, 2025)
    assert (before.opened, before.solved) == (1, 0)


def test_the_ninth_decile_is_somebody_s_delay_and_the_share_is_never_rounded_up():
    measures = [Measure(n, 15) for n in range(1, 21)]

    delay = delay_of([*measures, Measure(None, 15), Measure(7, None)])

    assert (delay.count, delay.ninth) == (21, 18)
    assert delay.kept == 75
    assert delay_of([Measure(1, 2)] * 199 + [Measure(3, 2)]).kept == 99
    assert delay_of([]).kept is None


def test_time_visits_and_machines_of_the_year(commune, agent):
    for on, minutes, on_site in ((3, 30, True), (3, 60, True), (4, 15, True), (5, 15, False)):
        TimeEntry.objects.create(
            commune=commune,
            agent=agent,
            on=dt.date(2026, 3, on),
            minutes=minutes,
            kilometres=10,
            on_site=on_site,
        )
    TimeEntry.objects.create(commune=commune, agent=agent, on=dt.date(2025, 3, 1), minutes=9)
    factories.AssetFactory(commune=commune, purchased_on=dt.date(2020, 12, 31), renewal_year=2026)
    factories.AssetFactory(commune=commune)
    factories.AssetFactory(commune=commune, purchased_on=dt.date(2027, 1, 1))
    factories.AssetFactory(commune=commune, state="ordered")
    factories.AssetFactory(commune=commune, state="retired", retired_on=dt.date(2026, 5, 1))

    year = year_of(commune.pk, 2026)

    assert (year.time.hours, year.time.kilometres, year.time.visits) == ("2\u00a0h", 40, 2)
    machines = year.equipment
    assert (machines.count, machines.dated, machines.age, machines.to_renew) == (2, 1, 6.0, 1)


def test_what_is_open_at_the_end_of_each_month(commune, agent):
    solved = asked(commune)
    answered(solved, agent, TUESDAY + dt.timedelta(days=30), then="solve")
    asked(commune, TUESDAY + dt.timedelta(days=1))
    ends = [dt.datetime(2026, month, 1, tzinfo=PARIS) for month in (3, 4, 5)]

    assert backlog(handled(Ticket.objects.all()), ends) == [0, 2, 1]


def test_nothing_is_made_up(commune):
    facts = service_report(2026, commune.pk)

    assert facts.avoided == UNMEASURED
    ages = [row.now for row in facts.equipment if row.label == "Âge médian"]
    assert ages == ["–"]
    assert {row.now for row in facts.delays} == {"–"}


def test_the_report_of_a_commune_is_its_own(commune, signed_in, secretary, agent):
    asked(commune)
    other = factories.CommuneFactory()
    page = reverse("itsupport:report_detail", args=(2026, commune.pk))
    hall = signed_in(secretary.person.user)

    assert "1\u00a0demande reçue" in hall.get(page).content.decode()
    assert hall.get(reverse("itsupport:report_detail", args=(2026, other.pk))).status_code == 404
    assert hall.get(reverse("itsupport:report_detail", args=(2999, commune.pk))).status_code == 404
    assert hall.get(reverse("itsupport:statistics")).status_code == 403
    made = ask_report(2026, commune.pk, by=agent, at=NOON)
    assert made.commune_id == commune.pk
    assert ask_report(2026, commune.pk, by=agent, at=NOON) == made


def test_the_desk_asks_for_every_report_at_once(commune, agent, signed_in):
    factories.MembershipFactory()
    desk = signed_in(agent)

    page = desk.post(reverse("itsupport:report_batch", args=(2026,)))

    assert "/lots/" in page.url
    shown = desk.get(page.url).content.decode()
    assert "Bilans informatiques 2026" in shown


def test_statistics_ask_as_much_for_thirty_requests_as_for_one(commune, agent, signed_in):
    desk = signed_in(agent)
    address = reverse("itsupport:statistics")
    counts = []
    for number in (1, 29):
        for _ in range(number):
            answered(asked(commune), agent, TUESDAY + hours(1), then="solve")
        factories.MembershipFactory()
        desk.get(address)
        with CaptureQueriesContext(connection) as asked_for:
            assert desk.get(address, {"annee": "2026"}).status_code == 200
        counts.append(len(asked_for))
    assert counts[0] == counts[1]

    import openpyxl

    sheet = desk.get(address, {"annee": "2026", "export": "xlsx"})
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).active.values)
    assert rows[0][:3] == ("Commune", "Reçues", "Résolues")
    assert next(row for row in rows if row[0] == commune.name)[1:3] == (30, 30)


def test_the_curve_of_a_year_under_way_ends_now(commune, agent):
    asked(commune)

    found = year_of_all([commune], 2026, at=TUESDAY + hours(3))

    assert found.backlog == [("janvier", 0), ("février", 0), ("mars", 1)]
    drawn = curve(found.backlog)
    assert (drawn.last, drawn.most, drawn.y) == (1, 1, 12)
    assert curve([]) is None
