"""The buildings of a commune: inscribed, changed, put out of use, brought back; no twin."""

import pytest
from django.urls import reverse

from communes.models import Site
from portal.journal.models import Entry
from tests import factories

HALL = {"kind": "hall", "name": "Salle des Tilleuls", "address": "2 place de l’Église"}


@pytest.fixture
def browser(secretary, signed_in):
    return signed_in(secretary.person.user)


def url(name, commune, *args):
    return reverse(f"communes:{name}", args=[commune.insee, *args])


def test_a_site_is_inscribed_then_changed(secretary, browser):
    browser.post(url("site_create", secretary.commune), HALL)
    site = Site.objects.get(commune=secretary.commune)
    browser.post(
        url("site_edit", secretary.commune, site.pk), {**HALL, "access": "clé chez Agnès"}
    )
    site.refresh_from_db()
    assert site.access == "clé chez Agnès"
    assert [e.verb for e in Entry.objects.about(site)] == ["change_site", "add_site"]


def test_a_name_is_used_once_whatever_its_accents(secretary, browser):
    browser.post(url("site_create", secretary.commune), HALL)
    page = browser.post(
        url("site_create", secretary.commune), {**HALL, "name": "SALLE-DES-TILLEULS"}
    )
    assert "déjà un bâtiment nommé" in page.content.decode()
    assert Site.objects.filter(commune=secretary.commune).count() == 1


def test_out_of_use_and_back(secretary, browser):
    site = factories.SiteFactory(commune=secretary.commune)
    for expected in (False, True):
        browser.post(url("site_retire", secretary.commune, site.pk))
        site.refresh_from_db()
        assert site.active is expected


def test_another_commune_s_site_is_not_found_even_under_my_own_address(secretary, browser):
    foreign = factories.SiteFactory()
    for name in ("site_edit", "site_retire"):
        for commune in (secretary.commune, foreign.commune):
            answer = browser.post(url(name, commune, foreign.pk), HALL)
            assert answer.status_code == 404
    foreign.refresh_from_db()
    assert foreign.active
    assert foreign.name != HALL["name"]
