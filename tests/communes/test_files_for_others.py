"""The files that leave the portal are read by other people's programs: here by their own parsers."""

import csv
import io

import pytest
import vobject
from django.urls import reverse

from communes.models import Commune
from tests import factories

pytestmark = pytest.mark.django_db
HARD = "Saint-Jean « l’Été », Forêt; \\ Nord"


@pytest.fixture
def browser(manager, signed_in):
    commune = factories.MembershipFactory().commune
    factories.SecretaryFactory(commune=commune)
    address = "1, rue du Puits; bas\n57930 Bébing " + "Œ" * 60
    Commune.objects.filter(pk=commune.pk).update(
        name=HARD, address=address, email="mairie@example.org"
    )
    return signed_in(manager)


def test_a_telephone_reads_the_cards(browser):
    content = browser.get(reverse("communes:commune_vcards")).content.decode()

    [card] = vobject.readComponents(content)

    assert card.validate(raiseException=True)
    assert card.version.value == "3.0"
    assert card.fn.value == f"Mairie – {HARD}"
    assert card.adr.value.street == "1, rue du Puits; bas\n57930 Bébing " + "Œ" * 60
    assert card.email.value == "mairie@example.org"
    assert card.tel.value == "03 87 03 00 00"
    assert "Solange" in card.note.value


def test_a_spreadsheet_opens_the_directory(browser):
    import openpyxl

    content = browser.get(reverse("communes:commune_list"), {"export": "xlsx"}).content

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert [row[0].value for row in sheet.iter_rows()] == ["Commune", HARD]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_a_program_reads_the_directory_line_by_line(browser):
    content = browser.get(reverse("communes:commune_list"), {"export": "csv"}).content

    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")

    assert len(head) == len(row)
    assert row[0] == HARD
