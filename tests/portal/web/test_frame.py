"""The frame: who acts, for whom, where she is; the same on every page, and without a query."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from portal.walls.acting import Acting
from portal.web import navigation
from portal.web.context import Frame
from portal.web.middleware import COMMUNE_IN_SESSION
from tests.factories import SecretaryFactory

pytestmark = pytest.mark.django_db


def frame_of(rf, user, path="/", acting=None):
    request = rf.get(path)
    request.user = user
    request.acting = acting or Acting()
    user.acting = request.acting
    return Frame(request)


@pytest.fixture
def entries(monkeypatch):
    """Two entries of our own, whatever the apps registered."""
    monkeypatch.setattr(navigation, "_entries", [])
    navigation.register("Gestion", "admin:index", order=90, allow=lambda _user: False, team=True)
    navigation.register("Compte", "account_login", order=20, allow=lambda _user: True)
    navigation.register("Accueil", "home:home", order=0, allow=lambda _user: True)


def test_one_sees_only_the_entries_one_may_open(rf, secretary, entries):
    nav = frame_of(rf, secretary.person.user).nav
    assert [entry.label for entry in nav] == ["Accueil", "Compte"]


def test_the_entry_of_the_page_is_marked_and_only_that_one(rf, secretary, entries):
    nav = frame_of(rf, secretary.person.user, "/compte/login/encore/").nav
    assert [entry.label for entry in nav if entry.current] == ["Compte"]
    assert not any(entry.current for entry in frame_of(rf, secretary.person.user, "/x/").nav)


def test_a_stranger_has_no_entries(client):
    html = client.get("/accessibilite/").content.decode()
    assert 'aria-label="Principale"' not in html


def test_the_commune_is_shown_and_offered_to_change_only_when_there_are_several(rf, secretary):
    user = secretary.person.user
    one = frame_of(rf, user, acting=Acting(communes={7: "Imling"}, current=7))
    two = frame_of(rf, user, acting=Acting(communes={7: "Imling", 8: "Réding"}, current=7))

    assert "<button" not in render_to_string("ui/switch.html", {"frame": one})
    assert (
        render_to_string("ui/switch.html", {"frame": two, "csrf_token": "x"}).count("<button") == 2
    )


def test_the_frame_asks_nothing_of_the_database(rf, secretary):
    user = secretary.person.user
    request = rf.get("/")
    request.user, request.acting = user, Acting(communes={7: "Imling", 8: "Réding"}, current=7)
    user.acting = request.acting
    with CaptureQueriesContext(connection) as asked:
        context = {"frame": Frame(request), "messages": [], "request": request}
        html = render_to_string("base.html", context)
    assert "Imling" in html
    assert len(asked) == 0


def test_choosing_a_commune_keeps_it_and_goes_back(secretary, signed_in):
    other = SecretaryFactory(person=secretary.person)
    browser = signed_in(secretary.person.user)

    response = browser.post(
        "/agir-pour/", {"commune": other.commune.pk, "next": "/recherche/?q=a"}
    )

    assert response["Location"] == "/recherche/?q=a"
    assert browser.session[COMMUNE_IN_SESSION] == other.commune.pk


def test_a_commune_that_is_not_hers_is_not_chosen(secretary, signed_in):
    stranger = SecretaryFactory()
    browser = signed_in(secretary.person.user)

    browser.post("/agir-pour/", {"commune": stranger.commune.pk})

    assert COMMUNE_IN_SESSION not in browser.session


@pytest.mark.parametrize("away", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_choosing_a_commune_never_leads_out_of_the_portal(secretary, signed_in, away):
    response = signed_in(secretary.person.user).post("/agir-pour/", {"next": away})
    assert response["Location"] == "/"


def test_the_demonstration_says_what_does_not_leave(client, settings):
    settings.DEMONSTRATION = True
    assert "les courriels ne partent pas" in client.get("/accessibilite/").content.decode()
    settings.DEMONSTRATION = False
    assert "les courriels ne partent pas" not in client.get("/accessibilite/").content.decode()


def test_the_workbench_shows_each_page_of_work_once_under_its_section(monkeypatch, manager):
    monkeypatch.setattr(navigation, "_work", [])
    for _twice in range(2):
        navigation.register_work(
            "Achats groupés",
            "Clôtures",
            "home:home",
            text="Où en est-on.",
            allow=lambda _user: True,
        )
    found = navigation.workbench_for(manager)
    assert [page.label for page in found["Achats groupés"]] == ["Clôtures"]
