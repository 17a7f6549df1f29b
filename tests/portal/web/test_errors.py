"""The pages people see when something is wrong: they hold without the database, and say whom to call."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client

from portal.web import errors

PHONE = "03 53 01 00 40"


def fail():
    raise OperationalError("away")


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("code", [400, 403, 404, 429, 500, 503])
def test_an_error_page_needs_no_database_and_says_whom_to_call(rf, code):
    response = errors.error_page(rf.get("/achats/"), code)

    assert response.status_code == code
    assert f"erreur {code}" in text_of(response)
    assert PHONE in text_of(response)
    assert text_of(response).count("<h1>") == 1


def test_a_database_that_is_away_closes_the_portal_for_a_few_minutes(rf, monkeypatch):
    monkeypatch.setattr(errors.connection, "close", lambda: None)

    try:
        fail()
    except OperationalError:
        response = errors.server_error(rf.get("/achats/"))

    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert 'href="/achats/"' in text_of(response)


def test_an_error_inside_the_error_page_still_answers(rf, monkeypatch):
    monkeypatch.setattr(errors, "render_to_string", None)
    response = errors.server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Le portail a trébuché." in text_of(response)


def test_a_refused_page_gives_the_reason_when_there_is_one(rf):
    said = errors.permission_denied(rf.get("/"), PermissionDenied("Réservé au maire."))
    silent = errors.permission_denied(rf.get("/"), PermissionDenied())

    assert "Réservé au maire." in text_of(said)
    assert "Elle est réservée à un autre rôle" in text_of(silent)


@pytest.mark.django_db
def test_an_old_page_sent_again_explains_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/compte/logout/")

    assert response.status_code == 403
    assert "Cette page est restée ouverte trop longtemps." in text_of(response)


@pytest.mark.django_db
def test_an_address_that_does_not_exist_says_so(secretary, signed_in):
    response = signed_in(secretary.person.user).get("/nulle-part/")

    assert response.status_code == 404
    assert "Il n’y a rien à cette adresse." in text_of(response)
