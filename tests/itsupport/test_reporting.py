"""The address of the agents: what it answers, what it keeps, whatever arrives there."""

import datetime as dt
import zlib

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from itsupport.domain.agents import MOST, make_token, revoke_token
from itsupport.models import AgentToken, InventoryReport
from portal.web.middleware import machines
from tests.conftest import NOON
from tests.factories import CommuneFactory, UserFactory
from tests.itsupport.machines import PROLOG, xml, zipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return make_token(CommuneFactory().pk, by=None, at=NOON)


def post(made, body, **headers):
    return Client().post(
        f"/inventaire/{made.secret}/", body, "application/x-compress-zlib", headers=headers
    )


def test_an_agent_that_asks_is_told_to_send_in_its_own_way(made):
    plain, squeezed = post(made, PROLOG), post(made, zlib.compress(PROLOG))

    assert plain.status_code == squeezed.status_code == 200
    assert b"<RESPONSE>SEND</RESPONSE>" in plain.content
    assert squeezed.content[:2] == b"\x78\x9c"
    assert zlib.decompress(squeezed.content) == plain.content


def test_a_report_is_kept_once_however_often_it_comes(made):
    replies = [post(made, zipped()) for _ in range(10)]

    assert {reply.status_code for reply in replies} == {200}
    report = InventoryReport.objects.get()
    assert report.commune_id == made.token.commune_id
    assert report.facts["machine"]["name"] == "PC-ACCUEIL"
    token = AgentToken.objects.get()
    assert token.seen_at is not None
    assert token.counted == 10


def test_the_address_is_exact_with_or_without_its_slash(made):
    bare = Client().post(f"/inventaire/{made.secret}", zipped(), "application/x-compress-zlib")

    assert bare.status_code == 200


@pytest.mark.parametrize("path", ["inconnu/", "inconnu", "", "a/b/c/", "%00/"])
@pytest.mark.parametrize("method", ["get", "head", "post", "put", "delete", "options"])
def test_nobody_ever_gets_a_page_nor_a_redirection(made, path, method):
    reply = getattr(Client(), method)(f"/inventaire/{path}")

    assert 400 <= reply.status_code < 500
    assert not reply["Content-Type"].startswith("text/html")
    assert "Location" not in reply


@pytest.mark.parametrize(
    "kind", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_a_body_is_never_read_as_a_form(made, kind):
    reply = Client().post(f"/inventaire/{made.secret}/", zipped(), kind)

    assert reply.status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<html></html>", 400),
        (b"{}", 400),
        (b"\x78\x9c\x00", 400),
        (b"\xff" * 1000, 400),
        (zlib.compress(b" " * 30_000_000), 413),
        (b"x" * 6_000_000, 413),
    ],
)
def test_what_is_no_report_is_refused_and_nothing_is_kept(made, body, status):
    reply = post(made, body)

    assert reply.status_code == status
    content = zlib.decompress(reply.content) if reply.content[:1] == b"x" else reply.content
    assert b"<ERROR>" in content or b'"status"' in content
    assert not InventoryReport.objects.exists()


def test_a_revoked_address_hears_nobody(made):
    revoke_token(made.token.pk, by=UserFactory(), at=NOON)

    assert post(made, zipped()).status_code == 403
    assert not InventoryReport.objects.exists()


def test_the_secret_is_kept_nowhere(made):
    kept = AgentToken.objects.values().get()

    assert made.secret not in str(kept)
    assert kept["ending"] == made.secret[-4:]


def test_an_address_that_sends_too_much_waits_an_hour(made):
    now = dt.datetime.now(dt.UTC)
    AgentToken.objects.update(counted=MOST, counted_from=now)

    refused = post(made, zipped())
    AgentToken.objects.update(counted_from=now - dt.timedelta(hours=1, minutes=1))
    later = post(made, zipped())

    assert (refused.status_code, later.status_code) == (429, 200)
    assert InventoryReport.objects.count() == 1


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse("<html>", status=500),
        HttpResponse("<html>", status=503, headers={"Retry-After": "30"}),
        HttpResponseRedirect("/compte/login/"),
        HttpResponse(status=204),
        HttpResponse(b"", content_type="application/xml"),
    ],
)
def test_whatever_happens_inside_is_no_page_outside(answer):
    reply = machines(lambda _request: answer)(RequestFactory().post("/inventaire/abc/"))

    assert reply.status_code >= 400
    assert reply["Content-Type"] == "application/xml"
    assert b"<ERROR>" in reply.content
    assert "Location" not in reply


def test_a_json_agent_is_told_what_not_to_send(made):
    agent = {"GLPI-Agent-ID": "b7e8c5a0-1111-4222-8333-444455556666"}
    contact = b'{"action":"contact","deviceid":"pc-1","name":"GLPI-Agent","version":"1.12"}'

    pending = post(made, PROLOG, **agent)
    told = post(made, contact, **agent)

    assert pending.json() == {"status": "pending"}
    assert told.json()["tasks"]["inventory"]["no-category"] == "environment,process,local_user"


def test_nothing_personal_of_a_report_is_kept(made):
    extra = (
        "<USERS><LOGIN>marie.secrete</LOGIN></USERS><ENVS><KEY>SECRET</KEY><VAL>valeur-secrete</VAL></ENVS>"
        "<PROCESSES><CMD>/usr/bin/processus-secret</CMD><USER>marie.secrete</USER></PROCESSES>"
        "<LOCAL_USERS><LOGIN>marie.secrete</LOGIN></LOCAL_USERS>"
    )

    assert post(made, xml(extra=extra)).status_code == 200
    kept = str(InventoryReport.objects.values().get())
    for word in ("marie", "valeur-secrete", "processus-secret"):
        assert word not in kept
