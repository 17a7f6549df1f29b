import io
import time
import zipfile

import pytest
from celery import current_app
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from ops import processes
from portal.documents.models import Batch, Document
from portal.documents.rendering import render_due
from portal.walls.acting import EVERYONE, GROUP, wall
from tests import factories

pytestmark = pytest.mark.django_db


def address(action, thing):
    return reverse(f"documents:{action}", args=[thing.pk])


def ready(document, content=b"%PDF-1.7 canari"):
    document.file.name = default_storage.save("documents/x.pdf", ContentFile(content))
    document.sha256, document.rendered_at = "b" * 64, document.asked_at
    document.save()
    return document


def test_a_town_hall_downloads_its_document_under_a_good_name(signed_in, secretary):
    document = ready(
        factories.DocumentFactory(
            commune_id=secretary.commune.pk, title="Accusé de réception : l’été à Réding"
        )
    )

    answer = signed_in(secretary.person.user).get(address("document_download", document))

    assert b"".join(answer.streaming_content) == b"%PDF-1.7 canari"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-cache" in answer["Cache-Control"]
    name = "accuse-de-reception-l-ete-a-reding-2026-11-10.pdf"
    assert answer["Content-Disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize("action", ["document_detail", "document_download", "document_progress"])
def test_another_commune_s_document_does_not_exist(signed_in, secretary, action):
    foreign = ready(factories.DocumentFactory(commune_id=factories.CommuneFactory().pk))
    team = ready(factories.DocumentFactory(commune_id=GROUP))
    browser = signed_in(secretary.person.user)

    assert browser.get(address(action, foreign)).status_code == 404
    assert browser.get(address(action, team)).status_code == 404


def test_what_is_made_for_every_commune_is_read_by_each(signed_in, secretary):
    document = ready(factories.DocumentFactory(commune_id=EVERYONE))

    answer = signed_in(secretary.person.user).get(address("document_download", document))

    assert answer.status_code == 200


@pytest.mark.parametrize("action", ["document_detail", "document_download", "document_progress"])
def test_a_document_of_the_team_is_read_by_the_communes_it_names_and_no_other(signed_in, action):
    invited, other = factories.SecretaryFactory.create_batch(2)
    document = ready(factories.DocumentFactory(commune_id=GROUP, readers=[invited.commune.pk]))

    def status(somebody):
        return signed_in(somebody.person.user).get(address(action, document)).status_code

    assert (status(invited), status(other)) == (200, 404)


def test_postgresql_alone_keeps_a_document_to_the_communes_it_names():
    named, other = factories.CommuneFactory.create_batch(2)
    document = factories.DocumentFactory(commune_id=GROUP, readers=[named.pk])

    with wall([named.pk, EVERYONE]):
        assert Document.objects.filter(pk=document.pk).exists()
        assert Document.objects.filter(pk=document.pk).update(title="x") == 0
    with wall([other.pk, EVERYONE]):
        assert not Document.objects.filter(pk=document.pk).exists()


def test_who_acts_for_nobody_reads_nothing(signed_in):
    document = ready(factories.DocumentFactory(commune_id=EVERYONE))

    answer = signed_in(factories.UserFactory()).get(address("document_download", document))

    assert answer.status_code == 403


def test_the_page_says_the_same_as_the_pdf(signed_in, manager):
    document = factories.DocumentFactory(facts={"title": "Vérification", "number": 4321})

    html = signed_in(manager).get(address("document_detail", document)).content.decode()

    assert "Demande n° 4321" in html
    assert document.footprint in html
    assert "<style" not in html
    assert "Le PDF se prépare." in html


def test_a_document_that_is_being_made_is_waited_for(signed_in, manager, at):
    document = factories.DocumentFactory()
    browser = signed_in(manager)

    answer = browser.get(address("document_download", document))
    assert answer["Location"] == address("document_progress", document)
    part = browser.get(address("document_progress", document), headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "hx-trigger" in part.content.decode()

    render_due(at=at)
    part = browser.get(address("document_progress", document), headers={"HX-Request": "true"})
    assert part.status_code == 286  # htmx stops asking
    assert address("document_download", document) in part.content.decode()


@pytest.fixture
def calls():
    """How many calls to the workers wait in the broker of the tests."""
    with current_app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        queue.clear()
        yield queue.qsize


def test_whoever_waits_for_a_document_calls_the_workers_again(signed_in, manager, calls):
    document = factories.DocumentFactory()
    browser = signed_in(manager)

    browser.get(address("document_progress", document))
    processes.wait_until(lambda: calls() == 1, seconds=5, what="call")

    ready(document)
    browser.get(address("document_progress", document))
    time.sleep(0.3)
    assert calls() == 1


def test_a_document_that_was_given_up_says_so(signed_in, manager, at):
    document = factories.DocumentFactory(failed_at=at)

    html = signed_in(manager).get(address("document_progress", document)).content.decode()

    assert "n’a pas pu être établi" in html


def test_the_progress_of_a_batch_is_said_and_ends(signed_in, manager, at):
    batch = Batch.objects.create(title="Dossier des communes", asked_at=at)
    documents = factories.DocumentFactory.create_batch(3, batch=batch)
    browser = signed_in(manager)
    ready(documents[0])

    html = browser.get(address("batch_detail", batch)).content.decode()
    assert "1 sur 3 prêt<" in html
    assert "Tout télécharger" not in html

    ready(documents[1])
    documents[2].failed_at = at
    documents[2].save()
    answer = browser.get(address("batch_detail", batch), headers={"HX-Request": "true"})
    assert answer.status_code == 286
    assert "2 sur 3 prêts" in answer.content.decode()
    assert "1\u00a0document n’a pas pu être établi" in answer.content.decode()
    assert "Tout télécharger" in answer.content.decode()


def test_a_batch_is_downloaded_in_one_archive(signed_in, manager, at):
    batch = Batch.objects.create(title="Dossier des communes", asked_at=at)
    for content in (b"un", b"deux"):
        ready(factories.DocumentFactory(batch=batch, title="Reçu"), content)
    factories.DocumentFactory(batch=batch)

    answer = signed_in(manager).get(address("batch_download", batch))

    assert 'filename="dossier-des-communes-2026-11-10.zip"' in answer["Content-Disposition"]
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == ["recu-2026-11-10.pdf", "recu-2026-11-10-2.pdf"]
    assert {archive.read(name) for name in archive.namelist()} == {b"un", b"deux"}


def test_another_commune_s_batch_does_not_exist(signed_in, secretary, at):
    batch = Batch.objects.create(title="Dossier", asked_at=at)
    browser = signed_in(secretary.person.user)

    assert browser.get(address("batch_detail", batch)).status_code == 404
    assert browser.get(address("batch_download", batch)).status_code == 404
