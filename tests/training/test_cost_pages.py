"""What the manager and the town halls do and read about costs."""

import pytest
from django.urls import reverse

from portal.documents.models import Document
from portal.lib.tables import read_xlsx
from tests.conftest import NOON
from tests.training.desk import address
from tests.training.factories import DAY, SessionFactory
from tests.training.hall import text, to
from tests.training.test_costs import AFTER, Hall, close, held, rule
from training.domain import costs
from training.models import CostLine, CostShare
from training.reports.costs import cost_statement, cost_year
from training.states.registrations import RegistrationState as R

pytestmark = pytest.mark.django_db
TYPED = {"kind": "trainer", "label": "Intervention", "supplier": "CDG", "amount": "450"}


def rows_of(response):
    return read_xlsx(response.content)


@pytest.fixture
def halls(db):
    return Hall(insee="57059", name="Bébing"), Hall(insee="57180", name="Dolving")


@pytest.fixture
def session(halls):
    rule(by_attendance=100)
    return held((halls[0], R.ATTENDED), (halls[1], R.ATTENDED), (halls[1], R.ATTENDED))


def test_lines_are_noted_changed_and_left_out_until_the_session_is_closed(desk, session):
    url = address("session_costs", session.pk)
    assert "Rien n’est noté" in text(desk.get(url))
    desk.post(url, TYPED)
    desk.post(url, {**TYPED, "label": "Repas", "amount": "0"})
    line = CostLine.objects.get()

    page = text(desk.get(url))
    assert "150,00 € par personne" in page.replace("\u202f", " ")
    assert "telles qu’elles seraient" in page
    desk.post(address("cost_edit", line.pk), {**TYPED, "amount": "300"})
    assert CostLine.objects.get().amount_cents == 300_00
    desk.post(address("cost_remove", line.pk))
    assert not CostLine.objects.exists()


def test_an_amount_that_nobody_pays_is_a_slip_that_is_said(desk, session):
    page = text(desk.post(address("session_costs", session.pk), {**TYPED, "amount": "30000000"}))

    assert "vérifiez la virgule" in page
    assert not CostLine.objects.exists()


def test_once_closed_only_a_correction_with_its_reason(desk, session, manager):
    url = address("session_costs", session.pk)
    desk.post(url, TYPED)
    costs.freeze_costs(session.pk, by=manager, at=NOON)
    close(session)

    assert desk.get(address("cost_edit", CostLine.objects.get().pk)).status_code == 404
    without = text(desk.post(url, {**TYPED, "amount": "-90"}))
    assert "Dites pourquoi" in without
    desk.post(url, {**TYPED, "amount": "-90", "reason": "remise"})

    page = text(desk.get(url))
    assert "remise" in page
    assert "360,00 €" in page.replace("\u202f", " ")
    rows = rows_of(desk.get(f"{url}?export=xlsx"))
    assert ["Dolving", "57180", "2", "240"] in rows


@pytest.fixture
def shared(session, manager):
    costs.add_cost(
        session.pk,
        costs.Cost(kind="meal", label="Repas", amount_cents=100_00),
        by=manager,
        at=NOON,
    )
    return costs.freeze_costs(session.pk, by=manager, at=NOON)


def test_the_year_then_one_file_for_the_accountants(desk, shared):
    year = text(desk.get(address("cost_year")))
    assert "100,00 € TTC pour 1 session close" in year.replace("\u202f", " ")
    rows = rows_of(desk.get(f"{address('cost_year')}?export=xlsx"))
    assert rows[1:] == [
        ["Bébing", "57059", "1", "1", "33,33"],
        ["Dolving", "57180", "1", "2", "66,67"],
        ["Total", "", "1", "", "100"],
    ]
    desk.post(address("cost_export"))
    again = text(desk.post(address("cost_export"), follow=True))
    assert "déjà parties" in again
    export = CostShare.objects.first().export
    lines = (
        desk.get(address("cost_export_file", export.pk, "csv"))
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert lines[1].split(";")[5:10] == [
        "57059",
        shared.shares.first().commune.siren,
        "Bébing",
        "1",
        "33,33",
    ]
    assert "Aucune session payante" in text(desk.get(f"{address('cost_year')}?annee=2020"))


def test_documents_say_what_the_pages_say(desk, shared, halls):
    for url in (address("cost_paper", shared.session_id), address("cost_year_paper", 2026)):
        assert desk.post(url).status_code == 302
    assert Document.objects.filter(kind__startswith="training.cost").count() == 2

    facts = cost_statement(shared.session_id)
    assert [(one.name, one.cents) for one in facts.shares] == [
        ("Bébing", 33_33),
        ("Dolving", 66_67),
    ]
    assert facts.rule == "100\u202f% par personne venue"
    own = cost_year(2026, halls[1].commune.pk)
    assert (own.of, own.cents, own.lines[0].people) == ("Dolving", 66_67, 2)
    assert cost_year(2026).cents == 100_00


def test_a_town_hall_reads_its_own_share(signed_in, shared, halls):
    page = text(signed_in(halls[0].secretary.user).get(to("cost_list"))).replace("\u202f", " ")

    assert "33,33 €" in page
    assert "66,67" not in page


def test_a_rule_that_has_shared_something_is_only_read(desk, shared):
    url = reverse("admin:training_sharingrule_change", args=(shared.rule_id,))

    assert (
        "100\u202f%" in desk.get(reverse("admin:training_sharingrule_changelist")).content.decode()
    )
    assert 'name="deliberation"' not in desk.get(url).content.decode()
    other = rule(carried=100, applies_from=(AFTER + DAY).date())
    assert (
        'name="deliberation"'
        in desk.get(
            reverse("admin:training_sharingrule_change", args=(other.pk,))
        ).content.decode()
    )


def test_the_price_of_the_room(desk, session):
    free = SessionFactory(on=(AFTER + DAY).date())
    page = text(desk.post(address("cost_rooms", free.pk), follow=True))

    assert "gratuitement" in page


def test_a_rule_that_does_not_make_a_hundred_is_told_so(desk):
    url = reverse("admin:training_sharingrule_add")
    typed = {"deliberation": "2026-9", "voted_on": "12/01/2026", "applies_from": "12/01/2026"}
    typed |= dict.fromkeys(("by_seat", "by_population", "equally", "carried"), 0)
    typed |= {"by_attendance": 90, "among": "members"}

    assert desk.post(url, {}).status_code == 200
    assert "font cent pour cent" in text(desk.post(url, typed))
    assert desk.post(url, {**typed, "carried": 10}).status_code == 302
