"""What the portal prints is the French of a town hall."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import text

few = settings(max_examples=60, deadline=None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1234.56", "1\u202f234,56\u202f€"),
        ("0", "0,00\u202f€"),
        ("-0.001", "0,00\u202f€"),
        ("-12.5", "−12,50\u202f€"),
        ("1234567.895", "1\u202f234\u202f567,90\u202f€"),
        ("0.005", "0,01\u202f€"),
    ],
)
def test_an_amount_is_printed_with_narrow_spaces_and_a_comma(value, shown):
    assert text.amount(Decimal(value)) == shown


def test_an_amount_says_its_tax_and_an_unknown_one_is_never_zero():
    assert text.amount(Decimal("3.2"), "HT") == "3,20\u202f€\u00a0HT"
    assert text.amount_of_cents(123456, "TTC") == "1\u202f234,56\u202f€\u00a0TTC"
    assert text.amount(None, "HT") == text.amount_of_cents(None) == "–"


@few
@given(st.integers(-(10**16), 10**16))
def test_cents_printed_are_the_cents_given(cents):
    shown = text.amount_of_cents(cents)

    assert int(shown.translate({0x202F: None, 0x2C: None, 0x20AC: None, 0x2212: "-"})) == cents


def test_a_number_has_no_useless_zero():
    assert text.decimal_number(Decimal("3.000")) == "3"
    assert text.decimal_number(Decimal("2.500")) == "2,5"
    assert text.decimal_number(Decimal(1200)) == "1\u202f200"
    assert text.decimal_number(Decimal("1E+3")) == "1\u202f000"
    assert text.percent(Decimal("5.50")) == "5,5\u202f%"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (4, "quatre"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (77, "soixante-dix-sept"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (280, "deux cent quatre-vingts"),
        (1234, "1\u202f234"),
        (-3, "moins trois"),
    ],
)
def test_a_number_is_said_in_words(number, words):
    assert text.in_words(number) == words


def test_no_two_numbers_have_the_same_words():
    assert len({text.in_words(n) for n in range(1100)}) == 1100


def test_a_feminine_number_agrees():
    assert text.count_in_words(1, "chose", feminine=True) == "une chose"
    assert text.count_in_words(4, "chose", feminine=True) == "quatre choses"
    assert text.count_in_words(21, "commune", feminine=True) == "vingt et une communes"
    assert text.count_in_words(0, "chose", feminine=True) == "aucune chose"
    assert text.count_in_words(0, "besoin") == "aucun besoin"
    assert (
        text.sentence(text.count_in_words(3, "permanence", feminine=True)) == "Trois permanences"
    )


def test_the_plural_begins_at_two():
    assert text.count(0, "commune") == "0\u00a0commune"
    assert text.count(1, "commune") == "1\u00a0commune"
    assert text.count(Decimal("1.9"), "litre") == "1,9\u00a0litre"
    assert text.count(28, "commune") == "28\u00a0communes"
    assert text.count(2, "travail", "travaux") == "2\u00a0travaux"
    assert text.plural(2, "prix") == "prix"
    assert text.plural(3, "besoin urgent") == "besoins urgents"


def test_a_list_is_joined_as_it_is_said():
    assert text.join([]) == ""
    assert text.join(["a"]) == "a"
    assert text.join(["a", "b"]) == "a et b"
    assert text.join(["a", "b", "c"]) == "a, b et c"
    assert text.join(["a", "b", "c"], "ou") == "a, b ou c"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Imling", "d’Imling"),
        ("Oberstinzel", "d’Oberstinzel"),
        ("Écouviez", "d’Écouviez"),
        ("Bickenholtz", "de Bickenholtz"),
        ("Hommarting", "de Hommarting"),
        ("Héming", "de Héming"),
        ("Yutz", "de Yutz"),
        ("Yvetot", "d’Yvetot"),
        ("Yaoundé", "de Yaoundé"),
        ("Œutrange", "d’Œutrange"),
    ],
)
def test_de_is_elided_before_a_vowel(name, shown):
    assert text.of(name) == shown
    assert text.commune_of(name) == f"commune {shown}"


def test_que_is_elided_before_a_vowel():
    assert text.that("Imling") == "qu’Imling"
    assert text.that("Hommarting") == "que Hommarting"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("CC Sarrebourg Moselle Sud", "la CC Sarrebourg Moselle Sud"),
        ("Communauté de communes du Saulnois", "la communauté de communes du Saulnois"),
        ("SIVOM de Réding", "le SIVOM de Réding"),
        ("Syndicat des eaux", "le syndicat des eaux"),
        ("Les Deux Sarres", "Les Deux Sarres"),
        ("", ""),
    ],
)
def test_an_intercommunal_body_has_its_article_in_a_sentence(body, shown):
    assert text.named(body) == shown


def test_folding_forgets_accents_capitals_and_hyphens():
    assert text.fold("  Réding – Saint-Jean’s  ŒUVRE\u00a0") == "reding saint jean s oeuvre"
    assert text.fold("Haut\u2011Clocher") == text.fold("haut clocher") == "haut clocher"


@few
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(name):
    assert text.fold(text.fold(name)) == text.fold(name)
