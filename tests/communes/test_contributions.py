"""What the territory gives to the home page and to the search."""

import datetime as dt

import pytest

from communes.models import Commune, Population
from communes.queries.acting import acting_of
from communes.queries.confirmations import confirmation_wanted
from portal.home import registry
from tests import factories


@pytest.mark.parametrize(
    ("said", "today", "wanted"),
    [
        (None, "2026-11-10", "2027-01-31"),
        (None, "2027-01-05", "2027-01-31"),
        ("2026-03-01", "2026-11-10", None),
        ("2026-03-01", "2027-01-02", "2027-01-31"),
        ("2027-01-02", "2027-01-20", None),
        ("2026-03-01", "2027-03-01", None),
        ("2026-03-01", "2027-03-02", "2027-03-02"),
    ],
)
def test_a_sheet_is_read_again_in_january_or_after_a_year(said, today, wanted):
    def day(text):
        return dt.date.fromisoformat(text) if text else None

    assert confirmation_wanted(day(said), day(today)) == day(wanted)


def test_the_home_page_asks_the_town_hall_to_read_its_sheet(secretary, signed_in):
    browser = signed_in(secretary.person.user)
    assert "est-elle exacte" in browser.get("/").content.decode()
    Commune.objects.filter(pk=secretary.commune.pk).update(confirmed_on=dt.date(2099, 1, 1))
    assert "est-elle exacte" not in browser.get("/").content.decode()


def test_the_team_is_not_asked(manager, signed_in):
    factories.CommuneFactory()
    assert "est-elle exacte" not in signed_in(manager).get("/").content.decode()


def test_the_search_finds_communes_people_and_places(secretary, signed_in):
    Commune.objects.filter(pk=secretary.commune.pk).update(name="Bébing")
    factories.SiteFactory(commune=secretary.commune, name="Salle des Tilleuls")
    person = factories.PersonFactory(first_name="Agnès", last_name="Müller-Schmitt")
    factories.PositionFactory(person=person, commune=secretary.commune, role="mayor")
    browser = signed_in(secretary.person.user)
    for query, found in (
        ("beling", "Bébing"),
        ("tilleul", "Salle des Tilleuls"),
        ("agnes muller", "Agnès Müller-Schmitt"),
        ("mulller", "Agnès Müller-Schmitt"),
    ):
        text = browser.get("/rechercher/", {"q": query}).content.decode()
        assert found in text, query
        assert f"/annuaire/{secretary.commune.insee}/" in text


def test_who_left_is_not_found(secretary, signed_in):
    person = factories.PersonFactory(first_name="Agnès", last_name="Partie")
    factories.PositionFactory(
        person=person, commune=secretary.commune, role="mayor", ended_on=dt.date(2021, 1, 1)
    )
    browser = signed_in(secretary.person.user)
    assert "Agnès Partie" not in browser.get("/rechercher/", {"q": "partie"}).content.decode()


def test_the_figure_is_the_latest_population_with_its_year(secretary, at):
    for vintage, count in ((2014, 77), (2023, 1086)):
        Population.objects.create(commune=secretary.commune, vintage=vintage, count=count)
    figures = registry.figures.gather(secretary.person.user, [secretary.commune.pk], at=at)
    (figure,) = [f for _pk, f in figures if f.label == "Habitants"]
    assert (figure.value, figure.note) == ("1\u202f086", "population 2023")


def test_no_need_is_said_to_be_zero_to_those_who_may_know_it(secretary, at):
    elsewhere = factories.CommuneFactory()
    asked = [secretary.commune.pk, elsewhere.pk]
    user = secretary.person.user
    user.acting = acting_of(user, on=at.date())

    figures = registry.figures.gather(user, asked, at=at)

    assert [(pk, f.value) for pk, f in figures if f.label == "Besoins notés"] == [
        (secretary.commune.pk, "0")
    ]


def test_the_first_person_of_a_portal_is_told_how_the_others_come_in(manager, signed_in):
    browser = signed_in(manager)
    assert "Ouvrez le portail à vos collègues" in browser.get("/").content.decode()

    factories.PersonFactory()
    assert "Ouvrez le portail à vos collègues" not in browser.get("/").content.decode()
