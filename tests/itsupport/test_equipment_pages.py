"""The pages of the equipment: whose they are, what they say, what their buttons do."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.states import Role
from itsupport.domain.agents import make_token, receive
from itsupport.domain.recognition import recognise_due
from itsupport.inventory import read
from itsupport.models import AgentToken, Asset, Licence
from itsupport.resources.equipment import EQUIPMENT
from portal.documents.models import Document
from portal.tables.imports import compare, keep, rehearse
from tests.conftest import NOON
from tests.factories import (
    AssetFactory,
    EpciFactory,
    ManagerFactory,
    MembershipFactory,
    PositionFactory,
    SecretaryFactory,
    SiteFactory,
    TicketFactory,
)
from tests.itsupport.machines import xml

pytestmark = pytest.mark.django_db
PARC = "/informatique/parc/"


@pytest.fixture
def agent():
    return PositionFactory(role=Role.IT_AGENT, commune=None).person.user


@pytest.fixture
def desk(agent, signed_in):
    return signed_in(agent)


@pytest.fixture
def hers(signed_in):
    position = SecretaryFactory()
    MembershipFactory(commune=position.commune, epci=EpciFactory())
    return position, signed_in(position.person.user)


def text(reply):
    assert reply.status_code == 200
    return reply.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def reported(commune, **said):
    token = make_token(commune.pk, by=None, at=NOON).token
    kept = receive(token, read(xml(**said)), at=NOON)
    recognise_due(at=NOON)
    kept.refresh_from_db()
    return kept


def test_the_desk_sees_every_commune_in_figures_that_open_the_list(desk, hers):
    commune = hers[0].commune
    old = AssetFactory(
        commune=commune, name="PC-VIEUX", supported_until=NOON.date().replace(year=2020)
    )
    AssetFactory(commune=commune, name="PC-NEUF")

    page = text(desk.get(PARC))
    link = f"?commune={commune.insee}&amp;alerte=obsolete"
    narrowed = text(desk.get(f"{PARC}?commune={commune.insee}&alerte=obsolete"))

    assert link in page
    assert old.name in narrowed
    assert "PC-NEUF" not in narrowed


def test_each_figure_opens_as_many_lines_as_it_says(desk, hers):
    commune, now = hers[0].commune, dt.datetime.now(dt.UTC)
    AssetFactory(commune=commune, name="PC-MAIRE", facts={}, facts_at=now, protected=False)
    AssetFactory(commune=commune, name="PC-VIEUX", supported_until=NOON.date().replace(year=2020))
    AssetFactory(commune=commune, name="Copieur", kind="copier")
    AssetFactory(commune=commune, name="PC-PARTI", state="retired", retired_on=NOON.date())

    page = text(desk.get(PARC))
    row = page.split(f">{commune.name}</a>")[1].split("</tr>")[0]
    links = re.findall(r'href="([^"]+)">(\d+)<', row)

    assert len(links) == 5, links
    for link, number in links:
        found = text(desk.get(PARC + link.replace("&amp;", "&")))
        assert f">{number} matériel" in found, link


def test_a_town_hall_sees_its_own_machines_and_no_other(hers):
    position, browser = hers
    mine = AssetFactory(commune=position.commune, site=SiteFactory(commune=position.commune))
    other = AssetFactory(name="PC-DES-AUTRES")

    page = text(browser.get(PARC))

    assert mine.name in page
    assert mine.site.name in page
    assert other.name not in page
    assert browser.get(f"{PARC}{other.pk}/").status_code == 404
    assert text(browser.get(f"{PARC}{mine.pk}/"))
    assert browser.get(f"{PARC}{mine.pk}/modifier/").status_code == 403
    assert browser.post(f"{PARC}{mine.pk}/repair/").status_code == 403


def test_the_manager_of_purchases_has_no_business_there(signed_in):
    browser = signed_in(ManagerFactory().person.user)

    assert browser.get(PARC).status_code == 403


@pytest.mark.parametrize("path", ["", "?tri=-releve", "?alerte=muet", "?export=csv"])
def test_the_list_asks_as_many_questions_for_thirty_machines_as_for_one(desk, hers, path):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert desk.get(PARC + path).status_code == 200
        return len(counted)

    def furnish():
        AssetFactory(
            commune=hers[0].commune,
            site=SiteFactory(commune=hers[0].commune),
            facts={},
            facts_at=NOON,
        )

    furnish()
    few = queries()
    for _ in range(29):
        furnish()

    assert queries() == few


@pytest.mark.parametrize(
    "path", ["parc/", "parc/renouvellement/", "parc/logiciels/", "parc/licences/"]
)
def test_pages_of_a_town_hall_ask_as_many_questions_whatever_it_has(hers, path):
    position, browser = hers

    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(f"/informatique/{path}").status_code == 200
        return len(counted)

    def furnish():
        asset = AssetFactory(
            commune=position.commune,
            used_by=position.person,
            site=SiteFactory(commune=position.commune),
        )
        asset.software.create(commune=position.commune, name="Paie", seen_at=NOON)
        Licence.objects.create(commune=position.commune, product="Paie")

    furnish()
    few = queries()
    for _ in range(29):
        furnish()

    assert queries() == few


def test_the_page_of_a_machine_says_what_it_is_and_what_happened(desk, hers):
    kept = reported(hers[0].commune)
    TicketFactory(commune=hers[0].commune, title="Écran noir").assets.add(
        kept.asset, through_defaults={"commune": hers[0].commune}
    )

    page = text(desk.get(f"{PARC}{kept.asset.pk}/"))

    for words in ("n’est plus corrigé depuis le 11 novembre 2025", "8 Go de mémoire", "Defender"):
        assert words in page
    for words in ("Écran noir", "Entré au parc", "LibreOffice 24.8", "1 prise réseau"):
        assert words in page
    assert "a4:bb:6d" not in page


def test_the_page_of_a_machine_asks_as_many_questions_whatever_it_went_through(desk, hers):
    def queries(asset):
        with CaptureQueriesContext(connection) as counted:
            desk.get(f"{PARC}{asset.pk}/")
        return len(counted)

    bare = AssetFactory(commune=hers[0].commune)
    busy = reported(hers[0].commune, software=tuple(f"Logiciel {n}" for n in range(40))).asset
    for _ in range(5):
        ticket = TicketFactory(commune=busy.commune)
        ticket.assets.add(busy, through_defaults={"commune": busy.commune})
        desk.post(f"{PARC}{busy.pk}/repair/")
        desk.post(f"{PARC}{busy.pk}/put_in_service/")

    assert queries(busy) == queries(bare)


def test_the_desk_adds_describes_retires_erases_and_gives(desk, hers):
    commune = hers[0].commune
    new = {"name": "PC-ECOLE", "kind": "laptop", "serial": "AB12", "price": "840,50"}

    desk.post(f"{PARC}nouveau/{commune.insee}/", new)
    asset = Asset.objects.get()
    desk.post(f"{PARC}{asset.pk}/modifier/", {**new, "renewal_year": "2031"})
    for verb, said in (
        ("retire", {"reason": "lent", "on": "10/11/2025"}),
        ("give", {"to": "une école"}),
        ("erase", {"on": "11/11/2025", "who": "K. Belloux", "method": "écrasement"}),
        ("give", {"to": "une école"}),
    ):
        assert desk.get(f"{PARC}{asset.pk}/{verb}/").status_code == 200
        desk.post(f"{PARC}{asset.pk}/{verb}/", said)

    asset.refresh_from_db()
    assert (asset.renewal_year, str(asset.price)) == (2031, "840.50")
    assert asset.state == "given"
    page = text(desk.get(f"{PARC}{asset.pk}/"))
    assert "Cédé : une école" in page
    assert desk.post(f"{PARC}{asset.pk}/certificat/").status_code == 302
    assert Document.objects.get().kind == "itsupport.erasure_certificate"


def test_a_refused_button_says_why_and_changes_nothing(desk, hers):
    asset = AssetFactory(commune=hers[0].commune, state="retired", retired_on=NOON.date())

    reply = desk.post(f"{PARC}{asset.pk}/destroy/", follow=True)

    asset.refresh_from_db()
    assert "Notez d’abord l’effacement" in text(reply)
    assert asset.state == "retired"


def test_labels_of_the_ticked_machines_are_asked_for(desk, hers):
    pks = [AssetFactory(commune=hers[0].commune).pk for _ in range(3)]

    desk.post(f"{PARC}etiquettes/", {"ligne": [*pks[:2], "x", "9" * 40]})
    desk.post(f"{PARC}etiquettes/", {"commune": hers[0].commune.insee})

    titles = set(Document.objects.values_list("title", flat=True))
    assert {title.replace("\u00a0", " ") for title in titles} == {
        "Étiquettes, 2 matériels",
        "Étiquettes, 3 matériels",
    }


def test_an_address_is_shown_once_with_its_lines_and_revoked(desk, hers):
    path = f"{PARC}agents/{hers[0].commune.insee}/"

    shown = text(desk.post(path))
    token = AgentToken.objects.get()
    again = text(desk.get(path))

    secret = shown.split("/inventaire/")[1].split("/")[0]
    assert secret.endswith(token.ending)
    assert "--server=http" in shown and "msiexec" in shown
    assert secret not in again
    assert "Jamais" in again
    desk.post(f"{PARC}agents/{token.pk}/revoquer/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_doubt_is_shown_beside_its_candidate_and_settled(desk, hers, agent):
    reported(hers[0].commune, serial="AAA1111")
    kept = reported(hers[0].commune, name="PC-ECOLE", serial="BBB2222", mac="a4:bb:6d:44:55:66")

    page = text(desk.get("/informatique/releves/"))
    assert "différent" in page and "pareil" in page
    assert "C’est cette machine" in page
    desk.post(f"/informatique/releves/{kept.pk}/", {"verb": "same", "asset": kept.candidates[0]})

    kept.refresh_from_db()
    assert kept.asset_id == kept.candidates[0]
    assert "Rien à rapprocher" in text(desk.get("/informatique/releves/"))


def test_home_search_and_figures_know_the_equipment(desk, hers, agent):
    commune = hers[0].commune
    reported(commune, serial="AAA1111")
    reported(commune, name="PC-ECOLE", serial="BBB2222", mac="a4:bb:6d:44:55:66")

    assert "1 relevé à rapprocher" in text(desk.get("/"))
    for words in ("IT-00001", "accueil", "aaa1111"):
        assert "PC-ACCUEIL" in text(desk.get(f"/rechercher/?q={words}"))
    assert "Postes" in text(hers[1].get(f"/annuaire/{commune.insee}/"))
    assert "Postes" not in text(hers[1].get(f"/annuaire/{AssetFactory().commune.insee}/"))


def test_the_register_comes_back_from_its_own_export_without_a_change(agent):
    site = SiteFactory(name="Mairie")
    AssetFactory(commune=site.commune, site=site, price="640.00", renewal_year=2029)
    table = EQUIPMENT.table(EQUIPMENT.known(locked=False))
    rows = [(n, [str(cell or "") for cell in row]) for n, row in enumerate(table, 1)]

    preview = compare(EQUIPMENT, rows, EQUIPMENT.known(locked=False))

    assert [line.kind for line in preview.lines] == ["same"]


def test_a_table_adds_and_changes_machines_all_or_nothing(agent):
    site = SiteFactory(name="Mairie")
    known = AssetFactory(commune=site.commune, name="PC-ACCUEIL")
    insee = site.commune.insee
    heading = ["Code INSEE", "Nom", "Type", "Bâtiment", "Numéro de série", "Fabricant"]
    rows = [
        (1, heading),
        (2, [insee, "PC-ACCUEIL", "poste fixe", "Mairie", "AB12", "Dell"]),
        (3, [insee, "PC-ECOLE", "ordinateur portable", "mairie", "CD34", "Dell"]),
        (4, [insee, "PC-SALLE", "poste fixe", "Nulle part", "", ""]),
        (5, [insee, "PC-CAVE", "machine à laver", "", "", ""]),
    ]

    def preview(lines):
        compared = compare(EQUIPMENT, lines, EQUIPMENT.known(locked=False))
        return rehearse(EQUIPMENT, compared, by=agent, at=NOON)

    kinds = [line.kind for line in preview(rows).lines]
    assert kinds == ["changed", "new", "fault", "fault"]
    sound = rows[:3]
    base = preview(sound).base
    keep(EQUIPMENT, sound, base, by=agent, at=NOON)

    known.refresh_from_db()
    added = Asset.objects.get(name="PC-ECOLE")
    assert (known.site, known.serial_key) == (site, "AB12")
    assert (added.tag, added.site, added.kind) == ("IT-00001", site, "laptop")
