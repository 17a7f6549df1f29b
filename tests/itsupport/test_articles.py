"""The pages of help, and the registers of the service."""

import pytest

from itsupport.models import Article, CannedReply, ServiceWeek
from portal.lib.steps import Block, steps_of
from tests.conftest import NOON


@pytest.fixture
def desk(agent, signed_in):
    return signed_in(agent)


def article(**more):
    given = {"title": "La box", "slug": "la-box", "body": "1. Débranchez.", "published": True}
    return Article.objects.create(**{**given, "written_at": NOON, **more})


def test_lines_that_begin_with_a_number_are_steps():
    assert steps_of("Bonjour,\nvoici :\n\n1. Un\n2) Deux\n\nFin") == [
        Block(steps=False, lines=("Bonjour, voici :",)),
        Block(steps=True, lines=("Un", "Deux")),
        Block(steps=False, lines=("Fin",)),
    ]


def test_a_town_hall_reads_what_is_published_for_it(secretary, signed_in, desk):
    article()
    article(title="Brouillon", slug="brouillon", published=False)
    article(title="Secret", slug="secret", audience="team")
    browser = signed_in(secretary.person.user)

    shown = browser.get("/informatique/aide/").content.decode()

    assert "La box" in shown
    assert "Brouillon" not in shown
    assert "Secret" not in shown
    assert browser.get("/informatique/aide/la-box/").status_code == 200
    assert browser.get("/informatique/aide/secret/").status_code == 404
    assert "Secret" in desk.get("/informatique/aide/").content.decode()


def test_search_forgives_accents(secretary, signed_in):
    article(summary="Débrancher, attendre")

    browser = signed_in(secretary.person.user)

    assert "La box" in browser.get("/informatique/aide/?q=debrancher").content.decode()
    assert "Aucune fiche trouvée" in browser.get("/informatique/aide/?q=licorne").content.decode()


def test_a_change_of_words_is_a_version(desk, agent):
    one = article()
    typed = {
        "title": "La box",
        "slug": "la-box",
        "summary": "",
        "body": "1. Autre.",
        "audience": "communes",
    }

    desk.post(f"/gestion/itsupport/article/{one.pk}/change/", {**typed, "published": "on"})

    one.refresh_from_db()
    assert (one.version, one.body, one.written_by) == (2, "1. Autre.", agent)


def test_an_unknown_placeholder_is_refused_with_those_that_exist(desk):
    page = desk.post(
        "/gestion/itsupport/cannedreply/add/",
        {"title": "x", "body": "{motdepasse}", "active": "on"},
    )

    assert "{motdepasse} n’existe pas" in page.content.decode()
    assert "{prenom}" in page.content.decode()
    assert not CannedReply.objects.filter(title="x").exists()


def test_the_hours_of_the_service_are_typed_as_those_of_a_town_hall(desk):
    typed = {"from_on": "01/01/2027", "source": "délibération", "lundi": "9 h – 12 h, 14 h – 17 h"}

    desk.post("/gestion/itsupport/serviceweek/add/", typed)

    week = ServiceWeek.objects.get(from_on="2027-01-01")
    assert week.hours == [["lundi", "lundi", [["09:00:00", "12:00:00"], ["14:00:00", "17:00:00"]]]]


def test_a_week_without_hours_is_refused(desk):
    page = desk.post("/gestion/itsupport/serviceweek/add/", {"from_on": "01/01/2027"})

    assert "au moins un jour" in page.content.decode()
    assert not ServiceWeek.objects.filter(from_on="2027-01-01").exists()
