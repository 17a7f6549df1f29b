"""Lists of the portal: what the address says is what is shown, and what is shown is what is exported."""

import io

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communes.models import Commune
from portal.tables import listing as module
from portal.tables.columns import Column
from portal.tables.filters import ListFilters
from portal.tables.listing import Listing, Noun
from portal.web.forms import ShortChoiceField
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db

NOUN = Noun("commune", "communes", feminine=True)
COLUMNS = (
    Column(name="name", label="Commune", sort=("name",), link=lambda commune: f"/c/{commune.pk}/"),
    Column(name="insee", label="Code Insee", sort=("insee",)),
    Column(name="phone", label="Téléphone"),
    Column(name="siren", label="SIREN", shown=False),
)


class CommuneFilters(ListFilters):
    q = forms.CharField(label="Rechercher", required=False, max_length=80)
    insee = forms.ChoiceField(
        label="Code", choices=[("", "tous"), ("57086", "le bon")], required=False
    )
    search = ("name", "insee")
    lookups = {"insee": "insee"}


def listing_of(rf, query="", **options):
    request = rf.get(f"/communes/{query}")
    request.user = AnonymousUser()
    shape = {"columns": COLUMNS, "noun": NOUN, "filters": CommuneFilters, "default_sort": "name"}
    return Listing(request, Commune.objects.all(), **(shape | options))


def page_of(listing, **headers):
    listing.request.META.update(headers)
    return listing.respond("ui/list.html").render().content.decode()


def names(listing):
    return [row.thing.name for row in listing.rows]


@pytest.fixture
def three():
    for name, insee in [("Réding", "57566"), ("Belles-Forêts", "57086"), ("Imling", "57344")]:
        CommuneFactory(name=name, insee=insee)


def test_a_list_is_sorted_as_its_address_says(rf, three):
    assert names(listing_of(rf)) == ["Belles-Forêts", "Imling", "Réding"]
    assert names(listing_of(rf, "?tri=-insee")) == ["Réding", "Imling", "Belles-Forêts"]


def test_a_sort_that_is_not_offered_is_ignored(rf, three):
    assert names(listing_of(rf, "?tri=phone")) == ["Belles-Forêts", "Imling", "Réding"]
    assert names(listing_of(rf, "?tri=pk;drop")) == ["Belles-Forêts", "Imling", "Réding"]


def test_a_sort_that_no_index_serves_waits_for_a_filter(rf, three, monkeypatch):
    columns = (*COLUMNS[:1], Column(name="insee", label="Code Insee", sort=("insee",), few=True))
    few = listing_of(rf, "?tri=-insee", columns=columns)
    assert names(few) == ["Réding", "Imling", "Belles-Forêts"]
    assert "trier par" not in page_of(few)

    monkeypatch.setattr(module, "COUNTED", 2)
    many = listing_of(rf, "?tri=-insee", columns=columns)
    assert names(many) == ["Belles-Forêts", "Imling", "Réding"]
    assert "Filtrez pour trier par code insee." in page_of(many)
    assert [head.url for head in many.heads] == ["?tri=-name", ""]


def test_the_rows_of_short_choices_are_read_at_once(rf, three):
    class Filters(ListFilters):
        insee = ShortChoiceField(Commune.objects.order_by("name"), to_field_name="insee")
        other = ShortChoiceField(Commune.objects.filter(insee="57344"), required=False)

        def narrow(self, rows):
            chosen = self.chosen.get("insee")
            return rows.filter(pk=chosen.pk) if chosen else rows

    shown = listing_of(rf, "?insee=57566", filters=Filters)
    with CaptureQueriesContext(connection) as queries:
        html = page_of(shown)

    assert len(queries) == 3  # the choices of both, how many, the rows
    assert names(shown) == ["Réding"]
    assert [chip["words"] for chip in shown.chips] == ["Réding"]
    assert html.count("<option") == 3 + 1 + 2  # « --------- » where nothing must be chosen or was
    assert html.count(" selected") == 2

    wrong = listing_of(rf, "?insee=99999", filters=Filters)
    assert names(wrong) == ["Belles-Forêts", "Imling", "Réding"]
    assert wrong.form.errors["insee"]


def test_a_search_forgets_accents_and_hyphens(rf, three):
    assert names(listing_of(rf, "?q=belles foret")) == ["Belles-Forêts"]
    assert names(listing_of(rf, "?q=REDING")) == ["Réding"]


def test_a_filter_that_makes_no_sense_filters_nothing_and_says_so(rf, three):
    listing = listing_of(rf, "?insee=99999")
    assert len(names(listing)) == 3
    assert "Sélectionnez un choix valide" in page_of(listing)


def test_a_null_byte_in_the_search_is_not_an_error(rf, three):
    assert len(names(listing_of(rf, "?q=%00"))) == 3


def test_each_filter_that_is_on_can_be_taken_away_alone(rf, three):
    chips = listing_of(rf, "?q=belles&insee=57086&tri=-insee").chips
    assert [chip["words"] for chip in chips] == ["« belles »", "le bon"]
    assert chips[0]["url"] == "?insee=57086&tri=-insee"


def test_columns_are_chosen_in_the_address_and_the_first_one_stays(rf, three):
    listing = listing_of(rf, "?colonnes=siren&colonnes=phone")
    assert [head.label for head in listing.heads] == ["Commune", "Téléphone", "SIREN"]


def test_the_sorted_column_turns_over_at_the_next_click(rf, three):
    first = listing_of(rf).heads[0]
    assert (first.order, first.url) == ("ascending", "?tri=-name")
    assert listing_of(rf, "?tri=-name").heads[0].url == "?tri=name"


def test_pages_are_cut_and_a_page_too_far_is_the_last(rf):
    CommuneFactory.create_batch(12)
    listing = listing_of(rf, "?page=9", per_page=5)
    assert listing.page_number == 3
    assert len(listing.rows) == 2
    assert listing.next_url == ""
    assert listing.range_in_words == "11 à 12"


def test_beyond_a_thousand_the_number_is_not_counted(rf, three, monkeypatch):
    monkeypatch.setattr(module, "COUNTED", 2)
    assert listing_of(rf).total_in_words == "plus de 2 communes"


def test_an_export_gives_the_rows_found_and_the_columns_shown(rf, three):
    response = listing_of(rf, "?export=csv&q=imling&colonnes=insee").respond("ui/list.html")
    assert response.content.decode("utf-8-sig") == "Commune;Code Insee\r\nImling;57344\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="communes.csv"'


def test_a_spreadsheet_keeps_the_zeros_of_a_code(rf):
    import openpyxl

    CommuneFactory(name="=HYPERLINK(1)", insee="01234")
    response = listing_of(rf, "?export=xlsx").respond("ui/list.html")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert [cell.value for cell in sheet[2]][:2] == ["=HYPERLINK(1)", "01234"]
    assert sheet["A2"].data_type == "s"


def test_a_list_asks_as_many_queries_for_thirty_rows_as_for_one(rf):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            page_of(listing_of(rf, per_page=40))
        return len(asked)

    CommuneFactory()
    one = queries()
    CommuneFactory.create_batch(29)
    assert queries() == one == 2


def test_htmx_gets_the_rows_without_the_frame(rf, three):
    html = page_of(listing_of(rf), HTTP_HX_REQUEST="true")
    assert "<table" in html
    assert 'role="search"' not in html


def test_an_empty_list_offers_to_take_the_filters_away(rf, three):
    html = page_of(listing_of(rf, "?q=zzz"))
    assert "Aucune commune ne correspond" in html
    assert 'href="?"' in html


def test_an_empty_register_says_what_to_do(rf):
    assert "Inscrivez la première." in page_of(listing_of(rf, empty="Inscrivez la première."))


def test_the_address_of_a_list_cannot_carry_markup(rf, three):
    html = page_of(listing_of(rf, "?q=%3Cscript%3Ealert(1)%3C/script%3E&tri=%22%3E"))
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("query", "words"), [("?q=imling", "filtrée par"), ("?q=ing", "filtrées par")]
)
def test_one_row_found_is_said_in_the_singular(rf, three, query, words):
    assert words in page_of(listing_of(rf, query))
