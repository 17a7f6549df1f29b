"""The catalogue is written from a table as from its register: family, rate and step are checked."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.journal.models import Entry
from portal.lib.refusal import Refusal
from portal.lib.tables import write_csv
from purchasing.domain.catalogue import Article, keep_item
from purchasing.models import Item, VatRate
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/gestion/importer/articles/"
HEADING = ["Code", "Désignation", "Famille", "Unité", "Pas de quantité", "Taux de TVA (%)"]


@pytest.fixture
def family():
    VatRate.objects.update_or_create(
        rate=20, defaults={"label": "normal", "valid_from": dt.date(2014, 1, 1), "source": "CGI"}
    )
    return factories.FamilyFactory(name="Incendie")


def article(**changes):
    usual = {
        "code": "EXT-1", "label": "Extincteur", "family": "Incendie", "unit": "appareil",
        "unit_code": "C62", "step": Decimal(1), "pack_size": 1, "min_order": Decimal(0),
        "vat_rate": Decimal(20), "price_kind": "unit", "asset_rule": "", "active": True,
    }  # fmt: skip
    return Article(**{**usual, **changes})


def sent(desk, *lines):
    return desk.post(URL, {"file": SimpleUploadedFile("a.csv", write_csv([HEADING, *lines]))})


def test_an_item_is_added_then_changed_once(family, manager, at):
    keep_item(article(), by=manager, at=at)
    keep_item(article(), by=manager, at=at)
    keep_item(article(label="Extincteur à eau"), by=manager, at=at)
    assert Item.objects.get().label == "Extincteur à eau"
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["add_item", "change_item"]


def test_a_family_and_a_rate_nobody_knows_are_refused(family, manager, at):
    with pytest.raises(Refusal, match="registre des familles"):
        keep_item(article(family="Jardin"), by=manager, at=at)
    with pytest.raises(Refusal, match="n’est pas en vigueur"):
        keep_item(article(vat_rate=Decimal("19.6")), by=manager, at=at)
    assert not Item.objects.exists()


def test_a_table_is_shown_then_kept(family, manager, signed_in):
    desk = signed_in(manager)
    page = sent(desk, ["EXT-1", "Extincteur", "Incendie", "appareil", "0,5", "20"])
    assert not Item.objects.exists()
    desk.post(URL, {"lignes": page.context["packed"]})
    item = Item.objects.get()
    assert (item.step, item.pack_size, item.price_kind, item.active) == (
        Decimal("0.5"),
        1,
        "unit",
        True,
    )


def test_a_step_of_zero_is_a_fault_of_its_line(family, manager, signed_in):
    page = sent(signed_in(manager), ["EXT-1", "Extincteur", "Incendie", "appareil", "0", "20"])
    assert (
        "Ligne 2\u00a0: Le pas et le lot de vente sont supérieurs à zéro." in page.content.decode()
    )
    assert page.context["packed"] == ""


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_catalogue_comes_back_without_a_change(kind, family, manager, signed_in):
    factories.ItemFactory(family=family, step="0.250", vat_rate="5.50", min_order="12.000")
    factories.ItemFactory(
        family=family, price_kind="discount", asset_rule="ten_years", active=False
    )
    desk = signed_in(manager)
    file = SimpleUploadedFile(f"a.{kind}", desk.get(f"{URL}export.{kind}").content)
    assert "Rien ne change" in desk.post(URL, {"file": file}).content.decode()
