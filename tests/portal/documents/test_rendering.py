import datetime as dt
import io
import threading

import page as validator
import pypdf
import pytest
from django.db import connection, transaction
from django.template.loader import get_template

from portal.documents import rendering
from portal.documents.asking import ask_for
from portal.documents.models import LEASE, Batch, Document
from portal.documents.rendering import render_due
from portal.walls.acting import GROUP
from tests import factories
from tests.portal.documents.conftest import add_templates

MINUTE = dt.timedelta(minutes=1)


def text_of(document):
    with document.file.open("rb") as file:
        return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(file).pages)


@pytest.fixture
def asked(db, need_report, at):
    with transaction.atomic():
        return ask_for("tests.need", 1, by=None, at=at)


def test_a_document_that_was_asked_for_becomes_a_pdf_of_its_facts(asked, at):
    assert render_due(at=at) == 1
    assert render_due(at=at + LEASE * 2) == 0

    asked.refresh_from_db()
    text = text_of(asked)
    assert "Extincteurs 2027, besoin consolidé" in text
    assert "mardi 15\u00a0décembre 2026" in text
    assert "1\u202f234,50\u202f€" in text
    assert "code 57930" in text
    assert "AG-2027-03" not in text  # the first sheet has its cover instead of a header


def test_its_foot_says_which_model_and_which_data_it_was_made_from(asked, at):
    render_due(at=at)

    asked.refresh_from_db()
    foot = f"Modèle 4 · empreinte {asked.footprint} · établi le mardi 10\u00a0novembre 2026 à\u00a012\u00a0h"
    assert foot in text_of(asked)
    assert "1 / 1" in text_of(asked)


def test_it_passes_the_validator_of_accessible_pdf(asked, at):
    render_due(at=at)

    asked.refresh_from_db()
    report = validator.validate_pdf_bytes(
        asked.file.read(), profile=validator.ValidationProfile.PDF_UA_1
    )
    assert [(f.rule_id, f.message) for f in report.failures] == []
    assert report.rules.total > 100


def test_its_letters_are_our_own_and_travel_with_it(asked, at):
    render_due(at=at)

    asked.refresh_from_db()
    reader = pypdf.PdfReader(io.BytesIO(asked.file.read()))
    fonts = {}
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        [inner] = font["/DescendantFonts"]
        embedded = inner.get_object()["/FontDescriptor"].get_object()
        fonts[font.get_object()["/BaseFont"].partition("+")[2]] = "/FontFile2" in embedded
    assert set(fonts) <= {"Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Italic", "Noto-Serif"}
    assert len(fonts) == 4
    assert all(fonts.values())


@pytest.mark.django_db
def test_the_same_facts_are_one_document_rendered_once(need_report, at):
    with transaction.atomic():
        first = ask_for("tests.need", 1, by=None, at=at)
    render_due(at=at)
    with transaction.atomic():
        again = ask_for("tests.need", 1, by=None, at=at + MINUTE)
        need_report["rows"] = []
        other = ask_for("tests.need", 1, by=None, at=at + MINUTE)

    assert again.pk == first.pk
    assert again.is_ready
    assert other.pk != first.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "template", ["documents/tests/need.html", "documents/base.html", "documents/_mark.html"]
)
def test_a_template_that_changed_makes_another_document_of_the_same_facts(
    need_report, at, settings, tmp_path, template
):
    with transaction.atomic():
        old = ask_for("tests.need", 1, by=None, at=at)
    render_due(at=at)

    changed = tmp_path / template
    changed.parent.mkdir(parents=True)
    changed.write_text(get_template(template).template.source + "<!-- drawn anew -->")
    add_templates(settings, tmp_path)
    with transaction.atomic():
        new = ask_for("tests.need", 1, by=None, at=at + MINUTE)

    assert new.pk != old.pk
    assert new.data_hash == old.data_hash
    assert not new.is_ready


@pytest.mark.django_db
def test_what_was_true_when_it_was_asked_for_is_what_it_shows(need_report, at):
    with transaction.atomic():
        asked = ask_for("tests.need", 1, by=None, at=at)
    need_report["rows"] = []

    render_due(at=at)

    asked.refresh_from_db()
    assert "Bickenholtz" in text_of(asked)


@pytest.mark.django_db(transaction=True)
def test_a_document_is_asked_for_in_the_transaction_of_its_fact(need_report, at):
    with pytest.raises(RuntimeError, match="in the transaction"):
        ask_for("tests.need", 1, by=None, at=at)


def test_a_worker_that_died_leaves_a_document_for_the_next_one(asked, at):
    Document.objects.update(claimed_until=at + LEASE)

    assert render_due(at=at) == 0
    assert render_due(at=at + LEASE + MINUTE) == 1


def test_a_document_that_cannot_be_made_is_given_up_with_its_reason(asked, at, monkeypatch):
    def broken(_html):
        raise ValueError("a document asked for something outside itself")

    with monkeypatch.context() as breaking:
        breaking.setattr(rendering, "pdf_from_html", broken)
        for hour in range(4):
            render_due(at=at + dt.timedelta(hours=hour))

    asked.refresh_from_db()
    assert at + dt.timedelta(hours=2) <= asked.failed_at < at + dt.timedelta(hours=3)
    assert asked.attempts == 3
    assert "outside itself" in asked.last_error

    with transaction.atomic():
        ask_for("tests.need", 1, by=None, at=at)
    render_due(at=at + dt.timedelta(hours=5))
    asked.refresh_from_db()
    assert asked.is_ready


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_documents(need_report, at, monkeypatch):
    monkeypatch.setattr(rendering, "pdf_from_html", lambda html: html.encode())
    with transaction.atomic():
        batch = Batch.objects.create(title="Dossier", asked_at=at)
        for n in range(6):
            ask_for("tests.need", n, by=None, at=at, batch=batch)
    made = []

    def work():
        try:
            made.append(render_due(at=at))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(made) == 6
    factories.open_walls(GROUP)
    assert set(Document.objects.values_list("attempts", flat=True)) == {1}


@pytest.fixture
def a_long_queue(db, need_report, at):
    """Twenty documents of a batch and twenty that leave by mail, asked for before any other."""
    with transaction.atomic():
        batch = Batch.objects.create(title="Dossier", asked_at=at)
        for n in range(20):
            ask_for("tests.need", 100 + n, by=None, at=at, batch=batch)
            ask_for("tests.need", 200 + n, by=None, at=at, awaited=False)


def order_of_rendering(at, monkeypatch):
    """The subjects, in the order in which a worker takes them up."""
    taken = []

    def kept(document, _watch):
        taken.append(document.subject_id)
        return True

    monkeypatch.setattr(rendering, "_render", kept)
    while render_due(at=at):
        pass
    return taken


def test_what_somebody_waits_for_is_made_before_batches_and_mails(a_long_queue, at, monkeypatch):
    with transaction.atomic():
        for n in (1, 2):
            ask_for("tests.need", n, by=None, at=at + n * MINUTE)

    taken = order_of_rendering(at + 5 * MINUTE, monkeypatch)

    assert taken[:2] == [1, 2]
    assert taken[2:6] == [100, 200, 101, 201]
    assert len(taken) == 42


def test_a_document_of_a_batch_that_somebody_then_waits_for_passes_the_others(
    a_long_queue, at, monkeypatch
):
    with transaction.atomic():
        ask_for("tests.need", 119, by=None, at=at + MINUTE)
        batch = Batch.objects.create(title="Dossier", asked_at=at)
        ask_for("tests.need", 119, by=None, at=at + 2 * MINUTE, batch=batch)

    assert order_of_rendering(at + 5 * MINUTE, monkeypatch)[0] == 119


def test_the_next_document_is_found_by_an_index_without_sorting_the_queue(a_long_queue, at):
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
    plan = Document.objects.due(at=at).in_turn()[:2].explain()

    assert "document_in_turn" in plan
    assert "Sort" not in plan
