import datetime as dt

import pytest
from django.urls import reverse

from portal.journal.record import record
from tests import factories

JOURNAL = reverse("home:journal")
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(at, manager):
    """Two things done: one by the manager for a commune, one by the portal for the team."""
    commune = factories.CommuneFactory(name="Belles-Forêts")
    site = factories.SiteFactory(commune=commune, name="École du Haut")
    record("rename", site, by=manager, at=at)
    record("close", factories.CampaignFactory(title="Extincteurs"), by=None, at=at)
    return commune


def test_the_team_reads_who_did_what(signed_in, manager, story):
    html = signed_in(manager).get(JOURNAL).content.decode()

    for words in ("École du Haut", "Belles-Forêts", str(manager), "Extincteurs", "le portail"):
        assert words in html


def test_a_town_hall_does_not_read_the_journal_of_all(signed_in, secretary, story):
    assert signed_in(secretary.person.user).get(JOURNAL).status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?objet=ecole", "École du Haut"),
        ("?action=rename", "École du Haut"),
        ("?personne=solange", "École du Haut"),
        ("?action=close", "Extincteurs"),
        ("?commune=0", "Extincteurs"),
    ],
)
def test_the_filters_find_what_they_name(signed_in, manager, story, query, found):
    html = signed_in(manager).get(JOURNAL + query).content.decode()

    rows = html.partition("<tbody>")[2].partition("</tbody>")[0]
    others = {"École du Haut", "Extincteurs"} - {found}
    assert found in rows
    assert not any(other in rows for other in others)


def test_pages_follow_each_other_without_a_gap_nor_a_double(signed_in, manager, at):
    site = factories.SiteFactory()
    for number in range(95):
        record(f"verb{number:02}", site, by=None, at=at - dt.timedelta(seconds=number // 10))
    browser, url, seen = signed_in(manager), JOURNAL, []

    while url:
        answer = browser.get(url)
        seen += [entry.verb for entry, _story, _commune in answer.context["lines"]]
        after = answer.context["next"]
        url = f"{JOURNAL}?avant={after.replace('+', '%2B')}" if after else ""

    assert sorted(seen) == [f"verb{number:02}" for number in range(95)]


def test_an_empty_journal_is_told_apart_from_a_search_that_finds_nothing(signed_in, manager, at):
    empty = signed_in(manager).get(JOURNAL).content.decode()
    record("rename", factories.SiteFactory(), by=None, at=at)
    searched = signed_in(manager).get(f"{JOURNAL}?action=close").content.decode()

    assert "Rien ne s’est encore passé" in empty
    assert "moins de filtres" not in empty
    assert "Aucune écriture ne correspond" in searched


@pytest.mark.parametrize(
    "typed", ["?avant=hier", "?avant=2026-11-10,x", "?commune=x", "?objet=%00"]
)
def test_what_is_typed_wrongly_is_left_aside(signed_in, manager, story, typed):
    assert signed_in(manager).get(JOURNAL + typed).status_code == 200
