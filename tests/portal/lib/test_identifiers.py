"""A wrong number is refused before it is written; a badly typed one is put right."""

import pytest
from hypothesis import given, settings, strategies as st

from portal.lib import identifiers
from portal.lib.identifiers import NotAnIdentifier

few = settings(max_examples=60, deadline=None)


def luhn_key(digits):
    doubled = [2 * int(d) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(digits))]
    return str(-sum(n - 9 if n > 9 else n for n in doubled) % 10)


@pytest.mark.parametrize(
    "typed", ["200039956", "200 039 956", "200\u202f039\u00a0956", "200.039.956"]
)
def test_a_siren_is_read_however_it_is_spaced(typed):
    assert identifiers.siren(typed) == "200039956"


def test_a_siren_and_a_siret_are_shown_on_one_line():
    assert identifiers.show_siren("200039956") == "200\u00a0039\u00a0956"
    assert identifiers.show_siret("73282932000074") == "732\u00a0829\u00a0320\u00a000074"


@few
@given(st.from_regex(r"[1-9][0-9]{7}", fullmatch=True), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_of_a_siren_is_always_seen(start, place, shift):
    good = start + luhn_key(start)
    wrong = good[:place] + str((int(good[place]) + shift) % 10) + good[place + 1 :]

    assert identifiers.siren(good) == good
    with pytest.raises(NotAnIdentifier, match="neuf chiffres"):
        identifiers.siren(wrong)


def test_a_siret_has_its_key_and_la_poste_its_own():
    assert identifiers.siret("732 829 320 00074") == "73282932000074"
    assert identifiers.siret("35600000049837") == "35600000049837"
    with pytest.raises(NotAnIdentifier, match="quatorze chiffres"):
        identifiers.siret("732 829 320 00075")
    with pytest.raises(NotAnIdentifier):
        identifiers.siret("200039956")


def test_an_insee_code_is_not_a_postal_code_and_may_be_corsican():
    assert identifiers.insee(" 57461 ") == "57461"
    assert identifiers.insee("2a004") == "2A004"
    assert identifiers.insee("1004", lost_zero=True) == "01004"
    for wrong in ("1004", "5746", "574611", "", "ABCDE", "00123"):
        with pytest.raises(NotAnIdentifier, match="cinq caractères"):
            identifiers.insee(wrong)


@pytest.mark.parametrize(
    "typed",
    ["0387030000", "03 87 03 00 00", "03.87.03.00.00", "+33 3 87 03 00 00", "0033387030000",
     "+33 (0)3 87 03 00 00", "387030000", "03\u202f87-03/00 00"],
)  # fmt: skip
def test_a_telephone_number_is_written_in_pairs(typed):
    assert identifiers.phone(typed) == "03 87 03 00 00"


@pytest.mark.parametrize("typed", ["", "12", "+49 170 1234567", "00 87 03 00 00", "appelez-moi"])
def test_what_is_not_a_french_number_is_refused_with_an_example(typed):
    with pytest.raises(NotAnIdentifier, match="dix chiffres, par exemple 03 87 03 00 00"):
        identifiers.phone(typed)


@few
@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_sentence(typed):
    for read in (identifiers.siren, identifiers.siret, identifiers.insee, identifiers.phone):
        try:
            again = read(typed)
        except NotAnIdentifier as refusal:
            assert str(refusal).endswith(".")
        else:
            assert read(again) == again
