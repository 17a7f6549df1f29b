"""The register of extinguishers: what it says, how it is kept, what it makes a campaign ask for."""

import datetime as dt
import io

import openpyxl  # noqa: TID253
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.lib.refusal import Refusal
from portal.lib.tables import write_csv
from purchasing.domain.register import Device, add_extinguisher
from purchasing.models import Extinguisher
from purchasing.queries.register import device_sheet, register_needs
from purchasing.states import ExtinguisherKind
from tests.purchasing.town import NOON, ExtinguisherFactory, make_town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TODAY = dt.date(2026, 11, 10)
URL = "/achats/extincteurs/"
HEAD = ("Bâtiment", "Numéro", "Type", "Année", "Dernière vérification")


def device(town, **changes):
    known = {"site_id": town.hall.pk, "number": "E1", "kind": "water", "made_in": 2019}
    return Device(**(known | changes))


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        ({"made_in": 2024, "checked_on": dt.date(2026, 3, 1)}, "à jour"),
        ({"made_in": 2024, "checked_on": dt.date(2025, 12, 1)}, "à vérifier"),
        ({"made_in": 2024, "checked_on": dt.date(2025, 1, 1)}, "vérification en retard"),
        ({"made_in": 2024}, "jamais vérifié"),
        ({"made_in": 2006, "checked_on": dt.date(2026, 3, 1)}, "à remplacer"),
    ],
)
def test_the_state_of_a_device_is_said_in_a_word(town, facts, word):
    row = ExtinguisherFactory(commune=town.commune, site=town.hall, **facts)

    assert device_sheet(row, on=TODAY).word == word


def test_the_register_says_when_next_and_what_then(town):
    row = ExtinguisherFactory(
        commune=town.commune, site=town.hall, made_in=2019, checked_on=dt.date(2026, 3, 10)
    )

    shown = device_sheet(row, on=TODAY, visit=dt.date(2027, 3, 15))

    assert shown.next_check == dt.date(2027, 3, 10)
    assert shown.tasks == [
        "vérification annuelle",
        "maintenance à 5 ou 15\u00a0ans, due depuis 2024",
    ]
    assert shown.later == ["révision en 2029", "remplacement en 2039"]
    row.overhauled_on = dt.date(2024, 3, 12)
    assert device_sheet(row, on=TODAY).tasks == []


def test_the_register_is_read_for_the_open_campaign_even_when_it_sells_other_things(hers, town):
    ExtinguisherFactory(commune=town.commune, site=town.hall)

    page = hers.get(URL)

    assert page.context["campaign"] == town.campaign


def test_a_campaign_counts_each_operation_by_building(town):
    ExtinguisherFactory(commune=town.commune, site=town.hall, made_in=2006)
    ExtinguisherFactory(commune=town.commune, site=town.hall, made_in=2025)
    ExtinguisherFactory(
        commune=town.commune, site=town.room, made_in=2016, kind=ExtinguisherKind.POWDER
    )
    ExtinguisherFactory(commune=town.commune, site=town.room, retired_on=TODAY)

    assert register_needs(town.answer) == {
        ("replace_water", town.hall.pk): 1,
        ("annual_check", town.hall.pk): 1,
        ("annual_check", town.room.pk): 1,
        ("ten_years", town.room.pk): 1,
    }


def test_a_commune_without_register_is_not_told_that_it_needs_nothing(town):
    assert register_needs(town.answer) is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"made_in": 2027}, "L’année de fabrication"),
        ({"checked_on": dt.date(2026, 12, 1)}, "date à venir"),
        ({"checked_on": dt.date(2018, 1, 1)}, "précéder la fabrication"),
    ],
)
def test_impossible_dates_are_refused(town, changes, why):
    with pytest.raises(Refusal, match=why):
        add_extinguisher(town.commune.pk, device(town, **changes), by=town.user, at=NOON)


def test_a_number_is_used_once_and_a_building_is_the_commune_s(town):
    other = make_town(town.campaign)
    add_extinguisher(town.commune.pk, device(town), by=town.user, at=NOON)

    with pytest.raises(Refusal, match="numéro E1"):
        add_extinguisher(town.commune.pk, device(town), by=town.user, at=NOON)
    with pytest.raises(Refusal, match="bâtiment de la commune"):
        add_extinguisher(
            town.commune.pk, device(town, site_id=other.hall.pk), by=town.user, at=NOON
        )


def test_a_device_is_added_changed_and_retired_from_the_pages(hers, town):
    typed = {
        "site": town.hall.pk,
        "number": "E1",
        "kind": "water",
        "made_in": "2019",
        "checked_on": "10/03/2026",
    }
    hers.post(URL + "ajouter/", typed)
    row = Extinguisher.objects.get()
    hers.post(f"{URL}{row.pk}/", typed | {"place": "Couloir"})
    hers.post(f"{URL}{row.pk}/reforme/")

    row.refresh_from_db()
    assert (row.place, row.checked_on, row.retired_on) == ("Couloir", dt.date(2026, 3, 10), TODAY)


def test_the_form_says_what_it_would_accept(hers, town):
    page = hers.post(URL + "ajouter/", {"site": town.hall.pk, "made_in": "19"}).content.decode()

    assert "reste à remplir" in page
    assert Extinguisher.objects.count() == 0


def test_the_register_is_shown_building_by_building_with_what_to_do(hers, town):
    ExtinguisherFactory(commune=town.commune, site=town.hall, number="M-7", made_in=2006)

    page = hers.get(URL).content.decode()

    assert "M-7" in page
    assert "à remplacer" in page
    assert "Remplacement en fin de vie" in page


def test_a_neighbour_s_register_does_not_exist(hers, town):
    other = make_town(town.campaign)
    theirs = ExtinguisherFactory(commune=other.commune, site=other.hall, number="CANARI")

    assert "CANARI" not in hers.get(URL).content.decode()
    assert hers.get(f"{URL}{theirs.pk}/").status_code == 404
    assert hers.post(f"{URL}{theirs.pk}/reforme/").status_code == 404


def read(hers, *rows):
    file = SimpleUploadedFile("registre.csv", write_csv([HEAD, *rows]))
    return hers.post(URL + "importer/", {"file": file})


def packed(page):
    return page.context["packed"]


def test_a_table_is_shown_then_imported_whole(hers, town):
    ExtinguisherFactory(commune=town.commune, site=town.hall, number="E1", made_in=2010)

    page = read(
        hers, ("mairie", "E1", "eau", "2019", "10/03/2026"), ("Salle", "E2", "CO2", "2020", "")
    )
    before = Extinguisher.objects.count()
    hers.post(URL + "importer/", {"lignes": packed(page)})

    assert "mis à jour" in page.content.decode()
    assert before == 1
    assert list(Extinguisher.objects.order_by("number").values_list("number", "made_in")) == [
        ("E1", 2019),
        ("E2", 2020),
    ]


def test_lines_pasted_from_a_spreadsheet_are_read_like_a_file(hers, town):
    lines = "Bâtiment\tNuméro\tType\tAnnée\nMairie\tE1\teau\t2019\nSalle\tE2\tpoudre\t2021\n"

    page = hers.post(URL + "importer/", {"rows": lines})
    hers.post(URL + "importer/", {"lignes": packed(page)})

    assert set(Extinguisher.objects.values_list("number", "site")) == {
        ("E1", town.hall.pk),
        ("E2", town.room.pk),
    }


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"rows": ""}, "Choisissez un fichier, ou collez"),
        ({"rows": "bonjour"}, "Il manque une colonne"),
    ],
)
def test_nothing_or_rubbish_gets_a_sentence_and_what_was_pasted_stays(hers, typed, why):
    page = hers.post(URL + "importer/", typed).content.decode()

    assert why in page
    assert typed["rows"] in page


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("Chapelle", "E1", "eau", "2019", ""), "Ligne 2, Bâtiment"),
        (("Mairie", "E1", "sable", "2019", ""), "Ligne 2, Type"),
        (("Mairie", "", "eau", "2019", ""), "Ligne 2, Numéro"),
        (("Mairie", "E1", "eau", "19", ""), "Ligne 2, Année"),
        (("Mairie", "E1", "eau", "2019", "hier"), "Ligne 2, Dernière vérification"),
        (("Mairie", "E1", "eau", "1900", ""), "L’année de fabrication va de 1950"),
        (("Mairie", "E1", "eau", "2019", "10/03/2018"), "Une vérification ne peut pas"),
    ],
)
def test_a_fault_of_the_table_is_named_by_line_and_column_and_nothing_is_kept(hers, row, fault):
    page = read(hers, row)

    assert fault in page.content.decode()
    assert packed(page) == ""


def test_lines_that_nobody_was_shown_are_not_imported(hers):
    hers.post(URL + "importer/", {"lignes": "W3sic2l0ZV9pZCI6MX1d:forged"})

    assert Extinguisher.objects.count() == 0


def test_the_register_goes_out_as_the_table_that_comes_back(hers, town):
    ExtinguisherFactory(
        commune=town.commune, site=town.hall, number="0012", checked_on=dt.date(2026, 3, 10)
    )

    data = hers.get(URL + "xlsx/").content
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    back = hers.post(URL + "importer/", {"file": SimpleUploadedFile("r.xlsx", data)})

    assert sheet["B2"].value == "0012"
    assert packed(back)


@pytest.mark.parametrize("devices", [1, 30])
def test_the_page_asks_the_same_number_of_questions_whatever_the_devices(
    hers, town, devices, django_assert_max_num_queries
):
    ExtinguisherFactory.create_batch(devices, commune=town.commune, site=town.hall)

    with django_assert_max_num_queries(16):
        hers.get(URL)
