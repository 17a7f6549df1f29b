"""The directory leaves the portal as a spreadsheet, as cards and as a list to print, for whoever reads it."""

import pytest

from portal.lib.tables import read_table
from tests import factories

pytestmark = pytest.mark.django_db
LIST = "/annuaire/"


@pytest.fixture
def hall():
    commune = factories.CommuneFactory(
        name="Haut-Clocher", insee="57304", phone="03 87 03 13 75", email="mairie@example.org"
    )
    factories.MembershipFactory(commune=commune)
    return commune


@pytest.fixture(params=["secretary", "manager"])
def reader(request, hall, signed_in):
    if request.param == "manager":
        return signed_in(factories.ManagerFactory().person.user)
    return signed_in(factories.SecretaryFactory(commune=hall).person.user)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_list_is_exported_with_the_columns_shown(reader, kind):
    columns = "mairie,telephone,insee,courriel,cp"
    file = reader.get(LIST, {"export": kind, "colonnes": columns})
    heading, *rows = read_table(file.content)
    assert heading == [
        "Commune", "Mairie", "Téléphone", "Codes postaux", "Code INSEE", "Courriel",
    ]  # fmt: skip
    [row] = rows
    assert row[0] == "Haut-Clocher"
    assert row[2] == "03 87 03 13 75"
    assert row[4:] == ["57304", "mairie@example.org"]
    assert f".{kind}" in file["Content-Disposition"]


def test_the_page_leads_to_each_export(reader, hall):
    page = reader.get(LIST).content.decode()
    for kind in ("xlsx", "csv"):
        assert f'name="export" value="{kind}"' in page
    for address in ("/annuaire/mairies.vcf", "/annuaire/telephones/"):
        assert address in page
    sheet = reader.get(f"{LIST}57304/").content.decode()
    assert "/annuaire/57304/mairie.vcf" in sheet


@pytest.mark.parametrize("path", ["mairies.vcf", "57304/mairie.vcf"])
def test_cards_open_in_a_telephone(reader, path):
    card = reader.get(f"{LIST}{path}")
    assert card["Content-Type"].startswith("text/vcard")
    text = card.content.decode()
    assert text.startswith("BEGIN:VCARD\r\nVERSION:")
    assert "+33387031375" in text or "03 87 03 13 75" in text


def test_the_list_to_print_is_asked_and_followed(reader):
    page = reader.post(f"{LIST}telephones/", follow=True)
    assert "Liste téléphonique des mairies" in page.content.decode()
