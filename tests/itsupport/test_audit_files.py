"""What proves an answer: stored once, read by its own commune, telling nothing but what it shows."""

import hashlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from itsupport.domain import audit_files, audits
from itsupport.domain.audit_files import Shown, drop_proof, keep_proof
from itsupport.models import AuditEvidence
from portal.files import Given
from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.itsupport.auditing import refused
from tests.photos import SIDEWAYS, opened, photo, tells

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_photo_is_kept_once_and_read_by_its_own_commune_alone(audit, agent, signed_in):
    browser, key = signed_in(agent), uuid4()
    address = reverse("itsupport:audit_proof", args=[audit.pk])
    for _ in range(2):
        form = {"key": key, "code": "S1", "file": SimpleUploadedFile("disque.png", PNG)}
        response = browser.post(address, form, headers={"accept": "application/json"})
        assert response.json() == {"key": str(key)}

    proof = AuditEvidence.objects.get(audit=audit)
    assert (proof.kind, proof.content_type, proof.size) == ("photo", "image/png", len(PNG))
    download = reverse("itsupport:evidence_download", args=[proof.pk])
    hers = signed_in(factories.SecretaryFactory(commune=audit.commune).person.user)
    other = signed_in(factories.SecretaryFactory().person.user)
    assert b"".join(browser.get(download)) == PNG
    assert hers.get(download).status_code == 404
    auditing.answer(audit, agent=agent)
    audits.review_audit(audit.pk, by=agent, at=NOON)
    audits.deliver_audit(audit.pk, by=agent, at=NOON)
    assert hers.get(download).status_code == 200
    assert other.get(download).status_code == 404


def test_a_photo_of_a_visit_does_not_tell_where_it_was_taken(audit, agent, signed_in):
    given = photo("JPEG", orientation=SIDEWAYS)
    form = {"key": uuid4(), "code": "S1", "file": SimpleUploadedFile("baie.jpg", given)}
    signed_in(agent).post(reverse("itsupport:audit_proof", args=[audit.pk]), form)

    proof = AuditEvidence.objects.get(audit=audit)
    with proof.file.open() as file:
        content = file.read()
    assert (tells(given) != [], tells(content)) == (True, [])
    assert opened(content).size == (64, 96)
    assert proof.sha256 == hashlib.sha256(content).hexdigest()


def test_proofs_of_a_given_audit_stay(agent):
    audit = auditing.prepare(agent=agent)
    question = audit.template.questions.first()
    common = {
        "audit": audit, "commune": audit.commune, "template": audit.template, "question": question,
        "added_at": NOON, "kind": "url", "label": "x", "url": "https://example.org/",
    }  # fmt: skip

    proof = AuditEvidence.objects.create(key=uuid4(), **common)
    refused(
        lambda: AuditEvidence.objects.create(key=uuid4(), **{**common, "url": ""}),
        "audit_evidence_shows_something",
    )
    auditing.answer(audit, agent=agent)
    audits.review_audit(audit.pk, by=agent, at=NOON)
    audits.deliver_audit(audit.pk, by=agent, at=NOON)

    refused(lambda: AuditEvidence.objects.create(key=uuid4(), **common), "ne changent plus")
    refused(lambda: AuditEvidence.objects.filter(pk=proof.pk).delete(), "ne changent plus")


def shown(code="S1", **what):
    return Shown(key=uuid4(), code=code, **what)


def photo_of(content=PNG):
    return Given(name="baie.png", content=content)


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ({"code": "ZZ", "url": "https://example.org/"}, "pas dans la grille"),
        ({}, "photo, un fichier ou une adresse"),
        ({"file": photo_of(b"")}, "est vide"),
        ({"file": photo_of(b"0" * 11)}, "dépasse 15 Mo"),
    ],
)
def test_what_proves_nothing_is_refused(audit, agent, monkeypatch, what, why):
    monkeypatch.setattr(audit_files, "LARGEST", 10)

    with pytest.raises(Refusal, match=why):
        keep_proof(audit.pk, shown(**what), by=agent, at=NOON)
    assert not audit.evidence.exists()


def test_a_machine_and_an_intervention_prove_for_their_own_commune_alone(audit, agent):
    mine = (
        factories.AssetFactory(commune=audit.commune),
        factories.TicketFactory(commune=audit.commune),
    )
    hers = factories.AssetFactory(), factories.TicketFactory()

    for asset, ticket in (hers, mine):
        for what in ({"asset_id": asset.pk}, {"ticket_id": ticket.pk}):
            if (asset, ticket) == hers:
                with pytest.raises(Refusal, match="même commune"):
                    keep_proof(audit.pk, shown(**what), by=agent, at=NOON)
            else:
                keep_proof(audit.pk, shown(**what), by=agent, at=NOON)
    keep_proof(audit.pk, shown(url="https://example.org/"), by=agent, at=NOON)

    proofs = audit.evidence.order_by("pk")
    assert [one.kind for one in proofs] == ["fact", "ticket", "url"]
    assert (proofs[0].asset, proofs[1].ticket) == mine


def test_an_answer_has_twenty_proofs_at_most(audit, agent, monkeypatch):
    monkeypatch.setattr(audit_files, "MOST", 2)
    for n in range(2):
        keep_proof(audit.pk, shown(file=photo_of(b"%d" % n)), by=agent, at=NOON)

    with pytest.raises(Refusal, match="2 preuves au plus"):
        keep_proof(audit.pk, shown(file=photo_of(b"2")), by=agent, at=NOON)
    keep_proof(audit.pk, shown("S2", file=photo_of(b"2")), by=agent, at=NOON)


def test_a_photo_taken_by_mistake_is_taken_away_and_the_journal_says_so(audit, agent):
    for _ in range(2):
        keep_proof(audit.pk, shown(file=photo_of()), by=agent, at=NOON)
    drop_proof(audit.evidence.first().pk, by=agent, at=NOON)

    entry = Entry.objects.about(audit).get(verb="drop_proof")
    assert (entry.details["proof"], audit.evidence.count()) == ("baie.png", 1)
    auditing.answer(audit, agent=agent)
    audits.review_audit(audit.pk, by=agent, at=NOON)
    audits.deliver_audit(audit.pk, by=agent, at=NOON)
    for late in (
        lambda: drop_proof(audit.evidence.get().pk, by=agent, at=NOON),
        lambda: keep_proof(audit.pk, shown(file=photo_of()), by=agent, at=NOON),
    ):
        with pytest.raises(Refusal, match="ne changent plus"):
            late()
