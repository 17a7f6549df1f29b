"""A town hall keeps its own sheet: its hours, its confirmation, every change traced; never another's."""

import pytest
from django.urls import reverse

from communes.models import Commune
from communes.states import Role
from portal.journal.models import Entry
from tests import factories

TYPED = {
    "address": "1 rue du Puits",
    "phone": "0387030001",
    "email": "mairie@example.org",
    "website": "",
    "note": "",
    "day_1": "9h-12h, 14h-17h",
    "day_3": "fermé",
}


def url(name, commune, *args):
    return reverse(f"communes:{name}", args=[commune.insee, *args])


@pytest.fixture
def browser(secretary, signed_in):
    return signed_in(secretary.person.user)


def test_hours_are_typed_one_line_a_day(secretary, browser):
    assert browser.post(url("commune_edit", secretary.commune), TYPED).status_code == 302
    commune = Commune.objects.get(pk=secretary.commune.pk)
    assert commune.opening_hours == [
        ["mardi", "mardi", [["09:00:00", "12:00:00"], ["14:00:00", "17:00:00"]]]
    ]
    assert commune.phone == "03 87 03 00 01"
    entry = Entry.objects.get(verb="change_town_hall")
    assert "heures d’ouverture" in entry.details["changed"]
    assert "17\u00a0h" in entry.details["before"]["opening_hours"]
    assert "heures d’ouverture" in browser.get("/").content.decode()


def test_saying_the_same_again_changes_and_traces_nothing(secretary, browser):
    for _ in range(2):
        browser.post(url("commune_edit", secretary.commune), TYPED)
    assert Entry.objects.filter(verb="change_town_hall").count() == 1


def test_hours_that_cannot_be_read_are_kept_on_the_page_with_the_reason(secretary, browser):
    page = browser.post(url("commune_edit", secretary.commune), {**TYPED, "day_1": "12 h – 9 h"})
    text = page.content.decode()
    assert "finit avant de commencer" in text
    assert 'value="12 h – 9 h"' in text
    assert not Entry.objects.filter(verb="change_town_hall").exists()


def test_confirming_is_dated_and_signed_and_not_done_twice_a_day(secretary, browser):
    browser.post(url("commune_confirm", secretary.commune))
    commune = Commune.objects.get(pk=secretary.commune.pk)
    assert commune.confirmed_on is not None
    assert commune.confirmed_by == secretary.person
    browser.post(url("commune_confirm", secretary.commune))
    assert Entry.objects.filter(verb="confirm_town_hall").count() == 1


PAGES = ("commune_keep", "commune_edit", "commune_confirm", "site_create", "position_create")


@pytest.mark.parametrize("name", PAGES)
def test_another_commune_s_sheet_is_not_found(name, browser):
    other = factories.CommuneFactory()
    method = browser.get if name == "commune_keep" else browser.post
    assert method(url(name, other), TYPED).status_code == 404
    assert not Entry.objects.filter(commune_id=other.pk).exists()


@pytest.mark.parametrize("role", [Role.IT_AGENT, Role.READER, Role.TRAINER])
def test_who_only_reads_may_not_write(role, signed_in):
    commune = factories.CommuneFactory()
    reader = factories.PositionFactory(role=role, commune=None).person.user
    for name in PAGES:
        assert signed_in(reader).get(url(name, commune)).status_code == 403


def test_the_manager_keeps_every_sheet(manager, signed_in):
    commune = factories.CommuneFactory()
    assert signed_in(manager).post(url("commune_edit", commune), TYPED).status_code == 302
    assert Commune.objects.get(pk=commune.pk).address == "1 rue du Puits"
