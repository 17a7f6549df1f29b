"""What proves an answer: stored once, read by its own commune, telling nothing but what it shows."""

import datetime as dt
import hashlib
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from itsupport.domain import audits
from itsupport.models import AuditEvidence
from tests import factories
from tests.conftest import NOON
from tests.itsupport import auditing
from tests.photos import SIDEWAYS, opened, photo, tells

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def audit(agent):
    return auditing.prepare(agent=agent, at=NOON - HOUR)


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
