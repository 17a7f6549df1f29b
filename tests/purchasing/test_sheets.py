"""Figures that come from a spreadsheet: pasted in the page, or on the answer sheet."""

import io
from dataclasses import replace

import openpyxl  # noqa: TID253
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from purchasing.forms.paste import read_block
from purchasing.models import NeedRevision
from purchasing.states import Channel, Origin
from tests.factories import ParticipationFactory
from tests.purchasing.test_answer_pages import typed, url
from tests.purchasing.town import give_last_year, make_campaign, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def block(town, text):
    return read_block(text, [town.check, town.panel, town.book], [town.hall, town.room])


def test_a_block_without_headings_fills_the_page_in_its_order(town):
    filled = block(town, "3\t4\n\t1\n")

    assert filled.faults == []
    assert filled.data == {
        f"q{town.check.pk}_{town.hall.pk}": "3",
        f"q{town.check.pk}_{town.room.pk}": "4",
        f"q{town.panel.pk}_{town.room.pk}": "1",
    }


def test_a_block_with_headings_is_read_by_its_names_whatever_the_order(town):
    filled = block(town, "Article\tSALLE\tmairie\nPanneau de signalisation\t5\t6\n")

    assert filled.data == {
        f"q{town.panel.pk}_{town.room.pk}": "5",
        f"q{town.panel.pk}_{town.hall.pk}": "6",
    }


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("3\tdeux", "Ligne 1, colonne 2\u00a0: «\u00a0deux\u00a0» n’est pas une quantité"),
        ("1\t2\t3", "Ligne 1, colonne 3\u00a0: la page n’a que 2\u00a0bâtiments."),
        ("1\n1\n1\n1", "Ligne 4\u00a0: la page n’a que 3\u00a0articles."),
        ("Panneau de signalisation\t1\nLances\t2", "Ligne 2\u00a0: aucun article « Lances »."),
        ("", "Rien n’a été collé"),
    ],
)
def test_a_fault_is_named_by_line_and_column(town, text, fault):
    assert any(fault in one for one in block(town, text).faults)


def test_a_pasted_block_is_shown_before_it_is_kept(hers, town):
    shown = hers.post(url(town, "paste"), {"bloc": "3\t4"})
    before = NeedRevision.objects.count()

    hers.post(url(town), typed(shown) | {"suite": "grille", "origine": "import"})

    assert "au lieu de" in shown.content.decode()
    assert before == 0
    assert set(NeedRevision.objects.values_list("origin", flat=True)) == {Origin.IMPORT}
    assert town.figures()[town.check.pk, town.room.pk] == 4


def download(hers, town):
    response = hers.get(url(town, "sheet_file"))
    return openpyxl.load_workbook(io.BytesIO(response.content))


def upload(hers, town, book):
    out = io.BytesIO()
    book.save(out)
    return hers.post(url(town, "sheet"), {"sheet": SimpleUploadedFile("r.xlsx", out.getvalue())})


def test_the_sheet_goes_out_locked_with_last_year_and_codes_as_text(hers, town):
    give_last_year(town, {(town.check, town.hall): 9})

    book = download(hers, town)

    face = book["Réponse"]
    assert face.protection.sheet
    assert (face["A5"].value, face["A5"].number_format) == (town.check.item.code, "@")
    assert face["E5"].value == 9
    assert [cell.protection.locked for cell in face[5]] == [True] * 5 + [False] * 2
    assert book["identite"].sheet_state == "veryHidden"


def test_the_sheet_comes_back_shown_then_kept_and_its_way_is_told(hers, town):
    book = download(hers, town)
    book["Réponse"]["F6"] = 7

    shown = upload(hers, town, book)
    hers.post(url(town), typed(shown) | {"suite": "grille"})

    assert town.figures() == {(town.panel.pk, town.hall.pk): 7}
    revision = NeedRevision.objects.get()
    assert (revision.channel, revision.origin) == (Channel.SHEET, Origin.IMPORT)


def test_a_wrong_cell_of_the_sheet_is_named(hers, town):
    book = download(hers, town)
    book["Réponse"]["G6"] = "beaucoup"

    page = upload(hers, town, book).content.decode()

    assert "Panneau de signalisation, Salle (ligne 6)" in page
    assert town.figures() == {}


@pytest.mark.parametrize("fault", ["identity", "line", "column", "no identity"])
def test_a_sheet_that_was_tampered_with_is_refused(hers, town, fault):
    book = download(hers, town)
    face, identity = book["Réponse"], book["identite"]
    if fault == "identity":
        identity["A1"] = identity["A1"].value.replace('"answer"', '"answer" ')
    elif fault == "line":
        face.move_range("A5:G5", rows=5)
    elif fault == "column":
        face["F4"], face["G4"] = "Salle", "Mairie"
    else:
        del book["identite"]

    page = upload(hers, town, book).content.decode()

    assert "Voici ce qui va changer" not in page
    assert "note--late" in page


def test_a_sheet_of_another_commune_or_campaign_is_named(hers, town, signed_in):
    neighbour = make_town(town.campaign)
    campaign = make_campaign(ref="AG-2099-01")
    answer = ParticipationFactory(campaign=campaign, commune=town.commune)
    elsewhere = replace(town, campaign=campaign, answer=answer)
    theirs = download(signed_in(neighbour.user), neighbour)
    other = download(hers, elsewhere)

    assert f"celle de {neighbour.commune}" in upload(hers, town, theirs).content.decode()
    assert "celle de la campagne AG-2099-01" in upload(hers, town, other).content.decode()


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(hers, town):
    file = SimpleUploadedFile("r.xlsx", b"bonjour")

    page = hers.post(url(town, "sheet"), {"sheet": file}).content.decode()

    assert "feuille de réponse" in page
