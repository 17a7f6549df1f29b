"""What a tablet sends, and what the pages of a visit and of its actions do."""

import datetime as dt
import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from itsupport.domain import audits
from itsupport.models import Audit, AuditAction, AuditAnswer, AuditEvidence
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import line_of

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def sent(audit, *rows):
    """What the script of the tablet posts."""
    return {"answers": [{"key": str(key), "code": code, "value": value, "note": "", "at": at.isoformat()}
            for key, code, value, at in rows]}  # fmt: skip


def post(browser, audit, body):
    return browser.post(
        reverse("itsupport:audit_sync", args=[audit.pk]),
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
    )


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"answers": 3}', '{"answers": [{}]}', '{"answers": [3]}',
     '{"answers": [{"key": "x", "code": "S1", "value": "yes", "at": "2026-11-10T11:00:00Z"}]}',
     '{"answers": [{"key": "7b2e2f0a-0f5e-4a39-9d5d-6a6a2f8c1c11", "code": "S1", "value": "yes", "at": "hier"}]}',
     '{"answers": [{"key": "7b2e2f0a-0f5e-4a39-9d5d-6a6a2f8c1c11", "code": "S1", "value": "yes", "at": "2026"}]}',
     pytest.param("[" * 200_000, id="without end")],
)  # fmt: skip
def test_what_is_not_readable_is_refused_in_words(audit, agent, signed_in, body):
    response = post(signed_in(agent), audit, body)

    assert response.status_code == 409
    assert "rechargez" in response.json()["refused"]
    assert not AuditAnswer.objects.filter(audit=audit).exists()


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"])
def test_a_tablet_whose_clock_is_mad_is_answered(audit, agent, signed_in, at):
    row = {"key": str(uuid4()), "code": "S1", "value": "yes", "at": at}

    assert post(signed_in(agent), audit, {"answers": [row]}).status_code in {200, 409}


def test_what_arrives_after_the_audit_was_given_is_refused_and_told(agent, signed_in):
    audit = auditing.give(agent=agent)
    response = post(signed_in(agent), audit, sent(audit, (uuid4(), "S1", "no", NOON)))

    assert response.status_code == 409
    assert "rendu" in response.json()["refused"]


def test_a_question_is_answered_without_script(audit, agent, signed_in):
    browser = signed_in(agent)
    page = reverse("itsupport:audit_question", args=[audit.pk, "G1"])
    key = browser.get(page).context["form"]["key"].value()

    form = {
        "key": key,
        "value": "partial",
        "note": "la secrétaire",
        "file": SimpleUploadedFile("a.png", PNG),
    }
    for _ in range(2):
        form["file"].seek(0)
        response = browser.post(page, form)

    assert response.url == reverse("itsupport:audit_question", args=[audit.pk, "G2"])
    assert (line_of(audit, "G1").answer.value, line_of(audit, "G1").answer.note) == (
        "partial",
        "la secrétaire",
    )
    assert AuditAnswer.objects.filter(audit=audit).count() == 1
    assert AuditEvidence.objects.filter(audit=audit).count() == 1


def queries_of(browser, url):
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


def test_the_pages_cost_the_same_with_one_audit_and_with_thirty(agent, signed_in):
    browser = signed_in(agent)
    audit = auditing.give(agent=agent, S2="no")
    pages = [reverse(f"itsupport:{name}") for name in ("audit_list", "action_list", "grid_list")]
    [browser.get(url) for url in pages]
    few = [queries_of(browser, url) for url in pages]
    for _ in range(4):
        membership = factories.MembershipFactory()
        auditing.give(membership.commune, agent=agent, S2="no", P9="no", N1="partial")

    assert [queries_of(browser, url) for url in pages] == few
    assert max(few) <= 16
    one = reverse("itsupport:audit_detail", args=[audit.pk])
    few_actions = queries_of(browser, one)
    many = auditing.give(agent=agent, value="no")
    assert queries_of(browser, reverse("itsupport:audit_detail", args=[many.pk])) == few_actions


def test_a_commune_decides_its_own_actions_and_no_other(agent, signed_in):
    mine = auditing.give(agent=agent, S2="no")
    hers = auditing.give(agent=agent, S2="no")
    browser = signed_in(factories.SecretaryFactory(commune=mine.commune).person.user)
    action, other = (AuditAction.objects.get(audit=one) for one in (mine, hers))

    page = reverse("itsupport:action_decide", args=[action.pk])
    assert browser.post(page, {"step": "plan", "due_on": "15/12/2099"}).status_code == 302
    action.refresh_from_db()
    assert (action.state, action.due_on) == ("planned", dt.date(2099, 12, 15))
    assert browser.post(page, {"step": "help"}).status_code == 302
    action.refresh_from_db()
    assert action.ticket.title == action.title
    assert browser.get(reverse("itsupport:action_decide", args=[other.pk])).status_code == 404
    assert Entry.objects.filter(verb="plan", subject_id=action.pk).exists()


def test_the_page_of_a_commune_says_its_place_and_never_a_neighbour(agent, signed_in):
    names = ["Avricourt", "Barchain", "Diane-Capelle", "Foulcrey", "Gondrexange"]
    given = [
        auditing.give(factories.CommuneFactory(name=name), agent=agent, value=value)
        for name, value in zip(names, ("yes", "no", "partial", "yes", "partial"), strict=True)
    ]
    browser = signed_in(factories.SecretaryFactory(commune=given[1].commune).person.user)
    page = browser.get(reverse("itsupport:audit_list"), follow=True).content.decode()

    assert "5e sur 5 communes auditées" in page.replace("\u00a0", " ")
    assert [name for name in names if name in page] == ["Barchain"]


def test_a_new_audit_takes_over_what_was_pending(agent):
    first = auditing.give(agent=agent, at=NOON - dt.timedelta(days=300), S2="no", P9="no")
    auditing.give(first.commune, agent=agent, S2="no")

    first.refresh_from_db()
    assert first.state == "closed"
    assert not AuditAction.objects.pending().filter(audit=first).exists()
    with pytest.raises(Refusal):
        audits.close_audit(first.pk, by=agent, at=NOON)


def test_a_change_sent_twice_is_kept_once(audit, agent, signed_in):
    browser, key = signed_in(agent), uuid4()
    body = sent(audit, (key, "S1", "yes", NOON), (uuid4(), "S2", "no", NOON))

    first, again = post(browser, audit, body), post(browser, audit, body)

    assert first.json()["answers"] == again.json()["answers"]
    assert first.json()["at"] < again.json()["at"]
    assert [one["refused"] for one in first.json()["answers"]] == ["", ""]
    assert AuditAnswer.objects.filter(audit=audit).count() == 2
    assert Audit.objects.get(pk=audit.pk).state == "visiting"
