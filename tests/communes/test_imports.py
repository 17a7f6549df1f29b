"""Communes, buildings and people come from a table: shown first, then kept whole, and journaled."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from communes.models import Person, Position, Site
from communes.states import Role
from portal.journal.models import Entry
from portal.lib.tables import read_table, write_csv
from portal.tables import imports
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/gestion/importer/{}/"


@pytest.fixture
def desk(manager, signed_in):
    return signed_in(manager)


@pytest.fixture
def hall():
    return factories.SiteFactory(
        commune__insee="57080", commune__name="Bickenholtz", name="Mairie", kind="town_hall"
    )


def sent(desk, slug, rows, name="tableau.csv"):
    file = SimpleUploadedFile(name, rows if isinstance(rows, bytes) else write_csv(rows))
    return desk.post(URL.format(slug), {"file": file})


def kept(desk, slug, page):
    return desk.post(URL.format(slug), {"lignes": page.context["packed"]}, follow=True)


SITES = ["Code INSEE", "Nom", "Type", "Adresse"]


def test_a_new_building_and_a_changed_one_are_shown_then_kept(desk, hall, manager):
    page = sent(
        desk,
        "lieux",
        [SITES, ["57080", "Mairie", "mairie", "2 rue du Lavoir"], ["57080", "École", "ÉCOLE", ""]],
    )
    text = page.content.decode()
    assert "Voici ce qui va changer" in text
    assert "<ins>2 rue du Lavoir</ins>" in text
    assert Site.objects.count() == 1
    assert Site.objects.get().address == hall.address

    done = kept(desk, "lieux", page)
    assert "2\u00a0lignes enregistrées" in done.content.decode()
    assert Site.objects.get(name="Mairie").address == "2 rue du Lavoir"
    new = Site.objects.get(name="École")
    assert (new.kind, new.active) == ("school", True)
    verbs = set(Entry.objects.values_list("verb", flat=True))
    assert {"import_table", "add_site", "change_site"} <= verbs
    entry = Entry.objects.get(verb="import_table")
    assert (entry.by, entry.details["added"], entry.details["changed"]) == (manager, 1, 1)


def test_one_wrong_line_and_nothing_is_proposed(desk, hall):
    page = sent(
        desk,
        "lieux",
        [SITES, ["57080", "École", "école", ""], ["57080", "Salle", "piscine", ""]],
    )
    text = page.content.decode()
    assert "Ligne 3, Type\u00a0: «\u00a0piscine\u00a0»\u00a0: Écrivez mairie, école, salle" in text
    assert page.context["packed"] == ""
    assert Site.objects.count() == 1


def test_what_the_rules_refuse_is_said_before(desk, hall):
    page = sent(desk, "lieux", [SITES, ["57999", "École", "école", ""]])
    assert (
        "Ligne 2\u00a0: Aucune commune du portail n’a le code INSEE 57999."
        in page.content.decode()
    )
    assert Site.objects.count() == 1


def test_data_that_moved_since_the_preview_are_shown_again(desk, hall):
    page = sent(desk, "lieux", [SITES, ["57080", "Mairie", "mairie", "2 rue du Lavoir"]])
    Site.objects.filter(pk=hall.pk).update(address="Ailleurs")
    again = kept(desk, "lieux", page)
    assert "Les données ont changé depuis votre aperçu" in again.content.decode()
    assert Site.objects.get().address == "Ailleurs"
    kept(desk, "lieux", again)
    assert Site.objects.get().address == "2 rue du Lavoir"


def test_a_preview_of_another_page_or_of_nobody_is_refused(desk, hall):
    page = desk.post(URL.format("lieux"), {"lignes": "n’importe quoi"}, follow=True)
    assert "choisissez le fichier de nouveau" in page.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Ce fichier est vide"),
        (b"%PDF-1.7", "pas un tableau lisible"),
        (b"PK\x03\x04 broken", "abîmé"),
        (b"Nom;Couleur\nA;B\n", "Colonne inconnue"),
    ],
)
def test_a_file_that_is_no_table_gets_a_sentence(desk, data, words):
    page = sent(desk, "lieux", data)
    assert page.status_code == 200
    assert words in page.content.decode()


def test_the_sheet_of_a_commune_changes_and_keeps_its_hours(desk):
    hours = [["lundi", "lundi", [["08:30:00", "12:00:00"]]]]
    commune = factories.CommuneFactory(insee="57080", opening_hours=hours)
    heading = ["Code INSEE", "Téléphone", "Site Internet"]
    kept(
        desk,
        "communes",
        sent(desk, "communes", [heading, ["57080", "387030001", "www.bickenholtz.fr"]]),
    )
    commune.refresh_from_db()
    assert (commune.phone, commune.website) == ("03 87 03 00 01", "https://www.bickenholtz.fr")
    assert commune.opening_hours == hours
    page = sent(desk, "communes", [["Code INSEE", "Jeudi"], ["57080", "17h-19h"]])
    kept(desk, "communes", page)
    commune.refresh_from_db()
    assert [row[0] for row in commune.opening_hours] == ["lundi", "jeudi"]


PEOPLE = ["Code INSEE", "Rôle", "Nom", "Prénom", "Courriel", "Heures par semaine", "Depuis le"]


def test_a_person_of_two_communes_is_one_person(desk):
    for insee in ("57080", "57216"):
        factories.CommuneFactory(insee=insee)
    lines = [
        [insee, "Secrétaire de mairie", "Ferrand", "Solange", "s@example.org", "8,5", "01/09/2026"]
        for insee in ("57080", "57216")
    ]
    kept(desk, "personnes", sent(desk, "personnes", [PEOPLE, *lines]))
    person = Person.objects.get(last_name="Ferrand", first_name="Solange")
    assert person.positions.count() == 2
    assert person.email == "s@example.org"
    assert {str(p.weekly_hours) for p in person.positions.all()} == {"8.50"}
    assert {p.started_on for p in person.positions.all()} == {dt.date(2026, 9, 1)}

    lines[1][4] = "autre@example.org"
    page = sent(desk, "personnes", [PEOPLE, *lines])
    assert "la ligne 2 dit autre chose de la même personne" in page.content.decode()


def test_the_roles_of_the_team_are_not_imported(desk, manager):
    factories.CommuneFactory(insee="57080")
    line = ["57080", "responsable de la mutualisation", "Intrus", "Jean", "", "", "01/09/2026"]
    page = sent(desk, "personnes", [PEOPLE, line])
    assert "Ligne 2, Rôle\u00a0:" in page.content.decode()
    assert Position.objects.filter(role=Role.MANAGER).count() == 1


@pytest.mark.parametrize("slug", ["communes", "lieux", "personnes"])
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_is_imported_without_a_change(desk, slug, kind, hall):
    hours = [["lundi", "mercredi", [["08:30:00", "12:00:00"], ["13:30:00", "17:30:00"]]]]
    commune = factories.CommuneFactory(opening_hours=hours, note="=SOMME(A1)\nDeux lignes")
    factories.SiteFactory(commune=commune, erp_type="L", erp_category=5, active=False)
    factories.SecretaryFactory(commune=commune, weekly_hours="35.00", person__civility="mme")
    factories.PositionFactory(
        commune=commune, role=Role.MAYOR, ended_on=dt.date(2026, 3, 1), title="Maire honoraire"
    )
    file = desk.get(f"{URL.format(slug)}export.{kind}")
    assert file.status_code == 200
    page = sent(desk, slug, file.content, f"x.{kind}")
    text = page.content.decode()
    assert "Rien ne change" in text, page.context["faults"]
    assert not page.context["changed"]
    assert page.context["same"]


@pytest.mark.parametrize("slug", ["communes", "lieux", "personnes"])
def test_the_template_has_the_headings_and_nothing_else(desk, slug):
    file = desk.get(f"{URL.format(slug)}modele.xlsx")
    labels = [one.label for one in imports.find(slug).fields]
    assert read_table(io.BytesIO(file.content).read()) == [labels]


@pytest.mark.parametrize("path", ["", "lieux/", "lieux/export.xlsx", "lieux/modele.xlsx"])
def test_only_the_manager_imports_and_exports(path, signed_in, secretary, desk):
    assert signed_in(secretary.person.user).get(f"/gestion/importer/{path}").status_code == 403
    assert desk.get(f"/gestion/importer/{path}").status_code == 200
    agent = factories.PositionFactory(role=Role.IT_AGENT, commune=None).person.user
    assert signed_in(agent).get(f"/gestion/importer/{path}").status_code == (403 if path else 200)


def test_an_unknown_register_is_not_found(desk):
    assert desk.get(URL.format("inconnu")).status_code == 404
