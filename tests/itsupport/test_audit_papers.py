"""The two documents of an audit: tagged, one page for the mayor, the figures of the page."""

import datetime as dt
import io
import os
from pathlib import Path

import pytest
from pypdf import PdfReader

from communes.states import Role
from itsupport.domain import audit_actions, audits
from itsupport.domain.audit_answers import correct_answer
from itsupport.models import AuditAction
from portal.documents.layout import html_for_paper
from portal.documents.models import Document
from portal.documents.paper import pdf_from_html
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing

pytestmark = pytest.mark.django_db
NOES = {"S2": "no", "S3": "partial", "P1": "partial", "N4": "partial", "C3": "no", "G1": "unknown"}


@pytest.fixture
def given():
    """A second audit with a word to the commune, a price, a correction; five communes are audited."""
    agent = factories.PositionFactory(commune=None, role=Role.IT_AGENT).person.user
    commune = factories.CommuneFactory(name="Bickenholtz")
    auditing.give(commune, agent=agent, at=NOON - dt.timedelta(days=400), S1="partial", W1="no")
    for value in ("yes", "partial", "no", "yes"):
        auditing.give(agent=agent, value=value)
    audit = auditing.prepare(commune, agent=agent)
    auditing.answer(audit, agent=agent, **NOES)
    audits.review_audit(audit.pk, by=agent, at=NOON)
    audits.word_audit(
        audit.pk,
        headline="Une base solide, des sauvegardes fragiles",
        words="Les postes sont récents.\n\nLe reste peut attendre.",
        by=agent,
        at=NOON,
    )
    action = AuditAction.objects.get(audit=audit, question__code="S2")
    wording = audit_actions.Wording(
        title=action.title, reason="Le disque est branché.", owner="commune", effort=2, cost=150
    )
    audit_actions.word_action(action.pk, wording, by=agent, at=NOON)
    audits.deliver_audit(audit.pk, by=agent, at=NOON)
    return audit, agent


def paper(audit, kind):
    document = Document.objects.filter(kind=kind, subject_id=audit.pk).latest("pk")
    pdf = pdf_from_html(html_for_paper(document))
    if folder := os.environ.get("KEEP_PAPERS"):
        (Path(folder) / f"{kind}.pdf").write_bytes(pdf)
    return PdfReader(io.BytesIO(pdf))


def text_of(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_mayor_has_one_tagged_page(given):
    audit, _ = given
    reader = paper(audit, "itsupport.audit_page")

    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    text = text_of(reader)
    assert "Une base solide, des sauvegardes fragiles" in text
    assert "Par quoi commencer" in text
    assert "sur 5 communes auditées" in text.replace("\u00a0", " ")


def test_the_report_says_each_answer_and_why_one_was_corrected(given):
    audit, agent = given
    correct_answer(
        audit.pk,
        "C3",
        value="yes",
        note="",
        why="vérifié le lendemain",
        by=agent,
        at=NOON + dt.timedelta(days=1),
    )
    audits.ask_papers(audit, by=agent, at=NOON + dt.timedelta(days=1))
    reader = paper(audit, "itsupport.audit_report")

    text = text_of(reader)
    assert len(reader.pages) > 4
    for code in audit.template.questions.values_list("code", flat=True):
        assert f"{code}." in text
    assert "vérifié le lendemain" in text
    assert "Bickenholtz" in text
