"""Each kind of document that the portal can make, made from the demonstration, is accessible (PDF/UA-1)."""

import io

import page as validator
import pypdf
import pytest
from django.db import transaction
from pypdf.generic import NameObject

from communes.models import Commune
from demonstration.story import tell
from itsupport.models import Asset, Audit, LabelSheet, Order, Round
from portal.documents.asking import ask_for
from portal.documents.models import Document
from portal.documents.paper import pdf_from_html
from portal.documents.registry import REPORTS
from portal.documents.rendering import render_due
from portal.walls.acting import GROUP
from purchasing.models import Campaign, Convention, Participation
from purchasing.states import CampaignState
from tests import factories
from tests.conftest import NOON
from tests.portal.documents.matterhorn import faults_of
from training.models import (
    Certificate,
    CostStatement,
    NeedsCampaign,
    PracticeSheet,
    Question,
    Registration,
    TrainerLink,
)

PAGE = '<html lang="fr"><title>Titre</title>{}</html>'


def subjects():
    """For each kind, of what and for which commune it is made."""
    commune = Commune.objects.get(insee="57630").pk
    campaign = Campaign.objects.get(state=CampaignState.LOCKED).pk
    convention = Convention.objects.get().pk
    answer = Participation.objects.get(campaign=campaign, commune=commune).pk
    erased = Asset.objects.filter(erased_on__isnull=False)[0]
    machines = list(Asset.objects.live().values_list("pk", flat=True)[:30])
    sheet = LabelSheet.objects.create(asset_ids=machines, made_at=NOON)
    order = Order.objects.earliest("pk")
    audit = Audit.objects.given().filter(previous__isnull=False).latest("pk")
    return {
        "communes.phone_list": (20261110, GROUP),
        "documents.self_check": (1, GROUP),
        "itsupport.audit_page": (audit.pk, audit.commune_id),
        "itsupport.audit_report": (audit.pk, audit.commune_id),
        "itsupport.erasure_certificate": (erased.pk, erased.commune_id),
        "itsupport.labels": (sheet.pk, GROUP),
        "itsupport.purchase_order": (order.pk, order.commune_id),
        "itsupport.route_sheet": (Round.objects.earliest("pk").pk, GROUP),
        "itsupport.service_report": (NOON.year, commune),
        "purchasing.answer_receipt": (answer, commune),
        "purchasing.campaign_notice": (campaign, GROUP),
        "purchasing.consolidated_need": (campaign, GROUP),
        "purchasing.convention": (convention, GROUP),
        "purchasing.model_deliberation": (convention, commune),
        "purchasing.need_annex": (campaign, commune),
    } | of_training()


def of_training():
    """A session that is closed, what proves it and what it cost; a year."""
    session = CostStatement.objects.earliest("pk").session_id
    proof = Certificate.objects.filter(kind="training").earliest("pk")
    presence = Certificate.objects.filter(kind="presence").earliest("pk")
    seat = Registration.objects.filter(state="confirmed").earliest("pk")
    link = TrainerLink.objects.earliest("pk")
    treated = Question.objects.filter(state="treated").earliest("pk")
    sheet = PracticeSheet.objects.filter(state="published").earliest("pk")
    whole = {
        f"training.{kind}": (proof.registration.session_id, GROUP)
        for kind in (
            "attendance_sheet",
            "attendance_by_commune",
            "attendance_by_agent",
            "name_tents",
            "room_agreement",
            "certificate_collective",
        )
    }
    return whole | {
        "training.convocation": (seat.pk, seat.commune_id),
        "training.cost_statement": (session, GROUP),
        "training.cost_year": (NOON.year, GROUP),
        "training.mission_letter": (link.pk, GROUP),
        "training.certificate_presence": (presence.pk, presence.commune_id),
        "training.certificate_training": (proof.pk, proof.commune_id),
        "training.training_record": (proof.registration.person_id, proof.commune_id),
        "training.practice_sheet": (sheet.pk, GROUP),
        "training.minutes": (treated.meeting_id, GROUP),
        "training.training_plan": (NeedsCampaign.objects.earliest("year").pk, GROUP),
        "training.training_report": (NOON.year, GROUP),
    }


def judged(pdf):
    """What the validator and the second pair of eyes say of a file."""
    report = validator.validate_pdf_bytes(pdf, profile=validator.ValidationProfile.PDF_UA_1)
    return [f"{fault.rule_id} {fault.message}" for fault in report.failures] + faults_of(pdf)


@pytest.mark.django_db
def test_every_kind_of_document_is_accessible(at, settings):
    tell(at=at)
    factories.open_walls(GROUP, *Commune.objects.values_list("pk", flat=True))
    wanted = subjects()
    assert set(wanted) == set(REPORTS), "say here of what the new kind is made"

    Document.objects.waiting().update(failed_at=at)
    with transaction.atomic():
        for kind, (subject, commune) in wanted.items():
            ask_for(kind, subject, by=None, at=at, commune_id=commune)
    render_due(at=at)
    made = Document.objects.filter(kind__in=wanted, rendered_at__isnull=False)

    assert {document.kind for document in made} == set(wanted)
    assert {document.kind: judged(document.file.read()) for document in made} == {
        document.kind: [] for document in made
    }


@pytest.mark.parametrize(
    ("body", "checkpoint"),
    [
        ("<h1>Un</h1><h3>Trois</h3>", "14-003"),
        ("<h2>Deux</h2>", "14-002"),
        ('<h1>x</h1><svg width="9" height="9"><path d="M0 0h9v9z"/></svg>', "13-004"),
        ("<h1>x</h1><p>a</p><ul></ul>", "an empty tag: /L"),
    ],
)
def test_a_fault_of_the_layout_is_seen(body, checkpoint):
    found = faults_of(pdf_from_html(PAGE.format(body)))

    assert [fault for fault in found if checkpoint in fault]


def removed(pdf, name):
    """The same file without this entry, wherever it stands; everything else is left as it was."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    carriers = [one for one in writer._objects if isinstance(one, dict)]
    carriers += [value for one in carriers for value in one.values() if isinstance(value, dict)]
    for carrier in carriers:
        carrier.pop(NameObject(name), None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("entry", "checkpoint"),
    [
        ("/DisplayDocTitle", "07-001"),
        ("/Marked", "ISO 14289-1 7.1"),
        ("/Lang", "11-006"),
        ("/Metadata", "06-001"),
        ("/StructTreeRoot", "01-005"),
        ("/ToUnicode", "31-027"),
        ("/FontFile2", "31-009"),
        ("/ID", "15-003: a heading"),
        ("/Headers", "15-003: a cell"),
        ("/Contents", "28-012"),
        ("/StructParent", "28-011"),
        ("/Tabs", "28-008"),
    ],
)
def test_a_fault_of_the_file_is_seen(entry, checkpoint):
    table = "<table><tr><th scope=row>a</th><td>b</td></tr></table>"
    pdf = pdf_from_html(
        PAGE.format(f'<h1>x</h1>{table}<p><a href="https://example.org">le site</a></p>')
    )
    assert faults_of(pdf) == []

    assert [fault for fault in faults_of(removed(pdf, entry)) if checkpoint in fault]
