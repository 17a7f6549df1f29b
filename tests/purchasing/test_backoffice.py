"""The registers of group purchases: what the manager edits is kept, checked, and written in the journal."""

import datetime as dt
from decimal import Decimal

import pytest

from portal.journal.models import Entry
from purchasing.models import Item, ReferencePrice, Threshold, VatRate
from purchasing.models.catalogue import unit_price
from tests.factories import FamilyFactory, ItemFactory, LotItemFactory

pytestmark = pytest.mark.django_db
INNER = {
    "reference_prices-TOTAL_FORMS": "0",
    "reference_prices-INITIAL_FORMS": "0",
    "reference_prices-MIN_NUM_FORMS": "0",
    "reference_prices-MAX_NUM_FORMS": "1000",
}


@pytest.fixture
def desk(manager, signed_in):
    return signed_in(manager)


def typed(family, **changes):
    return {
        "label": "Extincteur à eau 6 litres",
        "code": "EXT-EAU-6",
        "family": family.pk,
        "active": "on",
        "unit": "appareil",
        "unit_code": "C62",
        "step": "1",
        "pack_size": "1",
        "min_order": "0",
        "price_kind": "unit",
        "vat_rate": "20.00",
        "asset_rule": "",
        **INNER,
        **changes,
    }


def threshold(**changes):
    return {
        "procedure": "Procédure formalisée",
        "nature": "supplies_services",
        "rank": "3",
        "amount": "221 000",
        "steps": "Avis au BOAMP",
        "valid_from": "1 janvier 2028",
        "valid_to": "",
        "source": "Seuils européens 2028-2029",
        **changes,
    }


@pytest.mark.parametrize("register", ["family", "item", "threshold", "vatrate"])
def test_each_register_opens_and_offers_its_form(desk, register):
    ItemFactory()

    for page in ("", "add/"):
        assert desk.get(f"/gestion/purchasing/{register}/{page}").status_code == 200


@pytest.mark.parametrize("register", ["family", "item", "threshold", "vatrate"])
def test_a_secretary_opens_none_of_them(secretary, signed_in, register):
    browser = signed_in(secretary.person.user)

    assert browser.get(f"/gestion/purchasing/{register}/").status_code == 403


def test_an_item_and_its_reference_price_are_typed_together_and_told(desk, manager):
    answer = desk.post(
        "/gestion/purchasing/item/add/",
        typed(
            FamilyFactory(),
            **{
                "reference_prices-TOTAL_FORMS": "1",
                "reference_prices-0-price": "38,5",
                "reference_prices-0-dated_on": "01/09/2026",
                "reference_prices-0-source": "quote",
            },
        ),
    )

    assert answer.status_code == 302
    assert ReferencePrice.objects.get().price == Decimal("38.5")
    entry = Entry.objects.get(subject_type="purchasing.item")
    assert (entry.verb, entry.by) == ("register", manager)
    assert len(entry.details["rows"]) == 1


def test_a_correction_says_which_fields_it_changed(desk):
    item = ItemFactory(vat_rate=Decimal("20.00"))

    desk.post(
        f"/gestion/purchasing/item/{item.pk}/change/",
        typed(item.family, code=item.code, label=item.label, unit=item.unit, pack_size="4"),
    )

    item.refresh_from_db()
    assert item.pack_size == 4
    assert Entry.objects.get(verb="correct").details["changed"] == ["Vendu par"]


def test_an_item_of_the_catalogue_does_not_reach_into_a_campaign(desk):
    line = LotItemFactory(vat_rate=Decimal("20.00"))

    desk.post(
        f"/gestion/purchasing/item/{line.item.pk}/change/",
        typed(line.item.family, code=line.item.code, vat_rate="10.00"),
    )

    line.refresh_from_db()
    assert line.item.vat_rate == 10
    assert line.vat_rate == 20


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"vat_rate": "19.60"}, "n’en fait pas partie"),
        ({"pack_size": "-1"}, "supérieur"),
        ({"step": "zéro"}, "Écrivez un nombre"),
        ({"step": "9" * 30}, "trop de chiffres"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(desk, wrong, said):
    answer = desk.post("/gestion/purchasing/item/add/", typed(FamilyFactory(), **wrong))

    assert said in answer.content.decode()
    assert not Item.objects.exists()


def test_a_rate_that_ended_stays_on_the_items_that_have_it(desk):
    VatRate.objects.filter(rate=10).update(valid_to=dt.date(2025, 12, 31))
    old, new = ItemFactory(vat_rate=Decimal("10.00")), ItemFactory(vat_rate=Decimal("20.00"))

    old, new = (
        desk.get(f"/gestion/purchasing/item/{item.pk}/change/").content.decode()
        for item in (old, new)
    )

    assert "(ancien taux)" in old
    assert "taux intermédiaire" not in new


def test_the_list_shows_the_last_price_that_holds_for_all(desk):
    item = ItemFactory()
    for price, day in ((Decimal("4.2"), 1), (Decimal("4.75"), 2)):
        ReferencePrice.objects.create(
            item=item, price=price, source="quote", dated_on=dt.date(2026, 9, day)
        )

    assert "4,75" in desk.get("/gestion/purchasing/item/").content.decode()


def test_the_next_threshold_is_inscribed_beside_the_one_that_ends(desk):
    assert desk.post("/gestion/purchasing/threshold/add/", threshold()).status_code == 302
    assert Threshold.objects.get(valid_from=dt.date(2028, 1, 1)).amount == 221_000
    assert Entry.objects.filter(subject_type="purchasing.threshold").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"valid_from": "01/06/2027"}, "a déjà ce rang à ces dates"),
        ({"valid_from": "01/06/2027", "rank": "9", "amount": "216000"}, "a déjà ce montant"),
        ({"amount": "-5"}, "positif ou nul"),
        ({"valid_to": "01/01/2020"}, "Choisissez une date à partir du"),
        ({"valid_from": "30/02/2028"}, "Cette date n’existe pas"),
    ],
)
def test_two_thresholds_never_hold_for_the_same_thing(desk, wrong, said):
    before = Threshold.objects.count()

    answer = desk.post("/gestion/purchasing/threshold/add/", threshold(**wrong))

    assert said in answer.content.decode()
    assert Threshold.objects.count() == before


@pytest.mark.parametrize(
    ("price", "words"),
    [(Decimal("6.9"), "6,90"), (Decimal("0.0875"), "0,0875"), (None, "–")],
)
def test_a_unit_price_shows_its_decimals_when_they_count(price, words):
    assert unit_price(price).startswith(words)
