"""The back-office wears the portal's frame, opens to the team alone, and deletes nothing."""

import re

import pytest

from tests.factories import CommuneFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.web.backoffice_urls")]


@pytest.fixture
def desk(manager, signed_in):
    return signed_in(manager)


def html_of(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_workbench_lists_the_registers_by_app(desk):
    html = html_of(desk.get("/gestion/"))
    assert 'aria-current="page">Gestion</a>' in html
    assert 'href="/gestion/communes/commune/"' in html


def test_a_register_is_a_table_of_the_portal(desk):
    CommuneFactory(name="Réding")
    html = html_of(desk.get("/gestion/communes/commune/"))
    assert 'class="table table--stack"' in html
    assert "Réding" in html
    assert "css/backoffice.css" in html


def test_an_empty_register_says_what_to_do_and_speaks_of_no_filter(desk):
    html = html_of(desk.get("/gestion/communes/commune/"))
    said = re.search(r'<div class="empty">.*?</div>', html, re.DOTALL)[0]
    assert "Aucune commune pour l’instant" in said
    assert "Chargez le territoire." in said
    assert "Inscrire une commune" in said
    assert "filtre" not in said


@pytest.mark.parametrize("query", ["q=Metz", "good_friday_off__exact=0"])
def test_what_is_asked_for_and_not_found_is_said_with_the_way_back(desk, query):
    CommuneFactory(name="Réding", good_friday_off=True)
    html = html_of(desk.get(f"/gestion/communes/commune/?{query}"))
    said = re.search(r'<div class="empty">.*?</div>', html, re.DOTALL)[0]
    assert "Aucune commune ne correspond" in said
    assert 'href="?"' in said
    assert "Inscrire" not in said


def test_no_page_of_the_backoffice_breaks_the_content_policy(desk):
    commune = CommuneFactory()
    for address in (
        "/gestion/",
        "/gestion/communes/",
        "/gestion/communes/commune/",
        "/gestion/communes/commune/add/",
        f"/gestion/communes/commune/{commune.pk}/change/",
        f"/gestion/communes/commune/{commune.pk}/history/",
        "/gestion/communes/person/add/",
    ):
        html = html_of(desk.get(address))
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\bsrc=)", html), address
        assert "admin/css/" not in html, address


def test_a_secretary_is_refused(secretary, signed_in):
    assert signed_in(secretary.person.user).get("/gestion/").status_code == 403
    assert signed_in(secretary.person.user).get("/gestion/communes/commune/").status_code == 403


def test_a_stranger_is_sent_to_the_entrance(client):
    response = client.get("/gestion/communes/commune/")
    assert response.status_code == 302
    assert response["Location"].startswith("/compte/login/")


def test_the_backoffice_has_neither_its_own_entrance_nor_its_own_passwords(desk):
    assert desk.get("/gestion/login/")["Location"] == "/compte/login/"
    assert desk.get("/gestion/password_change/")["Location"] == "/compte/password/change/"


def test_nothing_is_deleted_from_the_backoffice(desk):
    commune = CommuneFactory()
    assert desk.post(f"/gestion/communes/commune/{commune.pk}/delete/").status_code == 403
    commune.refresh_from_db()
