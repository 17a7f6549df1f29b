"""The directory finds a commune however one writes it, and says who can be called."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import Absence, Commune, Population
from communes.queries.directory import directory, found_communes
from tests import factories

DAY = dt.date(2026, 11, 10)
LIST = "/annuaire/"


@pytest.fixture
def perimeter(db):
    epci = factories.EpciFactory()
    names = (
        "Bébing", "Belles-Forêts", "Hommarting", "Hommert", "Imling", "Haut-Clocher", "Bickenholtz",
    )  # fmt: skip
    for number, name in enumerate(names):
        commune = factories.CommuneFactory(
            name=name, insee=f"571{number:02d}", postal_codes=[f"5763{number}"]
        )
        factories.MembershipFactory(epci=epci, commune=commune)
    return epci


def found(query):
    return [str(commune) for commune in found_communes(directory(on=DAY), query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("bebing", "Bébing"),
        ("BÉBING", "Bébing"),
        ("beling", "Bébing"),
        ("bikenolz", "Bickenholtz"),
        ("belles forets", "Belles-Forêts"),
        ("Belles–Forêts", "Belles-Forêts"),
        ("bele foret", "Belles-Forêts"),
        ("hommarting", "Hommarting"),
        ("hommert", "Hommert"),
        ("homert", "Hommert"),
        ("haut clocher", "Haut-Clocher"),
        ("57102", "Hommarting"),
        ("57634", "Imling"),
    ],
)
def test_a_commune_is_found_as_people_write_it(perimeter, query, first):
    assert found(query)[0] == first


def test_two_names_that_begin_alike_are_both_found_but_an_exact_name_stands_alone(perimeter):
    assert found("homm") == ["Hommarting", "Hommert"]
    assert found("hommert") == ["Hommert"]


def test_nothing_like_it_finds_nothing(perimeter):
    assert found("xyzxyz") == []


def test_a_null_character_in_the_search_is_an_error_in_the_form_not_in_the_portal(
    perimeter, manager, signed_in
):
    for query in ("%00", "a%00b", "%27%22%5c"):
        assert signed_in(manager).get(f"{LIST}?q={query}").status_code == 200


def test_the_day_decides_who_is_a_member(perimeter):
    gone = factories.CommuneFactory(name="Ancienne")
    factories.MembershipFactory(
        epci=perimeter, commune=gone, period=(dt.date(2014, 1, 1), dt.date(2017, 1, 1))
    )
    assert "Ancienne" not in found("")
    assert "Ancienne" in [str(c) for c in directory(on=dt.date(2015, 6, 1))]


def _members(number):
    for _ in range(number):
        commune = factories.SecretaryFactory().commune
        factories.MembershipFactory(commune=commune)
        Population.objects.create(commune=commune, vintage=2023, count=100)


def test_one_commune_or_thirty_cost_the_same_number_of_queries(manager, signed_in):
    browser = signed_in(manager)
    counts = []
    for number in (1, 29):
        _members(number)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(LIST)
        assert page.status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_rows_alone_answer_htmx_with_what_was_found(perimeter, manager, signed_in):
    answer = signed_in(manager).get(LIST, {"q": "beling"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "Bébing" in text
    assert "Haut-Clocher" not in text
    assert "<html" not in text


def test_the_sheet_says_when_the_door_opens_and_who_stands_in(secretary, signed_in, time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 12, 11, tzinfo=dt.UTC))  # a Thursday morning
    other = factories.PersonFactory(first_name="Agnès", last_name="Heitz", phone="03 87 00 00 01")
    Absence.objects.create(
        position=secretary, period=(DAY.replace(day=1), DAY.replace(year=2027)), replaced_by=other
    )
    url = reverse("communes:commune_detail", args=[secretary.commune.insee])
    text = signed_in(secretary.person.user).get(url).content.decode()
    assert "17\u00a0h\u00a0– 19\u00a0h" in text
    assert "remplacée par Agnès Heitz" in text
    assert "03 87 00 00 01" in text


def test_the_needs_of_another_commune_stay_hidden_on_its_sheet(secretary, signed_in):
    need = factories.NeedFactory(label="Une citerne que personne ne doit voir")
    url = reverse("communes:commune_detail", args=[need.commune.insee])
    page = signed_in(secretary.person.user).get(url)
    assert page.status_code == 200
    assert need.label not in page.content.decode()


def test_an_unknown_commune_is_not_found(secretary, signed_in):
    assert signed_in(secretary.person.user).get("/annuaire/99999/").status_code == 404


def test_a_card_folds_its_long_lines_and_escapes_what_separates(secretary, signed_in):
    Commune.objects.filter(pk=secretary.commune.pk).update(
        name="Éé" * 30, address="1, rue du Puits; bas"
    )
    url = reverse("communes:commune_vcard", args=[secretary.commune.insee])
    card = signed_in(secretary.person.user).get(url).content
    assert all(len(line) <= 75 for line in card.split(b"\r\n"))
    whole = card.replace(b"\r\n ", b"").decode()
    assert r"1\, rue du Puits\; bas" in whole
    assert "FN:Mairie – " + "Éé" * 30 in whole


def test_all_cards_come_in_one_file(perimeter, manager, signed_in):
    cards = signed_in(manager).get(reverse("communes:commune_vcards")).content.decode()
    assert cards.count("BEGIN:VCARD") == 7
