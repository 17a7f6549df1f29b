"""The log: JSON lines with the identifier that the error page gives, and no secret in any of them."""

import io
import json
import logging

import pytest
from django.test import Client
from django.urls import reverse

from communes.domain import accounts
from portal.mail.models import OutboxEmail
from portal.web.logs import LineFormatter
from tests.factories import PersonFactory

PASSWORD = "Une-clef-2026-solide"


@pytest.fixture
def lines():
    """What the console of a server would receive."""
    output = io.StringIO()
    handler = logging.StreamHandler(output)
    handler.setFormatter(LineFormatter(lines="json"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in output.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_page_asked_for_is_one_line(db, lines, client):
    client.get(reverse("account_login"))

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert (line["path"], line["status"], line["method"]) == ("/compte/login/", 200, "GET")
    assert line["level"] == "info"
    assert len(line["request_id"]) == 32
    assert "timestamp" in line


def test_the_reference_of_an_error_page_is_the_end_of_the_identifier(db, lines, client):
    page = client.get("/cette-page-n-existe-pas/").text

    (line,) = [line for line in lines() if line["event"] == "request"]
    assert line["request_id"][-7:].upper() in page


def test_an_invitation_leaves_nothing_in_the_log(db, manager, at, lines):
    person = PersonFactory(user=None, first_name="N", last_name="R", email="nadine@example.org")
    accounts.invite_person(person.pk, by=manager, at=at)
    token = OutboxEmail.objects.get().text.split("/invitation/")[1].split("/")[0]
    url = reverse("communes:invitation_accept", args=[token])

    Client().get(url)
    Client().post(url, {"password": PASSWORD})
    Client().get("/r/un-jeton-qui-n-existe-pas/")

    everything = json.dumps(lines(), ensure_ascii=False)
    assert "/annuaire/invitation/***/" in everything
    assert "/r/***/" in everything
    for secret in (token, "un-jeton-qui", PASSWORD, "nadine@example.org"):
        assert secret not in everything


def test_signing_in_leaves_nothing_in_the_log(db, lines):
    Client().post(reverse("account_login"), {"login": "a@example.org", "password": PASSWORD})
    Client().post(reverse("account_request_login_code"), {"email": "a@example.org"})
    Client().get(reverse("account_login") + "?next=/&code=123456789")

    everything = json.dumps(lines())
    for secret in ("a@example.org", PASSWORD, "123456789"):
        assert secret not in everything


def test_a_traceback_and_the_fields_of_an_event_are_masked_too(lines):
    secret = json.loads('"motdepasse"')

    def opened(password):
        raise RuntimeError(f"postgres://portal_app:{password}@db/portal")

    try:
        opened(secret)
    except RuntimeError:
        logging.getLogger("x").exception(
            "failed for %s", "a@example.org", extra={"url": "/r/abc/"}
        )
    logging.getLogger("x").warning("told", extra={"details": {"token": ["Bearer abcdef"]}})

    first, second = lines()
    assert "RuntimeError" in first["exception"]
    assert first["url"] == "/r/***/"
    assert first["event"] == "failed for ***"
    assert second["details"] == {"token": ["Bearer ***"]}
    for secret in ("motdepasse", "a@example.org", "abcdef"):
        assert secret not in json.dumps([first, second])
