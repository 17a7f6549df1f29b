"""The registers of the territory in the back-office: what the manager mends is checked and journaled."""

import datetime as dt

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Model

from communes.models import Absence, Membership, Position
from communes.states import Role
from portal.journal.models import Entry
from tests import factories

pytestmark = pytest.mark.django_db
REGISTERS = ("commune", "site", "person", "absence", "epci")


@pytest.fixture
def desk(manager, signed_in):
    return signed_in(manager)


def inner(prefix, *rows, initial=0):
    """What a formset sends: its counts, then its rows."""
    counts = {"TOTAL": len(rows), "INITIAL": initial, "MIN_NUM": 0, "MAX_NUM": 1000}
    given = {f"{prefix}-{name}_FORMS": str(count) for name, count in counts.items()}
    for number, row in enumerate(rows):
        for name, value in row.items():
            given[f"{prefix}-{number}-{name}"] = (
                str(value.pk) if isinstance(value, Model) else value
            )
    return given


@pytest.mark.parametrize("register", REGISTERS)
def test_each_register_opens_for_the_manager_and_for_nobody_else(
    register, desk, signed_in, secretary
):
    factories.SiteFactory(commune=secretary.commune)
    assert desk.get(f"/gestion/communes/{register}/").status_code == 200
    other = signed_in(secretary.person.user)
    assert other.get(f"/gestion/communes/{register}/").status_code == 403


def test_a_commune_is_found_with_a_wrong_letter_and_never_added(desk):
    factories.CommuneFactory(name="Bickenholtz", insee="57080")
    factories.CommuneFactory(name="Imling", insee="57344")
    text = desk.get("/gestion/communes/commune/?q=bikenolz").content.decode()
    assert "Bickenholtz" in text
    assert "Imling" not in text
    assert desk.get("/gestion/communes/commune/add/").status_code == 403


def test_a_building_that_has_served_stays_in_its_commune(desk):
    site, elsewhere = factories.SiteFactory(), factories.CommuneFactory()
    url = f"/gestion/communes/site/{site.pk}/change/"
    typed = {"kind": site.kind, "name": "Mairie", "active": "on", "commune": elsewhere.pk}
    served = factories.AssetFactory(commune=site.commune, site=site)

    refused = desk.post(url, typed)
    served.site = None
    served.save(update_fields=["site"])
    kept = desk.post(url, typed)

    assert "a déjà servi à sa commune" in refused.content.decode()
    assert kept.status_code == 302
    site.refresh_from_db()
    assert site.commune == elsewhere


def test_a_telephone_is_put_right_and_the_edit_is_journaled(desk, manager):
    commune = factories.CommuneFactory()
    url = f"/gestion/communes/commune/{commune.pk}/change/"
    typed = {
        "phone": "0387030001",
        "address": "1 rue Haute",
        "email": "",
        "website": "",
        "note": "",
    }
    page = desk.post(url, {**typed, **inner("mailboxes"), **inner("populations")})
    assert page.status_code == 302
    commune.refresh_from_db()
    assert commune.phone == "03 87 03 00 01"
    entry = Entry.objects.get(subject_type="communes.commune")
    assert entry.by == manager
    assert entry.details["changed"]
    page = desk.post(url, {**typed, "phone": "12", **inner("mailboxes"), **inner("populations")})
    assert "Écrivez dix chiffres" in page.content.decode()


def test_an_address_of_nobody_is_the_shared_one(desk):
    commune = factories.CommuneFactory()
    person = factories.PersonFactory()
    rows = [{"email": "a@example.org", "active": "on"}]
    rows.append({"email": "b@example.org", "active": "on", "person": person})
    desk.post(
        f"/gestion/communes/commune/{commune.pk}/change/",
        {"phone": "", **inner("mailboxes", *rows), **inner("populations")},
    )
    found = dict(commune.mailboxes.values_list("email", "shared"))
    assert found == {"a@example.org": True, "b@example.org": False}


def test_a_period_is_said_by_its_last_day_and_may_have_no_beginning(desk):
    epci, commune = factories.EpciFactory(), factories.CommuneFactory()
    url = f"/gestion/communes/epci/{epci.pk}/change/"
    row = {"commune": commune, "period_first": "", "period_last": "31/12/2013"}
    typed = {"name": epci.name, "siren": epci.siren, "valid_from": "", "valid_to": ""}
    assert desk.post(url, {**typed, **inner("memberships", row)}).status_code == 302
    assert Membership.objects.get().period == DateRange(None, dt.date(2014, 1, 1))
    page = desk.get(url).content.decode()
    assert 'value="31/12/2013"' in page


def test_the_register_of_epcis_asks_no_more_for_thirty_members(
    desk, django_assert_max_num_queries
):
    epci = factories.EpciFactory()
    for _number in range(30):
        factories.MembershipFactory(epci=epci)
    with django_assert_max_num_queries(16):
        desk.get(f"/gestion/communes/epci/{epci.pk}/change/")


def test_the_manager_gives_posts_of_communes_not_of_the_team(desk, manager):
    commune, person = factories.CommuneFactory(), factories.PersonFactory()
    url = f"/gestion/communes/person/{person.pk}/change/"
    typed = {"first_name": "Solange", "last_name": "Ferrand", "civility": "", "email": ""}
    row = {"role": Role.SECRETARY, "commune": commune, "started_on": "01/09/2026"}
    assert desk.post(url, {**typed, **inner("positions", row)}).status_code == 302
    assert person.positions.get().role == Role.SECRETARY
    row = {"role": Role.ADMINISTRATOR, "commune": "", "started_on": "01/09/2026"}
    page = desk.post(
        f"/gestion/communes/person/{manager.person.pk}/change/",
        {**typed, **inner("positions", row)},
    )
    assert page.status_code == 200
    assert not Position.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_nobody_stands_in_for_herself(desk):
    position = factories.SecretaryFactory()
    typed = {"position": position.pk, "period_first": "16/11/2026", "period_last": "", "note": ""}
    url = "/gestion/communes/absence/add/"
    page = desk.post(url, {**typed, "replaced_by": position.person.pk})
    assert "Choisissez quelqu’un d’autre" in page.content.decode()
    assert desk.post(url, {**typed, "replaced_by": ""}).status_code == 302
    assert Absence.objects.get().period == DateRange(dt.date(2026, 11, 16), None)
    text = desk.get("/gestion/communes/absence/").content.decode()
    assert "sans retour connu" in text


def test_the_workbench_has_one_section_of_communes(desk):
    text = desk.get("/gestion/").content.decode()
    assert text.count(">Communes</h2>") == 1
    assert "/gestion/importer/" in text


def test_a_register_reads_on_a_phone_with_words_for_its_marks(desk):
    factories.EpciFactory(name="CC des Deux Sarres", ours=False)
    html = desk.get("/gestion/communes/epci/").content.decode()

    assert 'data-label="Servi par le portail" class="field-ours">non</td>' in html
    assert "<img" not in html
    assert 'data-none class="field-valid_to' in html
    assert "Inscrire une intercommunalité" in html


def test_the_form_of_a_register_speaks_french(desk):
    person = factories.PersonFactory()
    html = desk.get(f"/gestion/communes/person/{person.pk}/change/").content.decode()

    assert "Ajouter une fonction" in html
    assert "suppl\\u00e9mentaire" not in html
    assert "---------" not in html
    assert "Enregistrer et inscrire une autre" in html
    added = desk.get("/gestion/communes/absence/add/").content.decode()
    assert "<h1>Inscrire une absence</h1>" in added
    assert '<option value="" selected>Choisir</option>' in added
    assert "related-widget-wrapper-link" not in added


def test_a_new_person_is_inscribed_with_a_row_for_her_function(manager, signed_in):
    html = signed_in(manager).get("/gestion/communes/person/add/").content.decode()

    assert 'name="positions-0-role"' in html
    assert "<title>Inscrire" in html
